internal import Artifacts
internal import DataSplit

// Clips against songs: from each artifact's own tables, the catalogue and split.h5.
extension Check {
  static let clipDisagrees = Check(
    code: "L06", title: "a clip or song that artifacts disagree about", severity: .error
  ) { evidence, check in
    let durations = evidence.durationOfSong
    let tables = evidence.tables
    var answer = Answer(
      examined: tables.reduce(evidence.split?.songIDs.count ?? 0) { $0 + $1.clips.count })
    answer.findings += check.songsWithoutPart(evidence)
    for table in tables {
      answer.findings += check.clips(of: table, durations: durations)
      answer.findings += check.otherLabels(table, evidence)
    }
    for features in evidence.features {
      answer.findings += check.lostSongs(features, evidence)
    }
    for table in evidence.models.map(\.table) + evidence.scores.map(\.table) {
      answer.findings += check.otherClips(table, than: evidence.features.map(\.table))
    }
    for model in evidence.models {
      answer.findings += check.otherParts(model, evidence)
    }
    return answer
  }

  /// Songs that only one of catalogue and split knows.
  private func songsWithoutPart(_ evidence: Evidence) -> [AuditArtifact.Finding] {
    guard let split = evidence.split, !evidence.catalogue.isEmpty else { return [] }
    let (catalogue, known) = (Set(evidence.songs.map(\.id)), Set(split.songIDs))
    var findings: [AuditArtifact.Finding] = []
    let missing = catalogue.subtracting(known).sorted()
    if !missing.isEmpty {
      findings.append(
        finding(
          "\(missing.count) songs of the catalogue have no part.", missing, remedy: splitAgain))
    }
    let strange = known.subtracting(catalogue).sorted()
    if !strange.isEmpty {
      findings.append(
        finding(
          "split.h5 has \(strange.count) songs that are not in the catalogue.", strange,
          remedy: splitAgain))
    }
    return findings
  }

  /// Clips that do not belong to the song they are listed under, lie outside of it, or occur twice.
  private func clips(
    of table: Evidence.ClipTable, durations: [String: Double]
  ) -> [AuditArtifact.Finding] {
    var (misnamed, outside, strange, repeated) = ([String](), [String](), Set<String>(), [String]())
    var seen: Set<String> = []
    for clip in table.clips.ids.indices {
      let (id, song) = (table.clips.ids[clip], table.song(ofClip: clip))
      if !id.hasPrefix(song + "@") { misnamed.append(id) }
      if !seen.insert(id).inserted { repeated.append(id) }
      let (start, duration) = (table.clips.starts[clip], table.clips.durations[clip])
      if let length = durations[song] {
        // A song without audio has one clip without length. A hundredth of a second is what rounding
        // may cost.
        let hasExtent = duration > 0 || (duration == 0 && length == 0)
        if !(start >= 0 && hasExtent && start + duration <= length + 0.01) { outside.append(id) }
      } else if !durations.isEmpty {
        strange.insert(song)
      }
    }
    let again = "Delete \(table.path) and run make again."
    return [
      (misnamed, "lists clips under a song that is not theirs"),
      (outside, "has clips that lie outside of their songs"),
      (strange.sorted(), "has clips of songs that are not in the catalogue"),
      (repeated, "lists clips twice"),
    ].filter { !$0.0.isEmpty }.map { objects, problem in
      finding("\(table.path) \(problem): \(objects.count).", objects, remedy: again)
    }
  }

  /// Songs of the catalogue that a gathered feature set neither has nor gave up.
  private func lostSongs(
    _ features: Evidence.Features, _ evidence: Evidence
  ) -> [AuditArtifact.Finding] {
    let table = features.table
    guard table.path.split(separator: "/").count == 2 else { return [] }
    let known = Set(table.songs).union(features.lost)
    let lost = evidence.songs.map(\.id).filter { !known.contains($0) }
    guard !lost.isEmpty else { return [] }
    return [
      finding(
        "\(table.path) has neither clips of \(lost.count) songs nor a reason why.", lost,
        remedy: "Delete \(table.path) and run make featurize.")
    ]
  }

  /// Songs that have another label than in the catalogue. Labels that the catalogue lacks are
  /// another check's business.
  private func otherLabels(
    _ table: Evidence.ClipTable, _ evidence: Evidence
  ) -> [AuditArtifact.Finding] {
    let differing = evidence.labelsOfCatalogue.flatMap { label, values in
      ((try? table.catalogue.label(label)) ?? []).enumerated().compactMap { row, value in
        values[table.songs[row]].flatMap { $0.isEmpty || $0 == value ? nil : table.songs[row] }
      }
    }
    guard !differing.isEmpty else { return [] }
    return [
      finding(
        "\(table.path) has songs with other labels than the catalogue.",
        Set(differing).sorted(), remedy: "Delete \(table.path) and run make again.")
    ]
  }

  /// A model or scores whose clips are not those of the features that its path names first.
  private func otherClips(
    _ table: Evidence.ClipTable, than features: [Evidence.ClipTable]
  ) -> [AuditArtifact.Finding] {
    let names = table.path.split(separator: "/")
    guard names.count > 2, let set = names[1].split(separator: "+").first,
      let source = features.first(where: { $0.path == "features/\(set).h5" }),
      source.clips.ids != table.clips.ids || source.clips.starts != table.clips.starts
        || source.clips.ids.indices.contains(where: {
          source.song(ofClip: $0) != table.song(ofClip: $0)
        })
    else { return [] }
    let differing = Set(source.clips.ids).symmetricDifference(table.clips.ids).sorted()
    return [
      finding(
        "The clips of \(table.path) are not those of \(source.path).",
        differing.isEmpty ? [table.path] : differing,
        remedy: "Delete \(table.path) and run make again.")
    ]
  }

  /// Clips of a model whose part is not their song's.
  private func otherParts(
    _ model: Evidence.Model, _ evidence: Evidence
  ) -> [AuditArtifact.Finding] {
    guard evidence.split != nil else { return [] }
    let parts = evidence.parts(ofClipsOf: model)
    let table = model.table
    let wrong = table.clips.ids.indices.filter { clip in
      let expected = parts[clip]
      return model.record.parts[clip].map { !expected.contains($0) } ?? !expected.isEmpty
    }
    guard !wrong.isEmpty else { return [] }
    return [
      finding(
        "\(table.path) has \(wrong.count) clips in another part than split.h5 gives their songs.",
        songs(ofClips: wrong, in: table),
        remedy: "Delete \(table.path) and run make train.")
    ]
  }
}

/// The songs of some clips, each once, in order.
func songs(ofClips clips: [Int], in table: Evidence.ClipTable) -> [String] {
  Set(clips.map(table.song(ofClip:))).sorted()
}

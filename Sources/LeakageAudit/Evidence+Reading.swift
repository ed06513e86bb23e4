internal import Artifacts
internal import Configuration
internal import DataSplit
internal import Foundation
internal import LinearAlgebra

extension Evidence {
  /// Reads whatever there is; what cannot be read is noted.
  init(reading folder: String, threads: Int) throws(ArtifactError) {
    self.init(folder: folder, threads: threads)
    for path in try artifactPaths(in: folder) {
      do {
        try read(path)
      } catch {
        unreadable.append((path, "\(error)"))
      }
    }
    let limit = "quarantine.yaml"
    do {
      quarantineLimit = try LeakageAudit.quarantineLimit(
        reading: URL(filePath: folder).appending(path: limit).path(percentEncoded: false))
    } catch {
      unreadable.append((limit, "\(error)"))
    }
    songs = catalogue.flatMap(\.songs).sorted { $0.id < $1.id }
    for (song, part) in zip(split?.songIDs ?? [], split?.parts ?? []) {
      partsOfSong[song, default: []].insert(part)
    }
    for shard in catalogue {
      for (song, duration) in zip(shard.songs, shard.durations) {
        durationOfSong[song.id] = duration
      }
    }
    labelsOfCatalogue = Set(catalogue.flatMap(\.labels)).sorted().map { label in
      (
        label,
        Dictionary(songs.map { ($0.id, $0.columns[label] ?? "") }) { first, _ in first }
      )
    }
    tasks = Set(scores.flatMap { (try? $0.artifact.scores.texts("task")) ?? [] }).sorted()
  }

  /// Reads one artifact by what its place says it is.
  private mutating func read(_ path: String) throws {
    let file = URL(filePath: folder).appending(path: path).path(percentEncoded: false)
    // One that another program wrote to has no seal, and is looked into all the same.
    let sealed = try SealedFile(of: file)
    guard sealed.seal != .broken else {
      throw ArtifactError(
        .invalid, "it was damaged or edited after it was made, its seal is broken")
    }
    guard Artifacts.schema(of: file) != .checkpoint else { return }
    switch path.split(separator: "/").first {
    case "audio": catalogue.append(try CatalogueShard(reading: file))
    case "features":
      let artifact = try FeaturesArtifact(reading: file)
      features.append(
        Features(
          table: ClipTable(path: path, catalogue: artifact.songs, clips: artifact.clips),
          lost: artifact.quarantine.map(\.songID), columns: try namedColumns(of: artifact)))
    case "models":
      let record = try ModelRecord(reading: file)
      models.append(
        Model(
          table: ClipTable(path: path, catalogue: record.songs, clips: record.clips),
          record: record))
    case "scores":
      let artifact = try ScoresArtifact(reading: file)
      scores.append(
        Scores(
          table: ClipTable(path: path, catalogue: artifact.songs, clips: artifact.clips),
          artifact: artifact))
    default:
      let artifact = try SplitArtifact(reading: file)
      split = artifact
      settings = try configuration(
        parsing: artifact.provenance.configuration, name: "the configuration in split.h5"
      ) { try SplitSettings($0) }.settings
    }
    custody.append(
      Custody(path: path, provenance: try provenance(of: file), seal: sealed.seal))
    digests[path] = sealed.digest
  }
}

/// The features of each song's first clip, where features are a vector of named numbers.
private func namedColumns(
  of artifact: borrowing FeaturesArtifact
) throws -> Evidence.NamedColumns? {
  // What describes a song is not so wide; what is wider is a spectrogram.
  guard artifact.axes.count == 1, case .texts(let names) = artifact.axes[0].coordinates,
    (1...4096).contains(names.count)
  else { return nil }
  var first = [Int?](repeating: nil, count: artifact.songs.count)
  for (clip, song) in artifact.clips.songs.enumerated() where first[song] == nil {
    first[song] = clip
  }
  var values = names.map { _ in [Float](repeating: .nan, count: first.count) }
  let block = 4096
  for start in stride(from: 0, to: artifact.clips.count, by: block) {
    let range = start..<min(start + block, artifact.clips.count)
    let rows = try artifact.rows(range)
    for clip in range where first[artifact.clips.songs[clip]] == clip {
      for column in names.indices {
        values[column][artifact.clips.songs[clip]] = rows[clip - start, column]
      }
    }
  }
  return Evidence.NamedColumns(names: names, values: values)
}

/// The artifacts of an experiment in the order of the stages, relative to its folder.
private func artifactPaths(in folder: String) throws(ArtifactError) -> [String] {
  let root = URL(filePath: folder)
  guard (try? root.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == true else {
    throw ArtifactError(.missing, "\(folder) is not a folder: give the experiment's, as data/demo")
  }
  var paths: [String] = []
  for stage in ["audio", "features", "split.h5", "models", "scores"] {
    let start = root.appending(path: stage).path(percentEncoded: false)
    guard FileManager.default.fileExists(atPath: start) else { continue }
    if stage.hasSuffix(".h5") {
      paths.append(stage)
    } else {
      let found = FileManager.default.enumerator(atPath: start)?.compactMap { $0 as? String } ?? []
      paths += found.filter { $0.hasSuffix(".h5") }.sorted().map { "\(stage)/\($0)" }
    }
  }
  return paths
}

extension SongSplit {
  /// Why a song is where it is, in a few lines: its part, what it is grouped with and by which
  /// evidence, and how its part comes about.
  ///
  /// - Parameters:
  ///   - id: The song's identifier.
  ///   - settings: What the split was made with.
  /// - Returns: `nil` when there is no such song.
  public func explanation(of id: String, settings: SplitSettings) -> [String]? {
    guard let song = songs.firstIndex(where: { $0.id == id }) else { return nil }
    let number = groups.numbers[song]
    let members = groups.numbers.indices.filter { groups.numbers[$0] == number }
    var lines = ["\(id) is in \(place(of: song))"]
    if members.count == 1 {
      lines.append("no other song is bound to it")
    } else {
      lines.append("bound together: \(members.map { songs[$0].id }.joined(separator: ", "))")
      for link in groups.links where groups.numbers[link.a] == number {
        lines.append(
          "  \(songs[link.a].id) and \(songs[link.b].id): \(link.reason), \(percent(link.score))")
      }
    }
    for column in settings.criteria.columns {
      lines.append("\(column): \(songs[song].columns[column] ?? "")")
    }
    let labels = settings.stratify.map { "\($0) \(songs[song].columns[$0] ?? "(missing)")" }
    lines.append(
      settings.division.origin
        + (labels.isEmpty ? "" : ", balanced by \(labels.joined(separator: ", "))")
        + ", seed \(settings.seed)")
    return lines
  }

  private func place(of song: Int) -> String {
    folds.map { "fold \($0[song])" } ?? "\(parts[song])"
  }
}

extension SplitSettings.Division {
  fileprivate var origin: String {
    switch self {
    case .proportions(let shares):
      "drawn by proportion: "
        + Part.allCases.map { "\($0) \(percent(shares[$0, default: 0]))" }.joined(separator: ", ")
    case .folds(let count): "drawn into \(count) folds of equal size"
    case .given(let path): "given by \(path)"
    }
  }
}

private func percent(_ share: Double) -> String {
  let tenths = Int((share * 1000).rounded())
  return tenths % 10 == 0 ? "\(tenths / 10) %" : "\(tenths / 10).\(tenths % 10) %"
}

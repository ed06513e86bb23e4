/// One number of a vector of features.
struct FeatureColumn: Sendable, Equatable {
  let name: String
  let unit: String
}

/// Numbers that sum up a clip, each with a name.
struct VectorPart: Sendable {
  let columns: [FeatureColumn]
  /// The tracks that they are made from.
  let tracks: FrameTracks
  /// The numbers, one a column.
  let values: @Sendable (ClipFrames) -> [Float]
}

/// Which columns of a vector are kept, the key `columns`.
public struct ColumnSelection: Sendable, Equatable {
  /// Names of columns, or how names begin; all columns where it is empty.
  public let words: [String]

  /// Keeps the column that a word names, or where none has that name all that begin with it.
  public init(_ words: [String] = []) { self.words = words }

  /// The columns that are kept, in the order of the vector.
  ///
  /// - Throws: ``FeatureError`` where a word names none.
  func indices(in names: [String]) throws(FeatureError) -> [Int] {
    for word in words where !names.contains(where: { $0.hasPrefix(word) }) {
      throw FeatureError(
        "columns has “\(word)”, but no column is named so or begins so: the first of "
          + "\(names.count) are \(names.prefix(3).joined(separator: ", "))")
    }
    guard !words.isEmpty else { return Array(names.indices) }
    let (whole, beginnings) = (Set(words), words.filter { !names.contains($0) })
    return names.indices.filter { index in
      whole.contains(names[index]) || beginnings.contains { names[index].hasPrefix($0) }
    }
  }
}

extension FeaturePlan {
  /// One vector of the columns of all parts that are kept; a part without any is not computed.
  ///
  /// - Throws: ``FeatureError`` where the selection names a column that there is not.
  init(joining parts: [VectorPart], keeping selection: ColumnSelection) throws(FeatureError) {
    let columns = parts.flatMap(\.columns)
    let kept = try selection.indices(in: columns.map(\.name))
    precondition(Set(columns.map(\.name)).count == columns.count, "a column occurs twice")
    var start = 0
    var used: [(part: VectorPart, kept: [Int])] = []
    for part in parts {
      let own = kept.filter { (start..<(start + part.columns.count)).contains($0) }
      if !own.isEmpty { used.append((part, own.map { [start] in $0 - start })) }
      start += part.columns.count
    }
    let units = Set(kept.map { columns[$0].unit })
    dimensions = [
      FeatureDimension(name: "statistic", coordinates: .names(kept.map { columns[$0].name }))
    ]
    unit = units.count == 1 ? columns[kept[0]].unit : "mixed"
    tracks = used.reduce(FrameTracks()) { $0.union($1.part.tracks) }
    features = { [used] frames in
      used.flatMap { part, kept in
        let values = part.values(frames)
        return kept.map { values[$0] }
      }
    }
  }
}

/// The cells of a table of songs by several labels.
struct Strata {
  /// For each song its cell, 0, 1, …, numbered by the first songs.
  let cells: [Int]
  /// For each label, the number of its value in each cell.
  let margins: [[Int]]
  /// For each label, its values in the order of their numbers; empty: the label is missing.
  let values: [[String]]
  /// Number of cells.
  let count: Int

  /// Sorts songs into cells; a missing label is a value of its own.
  init(of songs: [SplitSong], labels: [String]) {
    var numbers: [[String]: Int] = [:]
    var keys: [[String]] = []
    cells = songs.map { song in
      let key = labels.map { song.columns[$0] ?? "" }
      if let number = numbers[key] { return number }
      numbers[key] = keys.count
      keys.append(key)
      return keys.count - 1
    }
    count = keys.count
    values = labels.indices.map { label in Set(keys.map { $0[label] }).sorted() }
    margins = labels.indices.map { [values, keys] label in
      keys.map { values[label].firstIndex(of: $0[label]) ?? 0 }
    }
  }
}

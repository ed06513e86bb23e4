/// Rows of a table about songs, found by one column.
struct Metadata {
  private let rows: [String: [String: String]]
  private let join: CorpusSettings.Join
  private var taken: Set<String> = []

  /// - Parameters:
  ///   - table: The table.
  ///   - name: What messages call it.
  ///   - key: The column that says which song a row is of.
  ///   - join: What that column holds.
  ///   - columns: Our names and the table's columns.
  /// - Throws: ``CorpusError`` when a column is missing, a key empty or given twice.
  init(
    _ table: CSVTable, name: String, key: String, join: CorpusSettings.Join,
    columns: [(name: String, column: String)]
  ) throws(CorpusError) {
    func position(_ column: String) throws(CorpusError) -> Int {
      guard let position = table.column(column) else {
        throw CorpusError(
          "\(name) has no column \(column); it has \(table.header.joined(separator: ", "))")
      }
      return position
    }
    let keyPosition = try position(key)
    var positions: [(name: String, position: Int)] = []
    for (name, column) in columns { positions.append((name, try position(column))) }
    var rows: [String: [String: String]] = [:]
    for (row, line) in zip(table.rows, table.lines) {
      let cell = row[keyPosition]
      guard !cell.isEmpty else { throw CorpusError("\(name):\(line): \(key) is empty") }
      let values = Dictionary(uniqueKeysWithValues: positions.map { ($0.name, row[$0.position]) })
      guard rows.updateValue(values, forKey: cell) == nil else {
        throw CorpusError("\(name):\(line): a second row for \(cell)")
      }
    }
    self.rows = rows
    self.join = join
  }

  /// The values of a song's row, by our names; `nil` when it has none.
  mutating func take(id: String, audio: String) -> [String: String]? {
    let key =
      switch join {
      case .path: audio
      case .file: lastComponent(audio)
      case .stem: stem(lastComponent(audio))
      case .id: id
      }
    guard let row = rows[key] else { return nil }
    taken.insert(key)
    return row
  }

  /// The keys that no song took.
  var left: [String] { rows.keys.filter { !taken.contains($0) }.sorted() }
}

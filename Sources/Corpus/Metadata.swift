/// Rows of a table about songs, found by one column.
struct Metadata {
  private let rows: [String: [String: String]]
  private let join: CorpusSettings.Join
  /// Keys by the names of files without extension, the first of those that are alike.
  private let keysOfStems: [String: String]
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
    keysOfStems = Dictionary(rows.keys.sorted().map { (stem($0), $0) }) { first, _ in first }
  }

  /// The values of a song's row, by our names; `nil` when it has none.
  ///
  /// - Parameters:
  ///   - id: The song's identifier.
  ///   - file: The file it was found by.
  ///   - isAudio: Whether that is audio; a lyrics file has the row of audio of that name, whatever
  ///     the extension.
  mutating func take(id: String, file: String, isAudio: Bool) -> [String: String]? {
    let name =
      switch join {
      case .path: file
      case .file: lastComponent(file)
      case .stem: stem(lastComponent(file))
      case .id: id
      }
    let isNameOfFile = join == .path || join == .file
    let key = isAudio || !isNameOfFile ? name : keysOfStems[stem(name)] ?? name
    guard let row = rows[key] else { return nil }
    taken.insert(key)
    return row
  }

  /// The keys that no song took.
  var left: [String] { rows.keys.filter { !taken.contains($0) }.sorted() }
}

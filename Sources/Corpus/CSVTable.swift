internal import Foundation

/// A table of texts with named columns, as a CSV file holds it (RFC 4180): UTF-8, with or without
/// a byte order mark; commas; LF or CRLF; cells with a comma, quote or newline in quotes, and
/// quotes in them doubled. Empty lines are passed over.
public struct CSVTable: Sendable, Equatable {
  /// The largest file that is read, in bytes.
  public static let largestFile = 1 << 30
  /// The longest cell, in bytes.
  public static let longestCell = 1 << 20

  /// The columns' names, distinct and not empty.
  public let header: [String]
  /// The cells of each row, as many as there are columns.
  public let rows: [[String]]
  /// The line on which each row begins, from 1.
  public let lines: [Int]

  /// Gathers a table.
  public init(header: [String], rows: [[String]]) {
    precondition(rows.allSatisfy { $0.count == header.count }, "a row of another width")
    self.header = header
    self.rows = rows
    lines = Array(rows.indices.lazy.map { $0 + 2 })
  }

  /// Reads a file.
  ///
  /// - Throws: ``CorpusError`` naming file and line.
  public init(reading path: String) throws(CorpusError) {
    let status = FileStatus(of: path)
    guard status?.isFile ?? true else {
      throw CorpusError("\(path) is no ordinary file, as a catalogue must be")
    }
    guard (status?.size ?? 0) <= CSVTable.largestFile else {
      throw CorpusError("\(path) is larger than 1 GiB: too large for a catalogue")
    }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw CorpusError("\(path) cannot be read: no such file, or no permission", fault: .absent)
    }
    try self.init(parsing: Array(data), name: path)
  }

  /// Reads the content of a file.
  ///
  /// - Parameters:
  ///   - bytes: The content.
  ///   - name: What messages call it.
  /// - Throws: ``CorpusError`` naming file and line.
  public init(parsing bytes: [UInt8], name: String) throws(CorpusError) {
    var parser = CSVParser(bytes: bytes, name: name)
    guard let (header, _) = try parser.nextRow() else {
      throw CorpusError("\(name) is empty; its first line must name the columns")
    }
    guard header.count <= 1000 else {
      throw CorpusError("\(name) has \(header.count) columns; at most 1000 are read")
    }
    for (index, column) in header.enumerated() {
      guard !column.isEmpty else {
        throw CorpusError("\(name): column \(index + 1) has no name; name or remove it")
      }
      guard !header[..<index].contains(column) else {
        throw CorpusError("\(name) has two columns “\(column)”; rename or remove one")
      }
    }
    var rows: [[String]] = []
    var lines: [Int] = []
    while let (row, line) = try parser.nextRow() {
      guard row.count == header.count else {
        throw CorpusError(
          "\(name):\(line): \(row.count) cells where the header has \(header.count) columns; "
            + "put cells that hold a comma in quotes")
      }
      rows.append(row)
      lines.append(line)
    }
    self.header = header
    self.rows = rows
    self.lines = lines
  }

  /// The position of a column; `nil` when there is none of that name.
  public func column(_ name: String) -> Int? { header.firstIndex(of: name) }

  /// The table as a CSV file, lines ending in LF.
  public var text: String {
    var text = ""
    write(header, to: &text)
    for row in rows { write(row, to: &text) }
    return text
  }
}

private func write(_ row: [String], to text: inout String) {
  // A lone empty cell would be an empty line, which is no row.
  if row == [""] { text += "\"\"" }
  for (column, cell) in row.enumerated() {
    if column > 0 { text += "," }
    text += quoted(cell)
  }
  text += "\n"
}

/// A cell as it is written: in quotes where it must be.
private func quoted(_ cell: String) -> String {
  let isSpecial = cell.utf8.contains { $0 == 0x22 || $0 == 0x2c || $0 == 0x0a || $0 == 0x0d }
  guard isSpecial else { return cell }
  return "\"" + cell.replacing("\"", with: "\"\"") + "\""
}

/// Splits the bytes of a CSV file into rows.
private struct CSVParser {
  private let bytes: [UInt8]
  private let name: String
  private var position: Int
  private var line = 1

  init(bytes: [UInt8], name: String) {
    self.bytes = bytes
    self.name = name
    position = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
  }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private var atLineEnd: Bool {
    switch next {
    case nil, 0x0a: true
    case 0x0d: position + 1 < bytes.count && bytes[position + 1] == 0x0a
    default: false
    }
  }

  private mutating func passLineEnd() {
    if next == 0x0d { position += 1 }
    if next == 0x0a { position += 1 }
    line += 1
  }

  /// The next row that is not an empty line, and the line on which it begins.
  mutating func nextRow() throws(CorpusError) -> (row: [String], line: Int)? {
    while next != nil, atLineEnd { passLineEnd() }
    guard next != nil else { return nil }
    let first = line
    var row = [try cell()]
    while next == 0x2c {
      position += 1
      row.append(try cell())
    }
    passLineEnd()
    return (row, first)
  }

  private mutating func cell() throws(CorpusError) -> String {
    next == 0x22 ? try quotedCell() : try plainCell()
  }

  private mutating func plainCell() throws(CorpusError) -> String {
    let start = position
    while !atLineEnd, next != 0x2c {
      guard next != 0x22 else {
        throw error("a quote inside a cell; put the cell in quotes and double the quote")
      }
      guard next != 0x0d else { throw error("a carriage return without a line feed") }
      position += 1
    }
    return try text(bytes[start..<position], line: line)
  }

  private mutating func quotedCell() throws(CorpusError) -> String {
    let first = line
    position += 1
    var content: [UInt8] = []
    while true {
      guard let byte = next else {
        throw CorpusError("\(name):\(first): a quoted cell that never ends; close the quote")
      }
      position += 1
      if byte == 0x22 {
        guard next == 0x22 else { break }
        position += 1
      }
      if byte == 0x0a { line += 1 }
      content.append(byte)
    }
    guard atLineEnd || next == 0x2c else { throw error("text after a closing quote") }
    return try text(content[...], line: first)
  }

  private func text(_ content: ArraySlice<UInt8>, line: Int) throws(CorpusError) -> String {
    guard content.count <= CSVTable.longestCell else {
      throw CorpusError("\(name):\(line): a cell longer than 1 MiB")
    }
    guard !content.contains(0) else { throw CorpusError("\(name):\(line): a NUL character") }
    guard let text = String(validating: content, as: UTF8.self) else {
      throw CorpusError("\(name):\(line): not UTF-8; save the file as UTF-8")
    }
    return text
  }

  private func error(_ problem: String) -> CorpusError {
    CorpusError("\(name):\(line): \(problem)")
  }
}

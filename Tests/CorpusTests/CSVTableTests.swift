import Corpus
import Foundation
import TestSupport
import Testing

@Suite("CSV tables") struct CSVTableTests {
  private func parse(_ text: String) throws -> CSVTable {
    try CSVTable(parsing: Array(text.utf8), name: "t.csv")
  }

  @Test(arguments: [
    ("a,b\n1,2\n", [["1", "2"]]),
    ("a,b\r\n1,2\r\n", [["1", "2"]]),
    ("a,b\n1,2", [["1", "2"]]),
    ("\u{feff}a,b\n1,2\n", [["1", "2"]]),
    ("a,b\n\"x,y\",\"say \"\"hi\"\"\"\n", [["x,y", "say \"hi\""]]),
    ("a,b\n\"two\nlines\",\"\"\n", [["two\nlines", ""]]),
    ("a,b\n,\n\n\n 1 ,é\n", [["", ""], [" 1 ", "é"]]),
    ("a,b\n", []),
  ])
  func `A table is read as RFC 4180 says`(text: String, rows: [[String]]) throws {
    let table = try parse(text)
    #expect(table.header == ["a", "b"])
    #expect(table.rows == rows)
  }

  @Test(arguments: [
    ("", "t.csv is empty; its first line must name the columns"),
    ("a,a\n", "t.csv has two columns “a”; rename or remove one"),
    ("a,\n", "t.csv: column 2 has no name; name or remove it"),
    (
      "a,b\n1,2\n3\n",
      "t.csv:3: 1 cells where the header has 2 columns; put cells that hold a comma in quotes"
    ),
    (
      "a,b\n\"x\ny\",2\n3,4,5\n",
      "t.csv:4: 3 cells where the header has 2 columns; put cells that hold a comma in quotes"
    ),
    ("a,b\n1,\"2\n3,4\n", "t.csv:2: a quoted cell that never ends; close the quote"),
    ("a,b\n\"1\"x,2\n", "t.csv:2: text after a closing quote"),
    (
      "a,b\n1,x\"y\n", "t.csv:2: a quote inside a cell; put the cell in quotes and double the quote"
    ),
    ("a,b\n1,2\r3,4\n", "t.csv:2: a carriage return without a line feed"),
    ("a,b\n1,\0\n", "t.csv:2: a NUL character"),
  ])
  func `A broken table is refused by line`(text: String, message: String) {
    #expect(throws: CorpusError(message)) { try parse(text) }
  }

  @Test func `Text that is not UTF-8 is refused by line`() {
    #expect(throws: CorpusError("t.csv:2: not UTF-8; save the file as UTF-8")) {
      try CSVTable(parsing: Array("a\n".utf8) + [0xff, 0x0a], name: "t.csv")
    }
  }

  @Test func `A cell has at most one mebibyte`() {
    let text = "a\n" + String(repeating: "x", count: CSVTable.longestCell + 1) + "\n"
    #expect(throws: CorpusError("t.csv:2: a cell longer than 1 MiB")) { try parse(text) }
  }

  @Test func `Whatever is written is read back`() throws {
    let cells = ["", "plain", "a,b", "\"", "two\nlines", "r\r\nn", " edge ", "ü 音 🎵", "\u{feff}"]
    let table = CSVTable(header: cells.enumerated().map { "c\($0.offset)" }, rows: [cells, cells])
    let again = try parse(table.text)
    #expect(again.header == table.header)
    #expect(again.rows == table.rows)
    let narrow = CSVTable(header: ["a"], rows: [[""], ["x"]])
    #expect(try parse(narrow.text).rows == narrow.rows)
  }

  @Test func `Any bytes are read or refused`() {
    var seed: UInt64 = 1
    let alphabet = Array("a,\"\n\r\0é".utf8) + [0xff]
    for _ in 0..<2000 {
      var bytes: [UInt8] = []
      for _ in 0..<12 {
        seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        bytes.append(alphabet[Int(seed >> 33) % alphabet.count])
      }
      if let table = try? CSVTable(parsing: bytes, name: "t.csv") {
        #expect(table.rows.allSatisfy { $0.count == table.header.count })
      }
    }
  }
}

import Foundation
import HDF5
import TestSupport
import Testing

@Suite("HDF5 round trips")
struct RoundTripTests {
  /// Writes a file with `body`, closes it and gives its path to `check`.
  func roundTrip(
    _ body: (borrowing HDF5File) throws -> Void, check: (String) throws -> Void
  ) throws {
    try withTemporaryDirectory { folder in
      let path = folder.appending(path: "a.h5").path()
      let file = try HDF5File(creating: path)
      try body(file)
      try file.close()
      try check(path)
    }
  }

  @Test func `Numbers of every type come back`() throws {
    try roundTrip {
      try $0.createGroup("g")
      try $0.createDimension("row", length: 2)
      try $0.createDimension("column", coordinates: [0.5, 1.5, 2.5])
      try $0.write([1, 2, 3, 4, 5, 6] as [Float], to: "g/float", dimensions: ["row", "column"])
      try $0.write([1, -2] as [Double], to: "g/double", dimensions: ["row"], compressed: false)
      try $0.write([-1, .max] as [Int32], to: "g/int32", dimensions: ["row"])
      try $0.write([-1, .max] as [Int64], to: "g/int64", dimensions: ["row"])
      try $0.write([1, .max] as [UInt32], to: "g/uint32", dimensions: ["row"])
      try $0.write([1, .max] as [UInt8], to: "g/uint8", dimensions: ["row"])
    } check: { path in
      let file = try HDF5File(reading: path)
      #expect(try file.shape(of: "g/float") == [2, 3])
      #expect(try file.read("g/float") == [1, 2, 3, 4, 5, 6] as [Float])
      #expect(try file.read("g/float", rows: 1..<2) == [4, 5, 6] as [Float])
      #expect(try file.read("g/double") == [1, -2] as [Double])
      #expect(try file.read("g/int32") == [-1, .max] as [Int32])
      #expect(try file.read("g/int64") == [-1, .max] as [Int64])
      #expect(try file.read("g/uint32") == [1, .max] as [UInt32])
      #expect(try file.read("g/uint8") == [1, .max] as [UInt8])
      #expect(try file.integers("g/uint8") == [1, 255])
      #expect(try file.reals("g/float") == [1, 2, 3, 4, 5, 6])
      #expect(
        try file.names(in: "g") == ["float", "double", "int32", "int64", "uint32", "uint8"])
    }
  }

  @Test func `Texts in any script come back`() throws {
    let texts = ["", "كانتوس", "गीत 🎵", "naïve\n\"quoted\""]
    try roundTrip {
      try $0.createDimension("song", coordinates: texts)
      try $0.write(texts, to: "title", dimensions: ["song"])
      try $0.setAttribute("labels", to: ["language", "genre"])
      try $0.setAttribute("none", to: [] as [String])
      try $0.setAttribute("schema", of: "title", to: "גּ")
      try $0.setAttribute("count", of: "title", to: 7 as Int64)
      try $0.setAttribute("share", to: 0.25)
    } check: { path in
      let file = try HDF5File(reading: path)
      #expect(try file.texts("title") == texts)
      #expect(try file.texts("song") == texts)
      #expect(try file.kind(of: "title") == .text)
      #expect(try file.texts(attribute: "labels") == ["language", "genre"])
      #expect(try file.texts(attribute: "none") == [])
      #expect(try file.text(attribute: "schema", of: "title") == "גּ")
      #expect(try file.integer(attribute: "count", of: "title") == 7)
      #expect(try file.real(attribute: "share") == 0.25)
    }
  }

  @Test func `Rows are appended in order, and empty tables are possible`() throws {
    try roundTrip {
      try $0.createExtendible(Float.self, at: "values", rowShape: [3], compressed: false)
      for row in 0..<1000 { try $0.append([Float(row), 0, 1].span, to: "values") }
      try $0.createDimension("clip", length: 1000)
      try $0.createDimension("feature", length: 3)
      try $0.attach(dimensions: ["clip", "feature"], to: "values")
      try $0.createDimension("song", length: 0)
      try $0.write([] as [Float], to: "nothing", dimensions: ["song"])
      try $0.write([] as [String], to: "nobody", dimensions: ["song"])
    } check: { path in
      let file = try HDF5File(reading: path)
      #expect(try file.shape(of: "values") == [1000, 3])
      #expect(try file.read("values", rows: 998..<1000) == [998, 0, 1, 999, 0, 1] as [Float])
      #expect(try file.read("nothing") == [] as [Float])
      #expect(try file.texts("nobody") == [])
    }
  }

  @Test(arguments: [false, true])
  func `Rows may come in any order, and those at the end may be taken back`(
    compressed: Bool
  ) throws {
    try roundTrip {
      try $0.createExtendible(Float.self, at: "values", rowShape: [2], compressed: compressed)
      try $0.write([40, 41, 50, 51].span as Span<Float>, to: "values", at: 4)
      try $0.write([0, 1, 10, 11, 20, 21].span as Span<Float>, to: "values", at: 0)
      #expect(try $0.shape(of: "values") == [6, 2])
      try $0.shorten("values", toRows: 5)
      try $0.append([60, 61].span as Span<Float>, to: "values")
    } check: { path in
      let expected: [Float] = [0, 1, 10, 11, 20, 21, 0, 0, 40, 41, 60, 61]
      let file = try HDF5File(reading: path)
      #expect(try file.read("values") == expected)
    }
  }

  @Test func `The same calls give the same bytes`() throws {
    func bytes() throws -> Data {
      try withTemporaryDirectory { folder in
        let path = folder.appending(path: "a.h5").path()
        let file = try HDF5File(creating: path)
        try file.createGroup("songs")
        try file.createDimension("song", length: 50)
        try file.write((0..<50).map { "song \($0)" }, to: "songs/title", dimensions: ["song"])
        try file.write((0..<50).map(Float.init), to: "songs/peak", dimensions: ["song"])
        try file.setAttribute("schema", to: "x/1")
        try file.close()
        return try Data(contentsOf: URL(filePath: path))
      }
    }
    let first = try bytes()
    // Object times have a resolution of a second.
    Thread.sleep(forTimeInterval: 1.1)
    #expect(try bytes() == first)
  }
}

import Foundation
import HDF5
import TestSupport
import Testing

@Suite("HDF5 refusals")
struct RefusalTests {
  @Test func `A missing, empty or foreign file is named`() throws {
    try withTemporaryDirectory { folder in
      let path = folder.appending(path: "a.h5").path()
      #expect(throws: HDF5Error("cannot open \(path): there is no such file")) {
        _ = try HDF5File(reading: path)
      }
      for content in ["", "not HDF5 at all"] {
        try Data(content.utf8).write(to: URL(filePath: path))
        let error = #expect(throws: HDF5Error.self) { _ = try HDF5File(reading: path) }
        #expect(error?.description.contains(path) == true)
      }
      #expect(throws: HDF5Error.self) { _ = try HDF5File(reading: folder.path()) }
      #expect(throws: HDF5Error.self) {
        _ = try HDF5File(creating: folder.appending(path: "no/such/a.h5").path())
      }
    }
  }

  @Test func `Another type, missing rows and missing names are refused`() throws {
    try withTemporaryDirectory { folder in
      let path = folder.appending(path: "a.h5").path()
      let file = try HDF5File(creating: path)
      try file.createDimension("row", length: 2)
      try file.write([1, 2] as [Float], to: "x", dimensions: ["row"])
      try file.close()
      let read = try HDF5File(reading: path)
      #expect(throws: HDF5Error.self) { _ = try read.read("x", as: Double.self) }
      #expect(throws: HDF5Error.self) { _ = try read.read("x", as: Int32.self) }
      #expect(throws: HDF5Error.self) { _ = try read.texts("x") }
      #expect(throws: HDF5Error.self) { _ = try read.integers("x") }
      #expect(throws: HDF5Error.self) { _ = try read.read("x", rows: 1..<3, as: Float.self) }
      #expect(throws: HDF5Error("\(path) has no dataset y")) {
        _ = try read.read("y", as: Float.self)
      }
      #expect(throws: HDF5Error.self) { _ = try read.text(attribute: "schema") }
      #expect(throws: HDF5Error.self) { _ = try read.names(in: "x/y") }
    }
  }

  @Test func `A truncated file and a flipped bit of data are noticed`() throws {
    try withTemporaryDirectory { folder in
      let path = folder.appending(path: "a.h5").path()
      let file = try HDF5File(creating: path)
      try file.createDimension("row", length: 4096)
      try file.write(
        (0..<4096).map { _ in Float(0.1) }, to: "x", dimensions: ["row"], compressed: false)
      try file.close()
      let whole = try Data(contentsOf: URL(filePath: path))

      var flipped = whole
      let pattern = Data([0xcd, 0xcc, 0xcc, 0x3d])  // 0.1 as float32
      let data = try #require(flipped.range(of: pattern + pattern + pattern))
      flipped[data.lowerBound + 8] ^= 1
      try flipped.write(to: URL(filePath: path))
      let damaged = try HDF5File(reading: path)
      #expect(throws: HDF5Error.self) { _ = try damaged.read("x", as: Float.self) }

      try whole.prefix(whole.count / 2).write(to: URL(filePath: path))
      #expect(throws: HDF5Error.self) {
        _ = try HDF5File(reading: path).read("x", as: Float.self)
      }
    }
  }
}

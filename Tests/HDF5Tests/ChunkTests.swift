import Foundation
import HDF5
import TestSupport
import Testing

@Suite("HDF5 chunks") struct ChunkTests {
  /// Numbers of which any 16 bits occur, with stretches of zeros and of ones.
  private let numbers: [Float] = (0..<150_000).map { (i: Int) -> Float in
    let place = i % 7000
    if place < 900 { return 0 }
    let bits: UInt32 = place < 1000 ? 0x7f_ffff : (UInt32(i) &* 2_654_435_761) >> 2
    return Float(bitPattern: bits)
  }

  /// Whole numbers and doubles are read by way of the library's own checksum.
  @Test func `What is appended in any pieces is a list to the library`() throws {
    try withTemporaryDirectory { folder in
      let path = folder.appending(path: "a.h5").path()
      let file = try HDF5File(creating: path)
      try file.createExtendible(Float.self, at: "x", rowShape: [], compressed: false)
      var list = try HDF5Appender(to: "x", in: file)
      var (start, length) = (0, 1)
      while start < numbers.count {
        let end = min(numbers.count, start + length)
        try list.append(numbers.span.extracting(start..<end), to: file)
        (start, length) = (end, length * 3)
      }
      try list.finish(in: file)
      try file.close()
      let read = try HDF5File(reading: path)
      #expect(try read.shape(of: "x") == [numbers.count])
      #expect(try read.reals("x") == numbers.map(Double.init))
      #expect(try read.read("x") == numbers)
      for rows in [0..<1, 65535..<65537, 70000..<140_000, 149_999..<150_000, 5..<5] {
        #expect(try read.read("x", rows: rows) == Array(numbers[rows]))
      }
    }
  }

  @Test func `What the library wrote is read, whatever its chunks hold`() throws {
    try withTemporaryDirectory { folder in
      let path = folder.appending(path: "a.h5").path()
      let file = try HDF5File(creating: path)
      try file.createExtendible(Float.self, at: "x", rowShape: [1000], compressed: false)
      try file.write(numbers.span, to: "x", at: 200)
      try file.close()
      let read = try HDF5File(reading: path)
      let expected = Array(repeating: 0, count: 200_000) + numbers
      #expect(try read.read("x") == expected)
      #expect(try read.read("x", rows: 199..<203) == Array(expected[199_000..<203_000]))
    }
  }

  @Test func `An empty list is one`() throws {
    try withTemporaryDirectory { folder in
      let path = folder.appending(path: "a.h5").path()
      let file = try HDF5File(creating: path)
      try file.createExtendible(Float.self, at: "x", rowShape: [], compressed: false)
      try HDF5Appender(to: "x", in: file).finish(in: file)
      try file.close()
      #expect(try HDF5File(reading: path).read("x") == [] as [Float])
    }
  }

  @Test func `A full disk is said in plain words, and the program ends as usual`() async {
    await #expect(processExitsWith: .success) {
      let error = #expect(throws: HDF5Error.self) {
        let file = try HDF5File(creating: "/dev/full")
        try file.createExtendible(Float.self, at: "x", rowShape: [], compressed: false)
        try file.append(Array(repeating: Float(1), count: 100_000).span, to: "x")
        try file.close()
      }
      #expect(error?.description.hasSuffix(": No space left on device") == true, "\(error as Any)")
    }
  }
}

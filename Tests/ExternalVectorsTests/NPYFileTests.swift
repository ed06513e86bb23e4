import ExternalVectors
import Foundation
import TestSupport
import Testing

/// A file as `numpy.save` writes it.
func npy(_ header: String, _ elements: [UInt8], version: UInt8 = 1) -> Data {
  var text = Array(header.utf8)
  let preamble = version == 1 ? 10 : 12
  text += repeatElement(0x20, count: 63 - (text.count + preamble) % 64) + [0x0a]
  let length = text.count
  var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [version, 0]
  bytes += (0..<(version == 1 ? 2 : 4)).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
  return Data(bytes + text + elements)
}

func header(_ type: String, _ shape: String, fortran: String = "False") -> String {
  "{'descr': '\(type)', 'fortran_order': \(fortran), 'shape': \(shape), }"
}

/// The bytes of single-precision numbers.
func bytes(_ values: [Float]) -> [UInt8] {
  values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
  }
}

@Suite("NumPy's files")
struct NPYFileTests {
  /// The vectors of a file, in order.
  private func vectors(in data: Data) throws -> [[Float]] {
    try withTemporaryDirectory { folder in
      let url = folder.appending(path: "a.npy")
      try data.write(to: url)
      let file = try NPYFile(reading: url.path(percentEncoded: false))
      #expect(file.columns > 0)
      // Backwards, since any vector may be asked for at any time.
      return try (0..<file.rows).reversed().map { try file.vector($0) }.reversed()
    }
  }

  @Test(arguments: [UInt8(1), 2, 3])
  func `Rows are those of the array`(version: UInt8) throws {
    let values: [Float] = [1, -2.5, 3e-20, 4, .pi, 1e30]
    #expect(
      try vectors(in: npy(header("<f4", "(3, 2)"), bytes(values), version: version))
        == [[1, -2.5], [3e-20, 4], [.pi, 1e30]])
  }

  @Test func `Half and double precision become single`() throws {
    // 1, −2, the largest half, infinity.
    let halves: [UInt8] = [0, 0x3c, 0, 0xc0, 0xff, 0x7b, 0, 0x7c]
    #expect(
      try vectors(in: npy(header("<f2", "(1, 4)"), halves)) == [[1, -2, 65504, .infinity]])
    let doubles = [0.1, 1e300].flatMap { value in
      (0..<8).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
    }
    #expect(try vectors(in: npy(header("<f8", "(2, 1)"), doubles)) == [[0.1], [.infinity]])
  }

  @Test(arguments: [
    (header("<f4", "(3, 2)", fortran: "True"), "Fortran order"),
    (header(">f4", "(3, 2)"), "type >f4"),
    (header("|O", "(3, 2)"), "type |O"), (header("<f4", "(6,)"), "shape [6]"),
    (header("<f4", "()"), "shape []"), (header("<f4", "(3, 0)"), "shape [3, 0]"),
    (header("<f4", "(3, 3)"), "cut short"), (header("<f4", "(1, 9000000000)"), "at most"),
    (header("<f4", "(4611686018427387904, 2)"), "cut short"),
    (header("<f4", "(99999999999999999999, 2)"), "not an array"),
    (header("<f4", "(-3, 2)"), "not an array"),
    ("{'descr': '<f4', 'shape': (3, 2)}", "not an array"),
    ("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (3, 2)}", "not an array"),
    (header("<f4", "(3, 2)") + "import os", "not an array"), ("", "not an array"),
    ("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (3, 2)}", "not an array"),
    (String(repeating: "{", count: 60000), "not an array"),
  ])
  func `What is no such array is refused with a sentence`(header: String, word: String) throws {
    try withTemporaryDirectory { folder in
      let url = folder.appending(path: "a.npy")
      try npy(header, bytes([1, 2, 3, 4, 5, 6])).write(to: url)
      let error = #expect(throws: ExternalVectorsError.self) {
        _ = try NPYFile(reading: url.path(percentEncoded: false))
      }
      #expect(error?.description.contains(word) == true, "\(error?.description ?? "")")
    }
  }

  @Test func `Cut and foreign files are refused, whatever their length`() throws {
    try withTemporaryDirectory { folder in
      let url = folder.appending(path: "a.npy")
      let whole = npy(header("<f4", "(3, 2)"), bytes([1, 2, 3, 4, 5, 6]))
      // A version 2 header may declare 4 GiB.
      let huge = Data([0x93] + Array("NUMPY".utf8) + [2, 0, 255, 255, 255, 255])
      for data in (0..<whole.count).map({ whole.prefix($0) }) + [huge, Data("song_id,a\n".utf8)] {
        try data.write(to: url)
        #expect(throws: ExternalVectorsError.self) {
          _ = try NPYFile(reading: url.path(percentEncoded: false))
        }
      }
    }
    let error = #expect(throws: ExternalVectorsError.self) { _ = try NPYFile(reading: "none.npy") }
    #expect(error?.isAbsence == true)
  }
}

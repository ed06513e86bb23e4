internal import Foundation

/// A file of tensors in the format safetensors (github.com/huggingface/safetensors), mapped into
/// memory: what nobody looks at is not read.
public struct SafetensorsFile: Sendable {
  /// What the header says of a tensor.
  private struct Entry: Decodable {
    let dtype: String
    let shape: [Int]
    let data_offsets: [Int]
  }

  /// Where it is, for messages.
  public let path: String
  private let file: MappedFile
  private let entries: [String: Entry]
  /// Where the numbers begin.
  private let start: Int

  /// Maps a file and reads its header.
  ///
  /// - Throws: ``SafetensorsError`` when there is none, or it is of another format.
  public init(mapping path: String) throws(SafetensorsError) {
    guard let file = MappedFile(path) else {
      throw SafetensorsError(
        "\(path) cannot be read: no such file, no permission, or it is empty", isAbsence: true)
    }
    guard file.count >= 8 else { throw Self.notOne(path) }
    let length = file.bytes(0..<8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(min(file.count - 8, longestHeader)),
      let header = try? JSONDecoder().decode(
        [String: Lenient].self, from: file.bytes(8..<(8 + Int(length))))
    else { throw Self.notOne(path) }
    self.path = path
    self.file = file
    entries = header.compactMapValues(\.entry)
    start = 8 + Int(length)
  }

  private static func notOne(_ path: String) -> SafetensorsError {
    SafetensorsError("\(path) is not a file of tensors: download it again")
  }

  /// An entry, or something else such as metadata.
  private struct Lenient: Decodable {
    let entry: Entry?

    init(from decoder: any Decoder) throws { entry = try? Entry(from: decoder) }
  }

  /// The names of all tensors, ascending.
  public var names: [String] { entries.keys.sorted() }

  /// A tensor.
  ///
  /// - Parameters:
  ///   - name: Its name.
  ///   - shape: What it must have; −1 stands for any length.
  /// - Throws: ``SafetensorsError`` when it is not there, is of another shape, of elements other than
  ///   F32, F16 or BF16, or beyond the end of the file.
  public func tensor(_ name: String, shape: [Int]) throws(SafetensorsError) -> Tensor {
    guard let entry = entries[name] else {
      throw SafetensorsError("\(path) has no tensor \(name)")
    }
    guard entry.shape.count == shape.count,
      zip(entry.shape, shape).allSatisfy({ $0 >= 0 && ($1 == -1 || $0 == $1) })
    else {
      throw SafetensorsError(
        "\(path): \(name) has the shape \(entry.shape), where its settings ask for \(shape)")
    }
    guard let type = Tensor.Element(rawValue: entry.dtype) else {
      throw SafetensorsError(
        "\(path): \(name) holds elements of type \(entry.dtype.prefix(20)), not F32, F16 or BF16")
    }
    var bytes = type.size
    var overflows = false
    for length in entry.shape {
      let (product, overflow) = bytes.multipliedReportingOverflow(by: length)
      (bytes, overflows) = (product, overflows || overflow)
    }
    let offsets = entry.data_offsets
    guard !overflows, offsets.count == 2, offsets[0] >= 0, offsets[1] <= file.count - start,
      offsets[0] <= offsets[1], offsets[1] - offsets[0] == bytes
    else { throw SafetensorsError("\(path) is cut short: \(name) is not all there") }
    return Tensor(file: file, offset: start + offsets[0], type: type, shape: entry.shape)
  }
}

/// The longest header that is read, in bytes.
private let longestHeader = 100 << 20

public import Foundation

/// A file of tensors in the format safetensors (github.com/huggingface/safetensors): the length of a
/// header in eight bytes, the header in JSON, then all numbers; everything little-endian.
///
/// Tensors lie in the order of their names, and the header is padded with blanks so that they begin
/// at a multiple of eight bytes.
///
/// - Parameters:
///   - tensors: Of distinct names.
///   - metadata: Texts by name.
public func safetensors(_ tensors: [NamedTensor], metadata: [String: String]) throws -> Data {
  let tensors = tensors.sorted { $0.name < $1.name }
  var header: [String: HeaderEntry] = metadata.isEmpty ? [:] : ["__metadata__": .texts(metadata)]
  var offset = 0
  for tensor in tensors {
    let end = offset + 4 * tensor.values.count
    precondition(header[tensor.name] == nil, "two tensors have one name")
    header[tensor.name] = .tensor(
      HeaderEntry.Tensor(dtype: "F32", shape: tensor.shape, data_offsets: [offset, end]))
    offset = end
  }
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  var text = try encoder.encode(header)
  text.append(contentsOf: repeatElement(UInt8(ascii: " "), count: (8 - text.count % 8) % 8))

  var file = Data(capacity: 8 + text.count + offset)
  file.append(littleEndian: UInt64(text.count))
  file.append(text)
  for tensor in tensors { file.append(littleEndian: tensor.values) }
  return file
}

/// What the header says of a name.
private enum HeaderEntry: Encodable {
  struct Tensor: Encodable {
    let dtype: String
    let shape: [Int]
    let data_offsets: [Int]
  }

  case texts([String: String])
  case tensor(Tensor)

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .texts(let texts): try container.encode(texts)
    case .tensor(let tensor): try container.encode(tensor)
    }
  }
}

extension Data {
  /// Appends a whole number, lowest byte first.
  mutating func append(littleEndian number: UInt64) {
    for shift in stride(from: 0, to: 64, by: 8) {
      append(UInt8(truncatingIfNeeded: number >> UInt64(shift)))
    }
  }

  /// Appends the bytes of floats, lowest first.
  mutating func append(littleEndian values: [Float]) {
    reserveCapacity(count + 4 * values.count)
    for value in values {
      let bits = value.bitPattern
      append(contentsOf: (0..<4).lazy.map { UInt8(truncatingIfNeeded: bits >> (8 * UInt32($0))) })
    }
  }
}

internal import CHDF5
internal import Kernels

/// Appends numbers to a list, which is written chunk by chunk, past the library's cache.
///
/// The list is one made by ``HDF5File/createExtendible(_:at:rowShape:compressed:)``, not compressed;
/// nothing else writes to it meanwhile.
public struct HDF5Appender: ~Copyable {
  private let dataset: String
  /// Numbers that wait for the rest of their chunk, and at the end room for its checksum.
  private var chunk: [Float]
  private var filled = 0
  private var written = 0

  /// Begins at an empty list.
  ///
  /// - Parameters:
  ///   - dataset: The list.
  ///   - file: Where it is.
  public init(to dataset: String, in file: borrowing HDF5File) throws(HDF5Error) {
    let operation = "append to dataset \(dataset) in \(file.path)"
    let target = try file.open(dataset)
    let shape = try file.shape(of: target, operation)
    guard shape == [0],
      let chunks = try file.plainChunks(
        of: target, shape: shape, type: Float.hdf5Type, operation)
    else { preconditionFailure("\(dataset) is no empty list of plain numbers") }
    self.dataset = dataset
    chunk = Array(repeating: 0, count: chunks.rows + 1)
  }

  /// Appends numbers.
  public mutating func append(
    _ values: Span<Float>, to file: borrowing HDF5File
  ) throws(HDF5Error) {
    var taken = 0
    while taken < values.count {
      let count = min(values.count - taken, chunk.count - 1 - filled)
      let part = values.extracting(taken..<(taken + count))
      unsafe part.withUnsafeBufferPointer { part in
        unsafe chunk.withUnsafeMutableBufferPointer { chunk in
          _ = unsafe UnsafeMutableBufferPointer(rebasing: chunk[filled...]).update(from: part)
        }
      }
      filled += count
      taken += count
      if filled == chunk.count - 1 { try flush(to: file) }
    }
  }

  /// Writes what waits. Ends the list.
  public consuming func finish(in file: borrowing HDF5File) throws(HDF5Error) {
    guard filled > 0 else { return }
    for i in filled..<(chunk.count - 1) { chunk[i] = 0 }
    try flush(to: file)
  }

  /// Writes the chunk with its checksum; the list is as long as what was appended.
  private mutating func flush(to file: borrowing HDF5File) throws(HDF5Error) {
    let operation = "append to dataset \(dataset) in \(file.path)"
    let target = try file.open(dataset)
    let last = chunk.count - 1
    let sum = fletcher32(unsafe chunk.span.extracting(0..<last).bytes)
    chunk[last] = Float(bitPattern: sum.littleEndian)
    try file.resize(target, to: [written + filled], operation)
    let id = target.id
    let start = [hsize_t(written)]
    try attempt(operation) {
      unsafe chunk.withUnsafeBytes { bytes in
        unsafe H5Dwrite_chunk(id, hid_t(H5P_DEFAULT), 0, start, bytes.count, bytes.baseAddress)
      }
    }
    try target.close(operation)
    written += filled
    filled = 0
  }
}

internal import CHDF5
internal import Kernels

/// `H5Z_FILTER_FLETCHER32`.
private let checksumFilter = H5Z_filter_t(3)
private let checksumBytes = 4

/// How the rows of a dataset lie in chunks that are as in memory but for a checksum at the end.
///
/// They are read and written directly, since the library's own checksum takes longer than all the
/// rest, and its cache copies every chunk once more.
struct PlainChunks {
  /// Rows of a chunk.
  let rows: Int
  /// Bytes of a row.
  let rowBytes: Int
  /// Number of axes.
  let rank: Int

  var bytes: Int { rows * rowBytes }

  /// Where a chunk begins, as the library counts.
  func start(ofChunk number: Int) -> [hsize_t] {
    [hsize_t(number * rows)] + Array(repeating: 0, count: rank - 1)
  }
}

extension HDF5File {
  /// How a dataset's rows lie in chunks; `nil` where its chunks are not plain ones of whole rows.
  ///
  /// - Parameters:
  ///   - dataset: Opened.
  ///   - shape: Its shape.
  ///   - type: As which its elements are stored.
  func plainChunks(
    of dataset: borrowing Handle, shape: [Int], type: hid_t, _ operation: String
  ) throws(HDF5Error) -> PlainChunks? {
    let id = dataset.id
    let creation = try Handle(operation, release: H5Pclose) { H5Dget_create_plist(id) }
    let creationID = creation.id
    let stored = try Handle(operation, release: H5Tclose) { H5Dget_type(id) }
    var lengths = [hsize_t](repeating: 0, count: shape.count)
    var (flags, parameters) = (UInt32(0), 0)
    guard H5Pget_layout(creationID) == H5D_CHUNKED, H5Pget_nfilters(creationID) == 1,
      unsafe H5Pget_filter2(creationID, 0, &flags, &parameters, nil, 0, nil, nil) == checksumFilter,
      H5Tequal(stored.id, type) > 0,
      unsafe H5Pget_chunk(creationID, Int32(shape.count), &lengths) == Int32(shape.count),
      lengths.dropFirst().elementsEqual(shape.dropFirst().map { hsize_t($0) })
    else { return nil }
    let rowBytes = shape.dropFirst().reduce(H5Tget_size(type), *)
    // A chunk that is larger than the file was declared by no program of ours.
    guard rowBytes > 0, lengths[0] <= hsize_t(size / rowBytes) else { return nil }
    let chunks = PlainChunks(rows: Int(lengths[0]), rowBytes: rowBytes, rank: shape.count)
    return chunks.bytes.isMultiple(of: 2) ? chunks : nil
  }

  /// Reads some rows chunk by chunk.
  ///
  /// The corresponding C function is `H5Dread_chunk`.
  ///
  /// - Parameters:
  ///   - rows: Within the dataset.
  ///   - dataset: Opened.
  ///   - chunks: How its rows lie.
  ///   - buffer: Receives them.
  /// - Returns: Whether all chunks were there and match their checksums; if not, the library's own
  ///   way of reading finds out what is wrong.
  func read(
    _ rows: Range<Int>, of dataset: borrowing Handle, _ chunks: PlainChunks,
    into buffer: UnsafeMutableRawBufferPointer
  ) -> Bool {
    mutePrinting()
    let id = dataset.id
    var chunk = [UInt8](repeating: 0, count: chunks.bytes + checksumBytes)
    for number in (rows.lowerBound / chunks.rows)...((rows.upperBound - 1) / chunks.rows) {
      let start = chunks.start(ofChunk: number)
      var size = hsize_t(0)
      var skipped = UInt32(0)
      guard unsafe H5Dget_chunk_storage_size(id, start, &size) >= 0, size == chunk.count,
        unsafe H5Dread_chunk(id, hid_t(H5P_DEFAULT), start, &skipped, &chunk) >= 0, skipped == 0
      else { return false }
      let content = unsafe chunk.span.extracting(0..<chunks.bytes).bytes
      let stored = (0..<checksumBytes).reduce(UInt32(0)) { sum, byte in
        sum | UInt32(chunk[chunks.bytes + byte]) << (8 * UInt32(byte))
      }
      guard fletcher32(content) == stored else { return false }
      let first = number * chunks.rows
      let wanted = rows.clamped(to: first..<(first + chunks.rows))
      let place = (wanted.lowerBound - rows.lowerBound) * chunks.rowBytes
      let part = (wanted.lowerBound - first) * chunks.rowBytes
      unsafe chunk.withUnsafeBytes { bytes in
        let found = unsafe bytes[part..<(part + wanted.count * chunks.rowBytes)]
        unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[place...])
          .copyMemory(from: UnsafeRawBufferPointer(rebasing: found))
      }
    }
    return true
  }
}

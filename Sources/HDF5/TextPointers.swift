/// Hands over a pointer to each of some texts, which lie in one block of bytes, each ended by a zero:
/// the form in which the library takes texts of variable length.
///
/// The pointers are valid within `body` only.
func withPointers<Result>(
  to texts: [String], _ body: ([UnsafePointer<UInt8>?]) -> Result
) -> Result {
  var bytes: [UInt8] = []
  var starts: [Int] = []
  for text in texts {
    starts.append(bytes.count)
    bytes += text.utf8
    bytes.append(0)
  }
  return unsafe bytes.withUnsafeBufferPointer { buffer in
    unsafe body(starts.map { start in unsafe buffer.baseAddress.map { unsafe $0 + start } })
  }
}

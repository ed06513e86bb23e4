internal import CSentencePiece

/// A tokenizer of SentencePiece (Kudo & Richardson 2018, doi 10.18653/v1/D18-2012), from a file that
/// it was trained to.
@safe public struct SentencePieceModel: ~Copyable, @unchecked Sendable {
  private let processor: OpaquePointer

  /// Number of pieces.
  public let count: Int

  /// Opens a model; `nil` when the file is none.
  public init?(reading path: String) {
    guard let processor = unsafe csp_open(path) else { return nil }
    unsafe self.processor = processor
    count = unsafe Int(csp_size(processor))
  }

  deinit { unsafe csp_close(processor) }

  /// The pieces of a text, 0 ..< ``count``; `nil` when the library has no answer.
  ///
  /// - Parameter text: In any script; the model says how it is normalised.
  public func pieces(of text: String) -> [Int]? {
    var count = 0
    let bytes = Array(text.utf8CString)
    let found = unsafe bytes.withUnsafeBufferPointer { characters in
      unsafe csp_encode(processor, characters.baseAddress, characters.count - 1, &count)
    }
    guard let found = unsafe found else { return nil }
    defer { unsafe csp_free(found) }
    return unsafe UnsafeBufferPointer(start: found, count: count).map { Int($0) }
  }
}

internal import CCrypto
internal import Foundation
internal import Parallelism

/// Computes a SHA-256 digest (FIPS 180-4) piece by piece.
///
/// The corresponding C functions are those of OpenSSL's `EVP_Digest` family.
@safe
public struct SHA256: ~Copyable {
  private let context: OpaquePointer

  /// Starts an empty digest.
  public init() {
    guard let context = unsafe EVP_MD_CTX_new(),
      unsafe EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1
    else { preconditionFailure("OpenSSL has no SHA-256") }
    unsafe self.context = context
  }

  deinit { unsafe EVP_MD_CTX_free(context) }

  /// Adds bytes.
  public mutating func update(_ bytes: RawSpan) {
    unsafe bytes.withUnsafeBytes { buffer in
      _ = unsafe EVP_DigestUpdate(context, buffer.baseAddress, buffer.count)
    }
  }

  /// The digest of all bytes added, 64 hexadecimal digits. Ends the computation.
  public consuming func finish() -> String {
    bytes().map { String(format: "%02x", $0) }.joined()
  }

  /// The same as 32 bytes.
  consuming func bytes() -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 32)
    unsafe EVP_DigestFinal_ex(context, &bytes, nil)
    return bytes
  }
}

/// The SHA-256 digest of bytes, 64 hexadecimal digits.
public func sha256(of bytes: [UInt8]) -> String {
  var digest = SHA256()
  digest.update(unsafe bytes.span.bytes)
  return digest.finish()
}

/// The SHA-256 digest of a file's content, 64 hexadecimal digits. Memory does not grow with the file.
///
/// - Throws: The system's error when the file cannot be read.
public func sha256(ofFile path: String) throws -> String {
  let file = try OpenFile(path)
  var digest = SHA256()
  var block = [UInt8](repeating: 0, count: blockBytes)
  try file.read(0..<Int.max, by: &block) { digest.update($0) }
  return digest.finish()
}

/// A digest that several processors can take at once: the SHA-256 digest of the SHA-256 digests of a content's
/// pieces of 1 MiB, one after the other; the last piece may be shorter, and nothing has no piece.
///
/// - Parameters:
///   - path: A file.
///   - count: How many of its first bytes are the content.
///   - threads: Number of workers, ≥ 1.
/// - Returns: 64 hexadecimal digits.
/// - Throws: The system's error when the file cannot be read.
public func piecewiseSHA256(
  ofFile path: String, first count: Int, threads: Int
) throws -> String {
  let file = try OpenFile(path)
  let share = 16 * pieceBytes
  let digests = try concurrentMap(count: (count + share - 1) / share, threads: threads) { number in
    var block = [UInt8](repeating: 0, count: blockBytes)
    var digests: [UInt8] = []
    let end = min(count, (number + 1) * share)
    for start in stride(from: number * share, to: end, by: pieceBytes) {
      var digest = SHA256()
      try file.read(start..<min(end, start + pieceBytes), by: &block) { digest.update($0) }
      digests += digest.bytes()
    }
    return digests
  }
  return sha256(of: Array(digests.joined()))
}

private let pieceBytes = 1 << 20
private let blockBytes = 1 << 18

/// Owner of a file that is open for reading.
private final class OpenFile: Sendable {
  private let descriptor: Int32

  init(_ path: String) throws {
    descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw systemError() }
  }

  deinit { close(descriptor) }

  /// Hands on what of some bytes the file has, in order, a block at a time.
  func read(
    _ range: Range<Int>, by block: inout [UInt8], _ body: (RawSpan) -> Void
  ) throws {
    var start = range.lowerBound
    while start < range.upperBound {
      let wanted = min(block.count, range.upperBound - start)
      let count = unsafe pread(descriptor, &block, wanted, start)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw systemError() }
      guard count > 0 else { return }
      body(unsafe block.span.extracting(0..<count).bytes)
      start += count
    }
  }
}

/// The system's last error.
private func systemError() -> POSIXError {
  POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
}

internal import CCrypto
internal import Foundation

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

  /// A digest that has taken the same bytes so far, and goes its own way from here.
  public borrowing func copy() -> SHA256 {
    let other = SHA256()
    guard unsafe EVP_MD_CTX_copy_ex(other.context, context) == 1 else {
      preconditionFailure("OpenSSL cannot copy a digest")
    }
    return other
  }

  /// Adds bytes.
  public mutating func update(_ bytes: RawSpan) {
    unsafe bytes.withUnsafeBytes { buffer in
      _ = unsafe EVP_DigestUpdate(context, buffer.baseAddress, buffer.count)
    }
  }

  /// The digest of all bytes added, 64 hexadecimal digits. Ends the computation.
  public consuming func finish() -> String {
    var bytes = [UInt8](repeating: 0, count: 32)
    unsafe EVP_DigestFinal_ex(context, &bytes, nil)
    return bytes.map { String(format: "%02x", $0) }.joined()
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
  try FileDigests(of: path, ending: 0).whole
}

/// The SHA-256 digests of a file's content with and without its last bytes, from reading it once.
public struct FileDigests: Sendable {
  /// The digest of all, 64 hexadecimal digits.
  public let whole: String
  /// The digest of what comes before ``end``.
  public let beginning: String
  /// The last bytes.
  public let end: [UInt8]

  /// Reads a file. Memory does not grow with it.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - count: How many bytes its end has; a shorter file is all end.
  /// - Throws: The system's error when the file cannot be read.
  public init(of path: String, ending count: Int) throws {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw systemError() }
    defer { close(descriptor) }
    var left = max(0, try size(of: descriptor) - count)
    var digest = SHA256()
    var block = [UInt8](repeating: 0, count: 1 << 18)
    while left > 0 {
      let count = try readBytes(descriptor, into: &block, atMost: left)
      guard count > 0 else { break }
      digest.update(unsafe block.span.extracting(0..<count).bytes)
      left -= count
    }
    beginning = digest.copy().finish()
    var end: [UInt8] = []
    while case let count = try readBytes(descriptor, into: &block, atMost: block.count), count > 0 {
      digest.update(unsafe block.span.extracting(0..<count).bytes)
      end += block[..<count]
    }
    whole = digest.finish()
    self.end = end
  }
}

private func size(of descriptor: Int32) throws -> Int {
  let size = lseek(descriptor, 0, SEEK_END)
  guard size >= 0, lseek(descriptor, 0, SEEK_SET) == 0 else { throw systemError() }
  return Int(size)
}

/// Reads the next bytes into the beginning of a block; returns how many, 0 at the end of the file.
private func readBytes(
  _ descriptor: Int32, into block: inout [UInt8], atMost limit: Int
) throws -> Int {
  while true {
    let count = unsafe read(descriptor, &block, min(block.count, limit))
    if count < 0, errno == EINTR { continue }
    guard count >= 0 else { throw systemError() }
    return count
  }
}

/// The system's last error.
private func systemError() -> POSIXError {
  POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
}

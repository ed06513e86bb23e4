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
  let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw systemError() }
  defer { close(descriptor) }
  var digest = SHA256()
  var block = [UInt8](repeating: 0, count: 1 << 18)
  while true {
    let count = unsafe read(descriptor, &block, block.count)
    if count < 0, errno == EINTR { continue }
    guard count >= 0 else { throw systemError() }
    guard count > 0 else { return digest.finish() }
    digest.update(unsafe block.span.extracting(0..<count).bytes)
  }
}

/// The system's last error.
private func systemError() -> POSIXError {
  POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
}

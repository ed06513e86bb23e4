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

/// The SHA-256 digest of a file's content, 64 hexadecimal digits. Memory does not grow with the file.
///
/// - Throws: The system's error when the file cannot be read.
public func sha256(ofFile path: String) throws -> String {
  let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
  defer { try? file.close() }
  var digest = SHA256()
  while let block = try file.read(upToCount: 1 << 20), !block.isEmpty { digest.update(block.bytes) }
  return digest.finish()
}

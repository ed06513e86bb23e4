internal import Digest
internal import Foundation

/// Whether an artifact is as it was written.
public enum Seal: Sendable, Equatable {
  /// Its content is what was sealed.
  case intact
  /// Something in it was changed since.
  case broken
  /// It has none: it was rewritten by another program.
  case missing

  /// Looks at the seal of an artifact.
  ///
  /// A seal is the SHA-256 digest of all bytes before it, in a line at the end of the file, beyond
  /// what HDF5 reads; a program that opens the file for writing cuts it off. It tells edits, not
  /// forgeries: whoever means to can seal anew.
  ///
  /// - Throws: The system's error when the file cannot be read.
  public init(of path: String) throws {
    self.init(try FileDigests(of: path, ending: sealLength))
  }

  fileprivate init(_ digests: FileDigests) {
    let end = String(decoding: digests.end, as: UTF8.self)
    self =
      !end.hasPrefix(sealName)
      ? .missing : end == sealLine(digests.beginning) ? .intact : .broken
  }
}

/// The digest of a file that others are about to be made from.
///
/// - Throws: ``ArtifactError`` when it is missing, no regular file, or an artifact whose seal is broken:
///   it was damaged or edited, and no number of it can be trusted.
func digestOfIntactFile(_ path: String) throws(ArtifactError) -> String {
  var status = stat()
  guard unsafe stat(path, &status) == 0 else {
    throw ArtifactError(.missing, "\(path) does not exist: make it first")
  }
  guard status.st_mode & S_IFMT == S_IFREG else {
    throw ArtifactError(.invalid, "\(path) is no regular file")
  }
  let digests: FileDigests
  do {
    digests = try FileDigests(of: path, ending: sealLength)
  } catch {
    throw ArtifactError(.missing, "\(path) cannot be read: \(systemReason(error))")
  }
  guard Seal(digests) != .broken else {
    throw ArtifactError(
      .invalid,
      "\(path) was damaged or edited after it was made (its seal is broken): delete it "
        + "and make it again")
  }
  return digests.whole
}

/// Refuses an artifact that was damaged or edited after it was made, by its seal.
///
/// - Throws: ``ArtifactError``, also when it is missing.
public func requireIntact(_ path: String) throws(ArtifactError) {
  _ = try digestOfIntactFile(path)
}

/// Seals a finished file.
func appendSeal(to path: String) throws {
  let line = sealLine(try FileDigests(of: path, ending: 0).whole)
  let file = try FileHandle(forUpdating: URL(filePath: path))
  defer { try? file.close() }
  try file.seekToEnd()
  try file.write(contentsOf: Data(line.utf8))
}

private let sealName = "cantus seal sha256 "
private let sealLength = sealName.utf8.count + 64 + 1

/// The seal of content with this digest.
private func sealLine(_ digest: String) -> String { sealName + digest + "\n" }

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
}

/// A file's seal and its digest.
///
/// A seal is a digest of all bytes before it, in a line at the end of the file, beyond what HDF5 reads; a program
/// that opens the file for writing cuts it off. It tells edits, not forgeries: whoever means to can seal anew.
public struct SealedFile: Sendable, Equatable {
  /// Whether it is as it was written.
  public let seal: Seal
  /// The digest that is sealed, or would be: see ``piecewiseSHA256(ofFile:first:threads:)``. Of a file without a
  /// seal, SHA-256 of its content. 64 hexadecimal digits.
  public let digest: String

  /// Reads a file.
  ///
  /// - Throws: The system's error when the file cannot be read.
  public init(of path: String) throws {
    let file = try FileHandle(forReadingFrom: URL(filePath: path))
    defer { try? file.close() }
    let size = Int(try file.seekToEnd())
    let content = max(0, size - sealLength)
    try file.seek(toOffset: UInt64(content))
    let line = String(decoding: try file.read(upToCount: sealLength) ?? Data(), as: UTF8.self)
    guard line.hasPrefix(sealName) else {
      (seal, digest) = (.missing, try sha256(ofFile: path))
      return
    }
    digest = try sealedDigest(path, content)
    seal = line == sealName + digest + "\n" ? .intact : .broken
  }
}

/// The digest of a file that others are about to be made from.
///
/// HDF5 is never shown what was damaged: of 400 artifacts damaged at random, HDF5 1.10.8 crashed over
/// three and did not come back from four.
///
/// - Parameters:
///   - path: The file.
///   - isOurs: Whether a file of HDF5 must have a seal; one that a user brings has none.
/// - Throws: ``ArtifactError`` when it is missing, no regular file, or an artifact that was damaged or
///   edited: its seal is broken or not there.
func digestOfIntactFile(_ path: String, isOurs: Bool = true) throws(ArtifactError) -> String {
  var status = stat()
  guard unsafe stat(path, &status) == 0 else {
    throw ArtifactError(.missing, "\(path) does not exist: make it first")
  }
  guard status.st_mode & S_IFMT == S_IFREG else {
    throw ArtifactError(.invalid, "\(path) is no regular file")
  }
  let file: SealedFile
  do {
    file = try SealedFile(of: path)
  } catch {
    throw ArtifactError(.missing, "\(path) cannot be read: \(systemReason(error))")
  }
  guard file.seal != .missing || !isOurs || !isHDF5(path) else {
    throw ArtifactError(
      .invalid,
      "\(path) has no seal: it is cut short, or another program wrote to it; delete it and make it again"
    )
  }
  guard file.seal != .broken else {
    throw ArtifactError(
      .invalid,
      "\(path) was damaged or edited after it was made (its seal is broken): delete it "
        + "and make it again")
  }
  return file.digest
}

/// Whether a file begins as those of HDF5 do.
private func isHDF5(_ path: String) -> Bool {
  let file = FileHandle(forReadingAtPath: path)
  defer { try? file?.close() }
  return (try? file?.read(upToCount: 4)) == Data([0x89] + "HDF".utf8)
}

/// Refuses an artifact that was damaged or edited after it was made, by its seal.
///
/// - Throws: ``ArtifactError``, also when it is missing.
public func requireIntact(_ path: String) throws(ArtifactError) {
  _ = try digestOfIntactFile(path)
}

/// Seals a finished file.
func appendSeal(to path: String) throws {
  let file = try FileHandle(forUpdating: URL(filePath: path))
  defer { try? file.close() }
  let size = Int(try file.seekToEnd())
  try file.write(contentsOf: Data("\(sealName)\(try sealedDigest(path, size))\n".utf8))
}

private let sealName = "cantus seal sha256/1MiB "
private let sealLength = sealName.utf8.count + 64 + 1

private func sealedDigest(_ path: String, _ count: Int) throws -> String {
  try piecewiseSHA256(
    ofFile: path, first: count, threads: min(8, ProcessInfo.processInfo.activeProcessorCount))
}

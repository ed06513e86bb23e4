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
    let file = try FileHandle(forReadingFrom: URL(filePath: path))
    defer { try? file.close() }
    let size = Int(try file.seekToEnd())
    guard size >= sealLength else {
      self = .missing
      return
    }
    try file.seek(toOffset: UInt64(size - sealLength))
    let end = try file.read(upToCount: sealLength) ?? Data()
    guard end.starts(with: Data(sealName.utf8)) else {
      self = .missing
      return
    }
    try file.seek(toOffset: 0)
    self = end == Data(try sealLine(over: file, count: size - sealLength).utf8) ? .intact : .broken
  }
}

/// Seals a finished file.
func appendSeal(to path: String) throws {
  let file = try FileHandle(forUpdating: URL(filePath: path))
  defer { try? file.close() }
  let size = Int(try file.seekToEnd())
  try file.seek(toOffset: 0)
  let line = try sealLine(over: file, count: size)
  try file.seekToEnd()
  try file.write(contentsOf: Data(line.utf8))
}

private let sealName = "cantus seal sha256 "
private let sealLength = sealName.utf8.count + 64 + 1

/// The seal of the next `count` bytes.
private func sealLine(over file: FileHandle, count: Int) throws -> String {
  var digest = SHA256()
  var remaining = count
  while remaining > 0, let block = try file.read(upToCount: min(remaining, 1 << 20)),
    !block.isEmpty
  {
    digest.update(block.bytes)
    remaining -= block.count
  }
  return sealName + digest.finish() + "\n"
}

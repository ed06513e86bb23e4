internal import CLinux
internal import Foundation
internal import HDF5

/// A file that is being written and exists wholly or not at all: under a temporary name in the same
/// folder, forced to disk, renamed, the folder forced to disk. Dropped, it leaves nothing. No other
/// program writes it meanwhile.
struct PartialFile: ~Copyable {
  /// What it will be.
  let path: String
  private let lock: WriterLock
  private var isFinished = false

  /// Where it is while it is being written.
  var partial: String { path + ".partial" }

  /// Makes the folder where it is missing.
  ///
  /// - Throws: ``ArtifactError`` where no file can be, or while another program writes it.
  init(_ path: String) throws(ArtifactError) {
    let existing =
      try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
    guard existing == nil || existing == .typeRegular || existing == .typeSymbolicLink else {
      throw ArtifactError(.unwritable, "\(path) is no regular file: write to another")
    }
    do {
      try FileManager.default.createDirectory(
        atPath: folder(of: path), withIntermediateDirectories: true)
    } catch {
      throw ArtifactError(
        .unwritable, "\(folder(of: path)) cannot be made: \(systemReason(error))")
    }
    lock = try WriterLock(path + ".partial", for: path)
    self.path = path
  }

  /// Gives the file its name; it must be closed.
  consuming func finish() throws(ArtifactError) {
    try persist(partial, as: path)
    isFinished = true
  }

  deinit {
    if !isFinished { try? FileManager.default.removeItem(atPath: partial) }
  }
}

/// Writes an artifact so that it exists wholly or not at all.
///
/// - Parameters:
///   - path: The artifact; its folder is made where it is missing.
///   - schema: What it is.
///   - provenance: What it is made from.
///   - write: Fills the open file and closes it. When it throws, nothing is left.
/// - Throws: ``ArtifactError``, or what `write` throws.
func writeArtifact(
  to path: String, _ schema: Schema, _ provenance: Provenance,
  _ write: (consuming HDF5File) throws -> Void
) throws {
  let artifact = try PartialFile(path)
  let partial = artifact.partial
  try unfinished { try write(try createArtifact(partial, schema, provenance)) }
  try finish(artifact, schema)
}

/// Creates the file of an artifact, with what all have in common.
func createArtifact(
  _ path: String, _ schema: Schema, _ provenance: Provenance
) throws -> HDF5File {
  try unfinished {
    let file = try HDF5File(creating: path)
    try provenance.write(schema, to: file)
    return file
  }
}

/// Checks a finished artifact, which is closed, seals it and gives it its name.
func finish(_ artifact: consuming PartialFile, _ schema: Schema) throws {
  let partial = artifact.partial
  try unfinished { _ = try openArtifact(partial, schema) }
  beginWriting(partial)
  do {
    try appendSeal(to: partial)
  } catch {
    throw ArtifactError(.unfinished, "\(partial) cannot be sealed: \(systemReason(error))")
  }
  try artifact.finish()
}

/// What HDF5 cannot write is an artifact that is not finished.
func unfinished<Result: ~Copyable>(_ write: () throws -> Result) throws -> Result {
  do {
    return try write()
  } catch let error as HDF5Error {
    throw ArtifactError(.unfinished, error.description)
  }
}

/// Opens an artifact and checks that it is of the schema.
func openArtifact(_ path: String, _ schema: Schema) throws -> HDF5File {
  guard FileManager.default.fileExists(atPath: path) else {
    throw ArtifactError(.missing, "\(path) does not exist: make it first")
  }
  let file = try HDF5File(reading: path)
  let found = file.hasAttribute("schema") ? try file.text(attribute: "schema") : "none"
  guard found == schema.rawValue else {
    throw ArtifactError(
      .invalid, "\(path) must have the schema \(schema.rawValue), but has \(found)")
  }
  return file
}

/// The schema that a file says it has, or `nil` when it is no artifact.
public func schema(of path: String) -> Schema? {
  guard let file = try? HDF5File(reading: path), let text = try? file.text(attribute: "schema")
  else { return nil }
  return Schema(rawValue: text)
}

/// The provenance that an artifact of any schema records.
public func provenance(of path: String) throws -> Provenance {
  try Provenance(reading: HDF5File(reading: path))
}

/// Writes text or bytes as a file that exists wholly or not at all.
///
/// - Throws: ``ArtifactError`` naming the file.
public func writeFile(_ bytes: some Sequence<UInt8>, to path: String) throws {
  let file = try PartialFile(path)
  do {
    try Data(bytes).write(to: URL(filePath: file.partial))
  } catch {
    throw ArtifactError(.unfinished, "\(path) cannot be written: \(systemReason(error))")
  }
  try file.finish()
}

/// Asks the system to begin to write to disk what of a file is only in memory, without waiting: there
/// is less to wait for when it is forced there.
func beginWriting(_ path: String) {
  let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return }
  defer { close(descriptor) }
  _ = linux_begin_writing(descriptor)
}

/// Forces a finished file to disk, gives it its name, and forces the folder to disk.
private func persist(_ partial: String, as path: String) throws(ArtifactError) {
  func force(_ path: String) -> Bool {
    let descriptor = unsafe open(path, O_RDONLY)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return fsync(descriptor) == 0
  }
  guard force(partial), unsafe rename(partial, path) == 0, force(folder(of: path)) else {
    let reason = unsafe String(cString: strerror(errno))
    throw ArtifactError(.unfinished, "\(path) cannot be written: \(reason)")
  }
}

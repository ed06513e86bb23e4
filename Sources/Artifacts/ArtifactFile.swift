internal import Foundation
internal import HDF5

/// Writes an artifact so that it exists wholly or not at all: under a temporary name in the same
/// folder, closed, opened again and checked, sealed, forced to disk, renamed, the folder forced to disk.
///
/// - Parameters:
///   - path: The artifact; its folder is made where it is missing.
///   - schema: What it is.
///   - provenance: What it is made from.
///   - write: Fills the open file. When it throws, nothing is left.
/// - Throws: ``ArtifactError``, or what `write` throws.
func writeArtifact(
  to path: String, _ schema: Schema, _ provenance: Provenance,
  _ write: (consuming HDF5File) throws -> Void
) throws {
  let partial = path + ".partial"
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
      .unwritable, "\(folder(of: path)) cannot be made: \(error.localizedDescription)")
  }
  let file: HDF5File
  do {
    file = try HDF5File(creating: partial)
  } catch {
    throw ArtifactError(.unwritable, error.description)
  }
  do {
    try provenance.write(schema, to: file)
    try write(file)
    _ = try openArtifact(partial, schema)
    try appendSeal(to: partial)
    try persist(partial, as: path)
  } catch {
    try? FileManager.default.removeItem(atPath: partial)
    if let error = error as? HDF5Error { throw ArtifactError(.unfinished, error.description) }
    throw error
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
  let partial = path + ".partial"
  do {
    try FileManager.default.createDirectory(
      atPath: folder(of: path), withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(filePath: partial))
  } catch {
    try? FileManager.default.removeItem(atPath: partial)
    throw ArtifactError(.unwritable, "\(path) cannot be written: \(error.localizedDescription)")
  }
  try persist(partial, as: path)
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

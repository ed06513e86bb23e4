public import Foundation

/// How a program ended.
public struct ProgramResult: Sendable {
  /// Its exit status.
  public let status: Int32
  /// What it wrote to standard output.
  public let output: String
  /// What it wrote to standard error.
  public let messages: String
}

/// Runs one of the built programs, which lie beside the test bundle, and waits for its end.
///
/// - Parameters:
///   - name: The program, such as "cantus-featurize".
///   - arguments: Its arguments.
///   - folder: Where it runs; relative paths are from there.
public func run(_ name: String, _ arguments: [String], in folder: URL) throws -> ProgramResult {
  try run(
    program: URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
      .deletingLastPathComponent().appending(path: name).path(percentEncoded: false),
    arguments, in: folder)
}

/// Runs a program to its end.
///
/// - Parameters: As of ``ChildProcess``.
/// - Throws: ``ChildProcess/Failure``.
public func run(
  program: String, _ arguments: [String], in folder: URL? = nil,
  environment: [String: String?] = [:]
) throws -> ProgramResult {
  // Files rather than pipes: what a killed child leaves open must not be waited for.
  let (output, messages) = (temporaryFile(), temporaryFile())
  defer {
    for file in [output, messages] { try? FileManager.default.removeItem(at: file) }
  }
  let status = try ChildProcess(
    program, arguments, in: folder, environment: environment,
    output: output.path(percentEncoded: false), errors: messages.path(percentEncoded: false)
  ).wait()
  return ProgramResult(
    status: status,
    output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
    messages: String(decoding: try Data(contentsOf: messages), as: UTF8.self))
}

private func temporaryFile() -> URL {
  FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
}

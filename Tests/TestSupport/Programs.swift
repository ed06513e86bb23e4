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
  let process = Process()
  process.executableURL = URL(filePath: CommandLine.arguments[0])
    .resolvingSymlinksInPath().deletingLastPathComponent().appending(path: name)
  process.arguments = arguments
  process.currentDirectoryURL = folder
  // Files rather than pipes: a program that says much never waits for us to read it.
  let (output, messages) = (folder.appending(path: ".output"), folder.appending(path: ".messages"))
  for file in [output, messages] { try Data().write(to: file) }
  process.standardOutput = try FileHandle(forWritingTo: output)
  process.standardError = try FileHandle(forWritingTo: messages)
  process.standardInput = FileHandle.nullDevice
  try process.run()
  process.waitUntilExit()
  return ProgramResult(
    status: process.terminationStatus,
    output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
    messages: String(decoding: try Data(contentsOf: messages), as: UTF8.self))
}

import Dispatch
import Foundation
import StageKit

/// A program of the system that does part of the work.
struct ChildProgram: Sendable {
  private let executable: URL
  private let name: String

  /// The longest that one run may take, in seconds; it takes one or two.
  private static let patience = 300

  /// Finds a program.
  ///
  /// - Parameters:
  ///   - name: Its name.
  ///   - package: The Debian package that has it.
  /// - Throws: ``StageFailure`` that names the package when the program is missing.
  init(_ name: String, package: String) throws {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    let places = folders.map { URL(filePath: String($0)).appending(path: name) }
    guard
      let found = places.first(where: {
        FileManager.default.isExecutableFile(atPath: $0.filePath)
      })
    else {
      throw StageFailure(
        .noInput, "\(name) is missing: install it with `apt-get install \(package)`")
    }
    executable = found
    self.name = name
  }

  /// Runs the program and waits for it.
  ///
  /// - Parameters:
  ///   - arguments: Its arguments.
  ///   - output: The file that it makes.
  /// - Throws: ``StageFailure`` with what the program said when it fails, takes too long or makes
  ///   no file.
  func make(_ output: URL, _ arguments: [String]) throws {
    let log = output.appendingPathExtension("log")
    try Data().write(to: log)
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    let errors = try FileHandle(forWritingTo: log)
    defer { try? errors.close() }
    process.standardError = errors

    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    try process.run()
    guard ended.wait(timeout: .now() + .seconds(Self.patience)) == .success else {
      kill(process.processIdentifier, SIGKILL)
      throw StageFailure(.failed, "\(name) took more than \(Self.patience) s and was stopped")
    }
    guard process.terminationReason == .exit, process.terminationStatus == 0,
      FileManager.default.fileExists(atPath: output.filePath)
    else {
      let said =
        (try? String(contentsOf: log, encoding: .utf8))?
        .trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
      throw StageFailure(
        .failed,
        "\(name) failed with status \(process.terminationStatus)"
          + (said.isEmpty ? "" : ": \(said.suffix(500))"))
    }
    try FileManager.default.removeItem(at: log)
  }
}

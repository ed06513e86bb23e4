internal import Dispatch
internal import Foundation
internal import Synchronization

/// Decodes each song in a process of its own, so that a decoder that crashes, hangs or devours
/// memory costs that song only.
public struct IsolatedDecoder: Sendable {
  private let executable: String
  private let arguments: [String]
  private let folder: String
  private let timeout: Double
  /// Pipes of one child must not be inherited by another that starts at the same moment.
  private static let starting = Mutex<Void>(())

  /// Prepares a folder for spools, empty whatever a killed run left there.
  ///
  /// - Parameters:
  ///   - executable: The program that decodes one song; it calls ``limitThisProcess(for:)``, then
  ///     writes a ``SongReport`` as JSON to its standard output.
  ///   - arguments: What it is told; the spool's path and the song's are added.
  ///   - folder: Where spools go; it belongs to this decoder alone.
  ///   - timeout: How long one song may take, in s.
  /// - Throws: The system's error when the folder cannot be made.
  public init(executable: String, arguments: [String], folder: String, timeout: Double) throws {
    self.executable = executable
    self.arguments = arguments
    self.folder = folder
    self.timeout = timeout
    removeFolder()
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
  }

  /// Removes the folder of spools.
  public func removeFolder() { try? FileManager.default.removeItem(atPath: folder) }

  /// Decodes one song.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - number: The song's own number, which names its spool.
  /// - Returns: The report and, if the song is decoded, where its samples are.
  /// - Throws: When the process cannot be started or its spool cannot be written.
  public func decode(_ path: String, number: Int) throws -> (report: SongReport, spool: Spool) {
    let spool = Spool(path: "\(folder)/\(number).f32")
    let answer = "\(folder)/\(number).json"
    defer { try? FileManager.default.removeItem(atPath: answer) }
    let end = try run([spool.path, path], answer: answer)
    if let problem = end.problem(timeout: timeout) {
      spool.remove()
      return (.refused(problem), spool)
    }
    guard end.status == 0, let data = FileManager.default.contents(atPath: answer),
      let report = try? JSONDecoder().decode(SongReport.self, from: data)
    else {
      spool.remove()
      throw DecodingFailure(
        "\(path) could not be decoded: \(executable) ended with status \(end.status); "
          + "is there space left in \(folder)?")
    }
    return (report, spool)
  }

  private func run(_ last: [String], answer: String) throws -> ChildEnd {
    guard FileManager.default.createFile(atPath: answer, contents: nil) else {
      throw DecodingFailure("\(answer) cannot be created; is there space left in \(folder)?")
    }
    let output = try FileHandle(forWritingTo: URL(fileURLWithPath: answer))
    defer { try? output.close() }
    let child = Process()
    let ended = DispatchSemaphore(value: 0)
    child.executableURL = URL(fileURLWithPath: executable)
    child.arguments = arguments + last
    child.standardOutput = output
    child.standardError = FileHandle.nullDevice
    child.terminationHandler = { _ in ended.signal() }
    // Held open until the child is done: the child ends when this process does.
    let lifeline = try Self.starting.withLock { _ in
      let pipe = Pipe()
      child.standardInput = pipe
      try child.run()
      return pipe.fileHandleForWriting
    }
    defer { try? lifeline.close() }
    let late = ended.wait(timeout: .now() + timeout) == .timedOut
    if late {
      kill(child.processIdentifier, SIGKILL)
      ended.wait()
    }
    return ChildEnd(
      status: child.terminationStatus, signalled: child.terminationReason == .uncaughtSignal,
      late: late)
  }
}

/// Why songs cannot be decoded at all, in one sentence.
public struct DecodingFailure: Error, Equatable, CustomStringConvertible {
  /// The sentence.
  public let description: String

  init(_ description: String) { self.description = description }
}

/// How a child process ended.
private struct ChildEnd {
  let status: Int32
  let signalled: Bool
  let late: Bool

  /// Why the song is to blame; `nil` when it is not.
  func problem(timeout: Double) -> String? {
    if late { return "decoding took longer than \(String(format: "%g", timeout)) s" }
    guard signalled else { return nil }
    switch status {
    case SIGXCPU:
      return "decoding took more than \(String(format: "%g", timeout)) s of processor time"
    case SIGXFSZ: return "it decodes to more audio than max_duration allows"
    case SIGKILL: return "the decoder was killed (signal 9), perhaps for want of memory"
    default: return "the decoder crashed (signal \(status))"
    }
  }
}

internal import Foundation
internal import Isolation
internal import Synchronization

/// Decodes songs in worker processes, so that a decoder that crashes, hangs or devours memory costs
/// that song only.
public final class IsolatedDecoder: Sendable {
  /// Spools that can be written again: the system has their pages already.
  private let spools = Mutex<(made: Int, idle: [Spool])>((0, []))
  private let workers: WorkerPool
  private let folder: String
  private let timeout: Double

  /// Prepares a folder for spools, empty whatever a killed run left there.
  ///
  /// - Parameters:
  ///   - executable: The program that calls ``serveDecoding(_:)``.
  ///   - arguments: What it is told.
  ///   - folder: Where spools go; it belongs to this decoder alone.
  ///   - timeout: How long one song may take, in s.
  /// - Throws: The system's error when the folder cannot be made.
  public init(executable: String, arguments: [String], folder: String, timeout: Double) throws {
    workers = WorkerPool(executable: executable, arguments: arguments, timeout: timeout)
    self.folder = folder
    self.timeout = timeout
    try? FileManager.default.removeItem(atPath: folder)
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
  }

  /// Ends the workers and removes the folder of spools.
  public func finish() {
    workers.finish()
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// Decodes one song, from any thread.
  ///
  /// - Parameter path: The file.
  /// - Returns: The report and, if the song is decoded, where its samples are, until they are given to
  ///   ``recycle(_:)``.
  /// - Throws: ``DecodingFailure`` when no worker can be started, or one ends without being killed.
  public func decode(_ path: String) throws -> (report: SongReport, spool: Spool) {
    let spool = spools.withLock { spools in
      if let idle = spools.idle.popLast() { return idle }
      spools.made += 1
      return Spool(path: "\(folder)/\(spools.made).f32")
    }
    do {
      switch try workers.ask(DecodingTask(song: path, spool: spool.path), for: SongReport.self) {
      case .success(let report): return (report, spool)
      case .failure(let loss): return (.refused(problem(loss)), spool)
      }
    } catch let error as IsolationError {
      throw DecodingFailure("\(path) could not be decoded: \(error)")
    }
  }

  /// Lets another song have a spool whose samples are no longer needed.
  public func recycle(_ spool: Spool) { spools.withLock { $0.idle.append(spool) } }

  /// Why the song is to blame for the loss of a worker.
  private func problem(_ loss: WorkerLoss) -> String {
    let seconds = String(format: "%g", timeout)
    return switch loss {
    case .late: "decoding took longer than \(seconds) s"
    case .signal(SIGXCPU): "decoding took more than \(seconds) s of processor time"
    case .signal(SIGKILL):
      "the decoder was killed (signal 9), perhaps for want of memory"
    case .signal(let signal): "the decoder crashed (signal \(signal))"
    }
  }
}

/// Decodes songs as long as an ``IsolatedDecoder`` asks for them: the work of the process that it
/// starts.
///
/// - Parameter settings: What part to take, and what to refuse.
/// - Throws: When decoding fails for no fault of a song's.
public func serveDecoding(_ settings: DecodingSettings) throws {
  let longest = Int(settings.maximumDuration.rounded(.up)) + 60
  let limits = WorkerLimits(
    processorTime: settings.timeout,
    fileSize: longest * settings.sampleRate * MemoryLayout<Float>.size + 1 << 20)
  try serve(limits) { (task: DecodingTask) in
    try report(decoding: task.song, settings, into: Spool(path: task.spool))
  }
}

/// What a worker is asked.
private struct DecodingTask: Codable {
  let song: String
  let spool: String
}

/// Why songs cannot be decoded at all, in one sentence.
public struct DecodingFailure: Error, Equatable, CustomStringConvertible {
  /// The sentence.
  public let description: String

  init(_ description: String) { self.description = description }
}

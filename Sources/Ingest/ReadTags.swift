import ArgumentParser
import AudioTags
import Isolation
import StageKit

/// Reads the tags of file after file within limits; `scan` starts a process of it.
struct ReadTags: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "read-tags", shouldDisplay: false)
  /// How long the tags of one file may take, in s.
  static let timeout = 30.0

  func run() throws {
    try serve(WorkerLimits(processorTime: Self.timeout, fileSize: 0)) { (path: String) in
      try? AudioTags(reading: path)
    }
  }
}

/// Reads tags in a worker process, so that a file which crashes the reader costs its tags only.
struct IsolatedTags: ~Copyable {
  /// Why tags could not be read at all.
  private(set) var failure: IsolationError?
  private let workers: WorkerPool
  private let console: Console

  init(executable: String, console: Console) {
    workers = WorkerPool(
      executable: executable, arguments: ["read-tags"], timeout: ReadTags.timeout)
    self.console = console
  }

  /// The tags of a file; `nil`, and said aloud, when reading them fails.
  mutating func read(_ path: String) -> AudioTags? {
    guard failure == nil else { return nil }
    do {
      switch try workers.ask(path, for: AudioTags?.self) {
      case .success(let tags): return tags
      case .failure(.late): console.warn("\(path) goes without tags: reading them took too long")
      case .failure(.signal(let signal)):
        console.warn("\(path) goes without tags: reading them crashed (signal \(signal))")
      }
    } catch let error as IsolationError {
      failure = error
    } catch {
      console.warn("\(path) goes without tags: \(error)")
    }
    return nil
  }
}

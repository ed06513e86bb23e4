internal import Foundation
internal import Synchronization

/// Worker processes that answer questions, so that code which crashes, hangs or devours memory on
/// some input costs the answer to that question only.
///
/// A worker lives on for many questions, and as many workers run as questions are asked at a time.
/// One that dies, or takes too long, is replaced. Because a worker may have been harmed by earlier
/// questions, one that crashes is not believed: a fresh worker is asked again, so that what is said
/// of an input depends on that input alone.
public final class WorkerPool: Sendable {
  /// Questions after which a worker is replaced, whatever its libraries may have leaked.
  private static let lifetime = 256

  private let executable: String
  private let arguments: [String]
  private let timeout: Double
  private let idle = Mutex<[Worker]>([])

  /// Describes the workers; they start when questions come.
  ///
  /// - Parameters:
  ///   - executable: A program that calls ``serve(_:_:)``.
  ///   - arguments: Its arguments.
  ///   - timeout: How long one answer may take, in s.
  public init(executable: String, arguments: [String], timeout: Double) {
    self.executable = executable
    self.arguments = arguments
    self.timeout = timeout
  }

  deinit { finish() }

  /// Asks one question, from any thread.
  ///
  /// - Parameters:
  ///   - question: Goes to the worker as JSON.
  ///   - type: What comes back.
  /// - Returns: The answer, or what became of the worker.
  /// - Throws: ``IsolationError`` when a worker cannot be started, ends without being killed, or
  ///   answers nonsense.
  public func ask<Question: Encodable, Answer: Decodable>(
    _ question: Question, for type: Answer.Type
  ) throws -> Result<Answer, WorkerLoss> {
    let line = try JSONEncoder().encode(question) + [UInt8(ascii: "\n")]
    var worker = try idle.withLock { $0.popLast() } ?? start()
    var end = worker.ask(line, timeout: timeout)
    if case .lost(let loss) = end, worker.answered > 0, !loss.isForTime {
      worker = try start()
      end = worker.ask(line, timeout: timeout)
    }
    switch end {
    case .answer(let text):
      guard let answer = try? JSONDecoder().decode(type, from: text) else {
        worker.finish()
        throw IsolationError("\(executable) gave an answer that cannot be read")
      }
      keep(worker)
      return .success(answer)
    case .lost(let loss): return .failure(loss)
    case .exited(let status):
      throw IsolationError("\(executable) ended with status \(status)")
    }
  }

  /// Ends the workers that wait for questions; none may be asked meanwhile.
  public func finish() {
    let workers = idle.withLock { workers in
      defer { workers = [] }
      return workers
    }
    for worker in workers { worker.finish() }
  }

  private func start() throws -> Worker { try Worker(executable, arguments) }

  private func keep(_ worker: Worker) {
    guard worker.answered < Self.lifetime else { return worker.finish() }
    idle.withLock { $0.append(worker) }
  }
}

/// How a worker was lost over a question.
public enum WorkerLoss: Error, Sendable, Equatable {
  /// It took longer than the time-out, and was killed.
  case late
  /// It was killed by a signal.
  case signal(Int32)

  /// Whether it used more time than it may.
  var isForTime: Bool { self == .late || self == .signal(SIGXCPU) }
}

/// Why questions cannot be answered at all, in one sentence.
public struct IsolationError: Error, Equatable, CustomStringConvertible {
  /// The sentence.
  public let description: String

  init(_ description: String) { self.description = description }
}

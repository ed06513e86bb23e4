internal import Dispatch
internal import Foundation
internal import Synchronization

/// One worker process, and our end of the socket that is its standard input and output.
///
/// The worker ends when our end is closed, so it does not outlive this process however that ends.
final class Worker: Sendable {
  /// How a question ended.
  enum End {
    case answer(Data)
    case lost(WorkerLoss)
    case exited(Int32)
  }

  /// The longest answer that is taken, in bytes.
  private static let longestAnswer = 64 << 20
  /// One child must not inherit what belongs to another that starts at the same moment.
  private static let starting = Mutex<Void>(())

  private let process: Process
  private let socket: Int32
  private let ended = DispatchSemaphore(value: 0)
  private let answers = Atomic<Int>(0)

  /// Starts a worker.
  init(_ executable: String, _ arguments: [String]) throws {
    var ends: [Int32] = [-1, -1]
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard unsafe socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
      throw IsolationError("no socket can be made: \(unsafe String(cString: strerror(errno)))")
    }
    socket = ends[0]
    let theirs = FileHandle(fileDescriptor: ends[1], closeOnDealloc: true)
    defer { try? theirs.close() }
    process = Process()
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = arguments
    process.standardInput = theirs
    process.standardOutput = theirs
    process.standardError = FileHandle.nullDevice
    process.terminationHandler = { [ended] _ in ended.signal() }
    do {
      try Self.starting.withLock { _ in try process.run() }
    } catch {
      close(socket)
      throw IsolationError("\(executable) cannot be started: \(error.localizedDescription)")
    }
  }

  /// The number of questions that it has answered.
  var answered: Int { answers.load(ordering: .relaxed) }

  /// Asks one question, from one thread at a time. Without an answer the worker is gone afterwards.
  ///
  /// - Parameters:
  ///   - line: The question, with a line feed at its end.
  ///   - timeout: How long the answer may take, in s.
  func ask(_ line: Data, timeout: Double) -> End {
    let deadline = DispatchTime.now() + timeout
    if send(line, until: deadline), let answer = receive(until: deadline) {
      answers.add(1, ordering: .relaxed)
      return .answer(answer)
    }
    defer { close(socket) }
    if ended.wait(timeout: deadline) == .timedOut {
      kill()
      return .lost(.late)
    }
    let status = process.terminationStatus
    return process.terminationReason == .uncaughtSignal
      ? .lost(.signal(status)) : .exited(status)
  }

  /// Ends a worker that waits for a question.
  func finish() {
    close(socket)
    if ended.wait(timeout: .now() + 1) == .timedOut { kill() }
  }

  private func kill() {
    _ = Foundation.kill(process.processIdentifier, SIGKILL)
    ended.wait()
  }

  // MARK: - The socket

  private func send(_ line: Data, until deadline: DispatchTime) -> Bool {
    var sent = 0
    while sent < line.count {
      guard isReady(for: POLLOUT, until: deadline) else { return false }
      let count = unsafe line.withUnsafeBytes { bytes in
        unsafe Foundation.send(
          socket, bytes.baseAddress.map { unsafe $0 + sent }, bytes.count - sent,
          Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
      }
      if count < 0 {
        if errno == EINTR || errno == EAGAIN { continue }
        return false
      }
      sent += count
    }
    return true
  }

  /// The next line, without its line feed; `nil` when the time is over or no more can come.
  private func receive(until deadline: DispatchTime) -> Data? {
    var answer = Data()
    var block = [UInt8](repeating: 0, count: 65536)
    while answer.count <= Self.longestAnswer, isReady(for: POLLIN, until: deadline) {
      let count = unsafe recv(socket, &block, block.count, 0)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return nil }
      answer.append(contentsOf: block[..<count])
      if answer.last == UInt8(ascii: "\n") { return answer.dropLast() }
    }
    return nil
  }

  /// Waits until the socket can be used, or there is something to learn from trying.
  private func isReady(for event: Int32, until deadline: DispatchTime) -> Bool {
    while true {
      let now = DispatchTime.now()
      guard now < deadline else { return false }
      let left = (deadline.uptimeNanoseconds - now.uptimeNanoseconds) / 1_000_000
      var state = pollfd(fd: socket, events: Int16(event), revents: 0)
      if unsafe poll(&state, 1, Int32(min(left + 1, 60_000))) > 0 { return true }
    }
  }
}

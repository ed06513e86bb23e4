internal import Dispatch
internal import Foundation
internal import Synchronization

/// Bounds of a worker process.
public struct WorkerLimits: Sendable {
  /// Processor time for each answer, in s.
  public let processorTime: Double
  /// The largest file that may be written, in bytes.
  public let fileSize: Int

  /// Sets the bounds. Besides, a worker may use 4 GiB of addresses beyond those that it
  /// begins with.
  public init(processorTime: Double, fileSize: Int) {
    self.processorTime = processorTime
    self.fileSize = fileSize
  }

  /// Sets the bounds that hold for good.
  fileprivate func apply() {
    // Threads that start processes block signals, and processes inherit that.
    var none = sigset_t()
    unsafe sigemptyset(&none)
    unsafe pthread_sigmask(SIG_SETMASK, &none, nil)
    // What starts a pipeline may ignore it, and processes inherit that, too.
    signal(SIGXCPU, SIG_DFL)
    // A file that grows too large is an error of writing, since the limit may be another's.
    signal(SIGXFSZ, SIG_IGN)
    // A scheduler tells every process to stop; a worker's input says nothing of that, and its owner
    // ends it.
    for number in [SIGTERM, SIGINT, SIGUSR1] { signal(number, SIG_IGN) }
    lower(RLIMIT_AS, to: mappedAddresses() + (4 << 30))
    lower(RLIMIT_CORE, to: 0)
    lower(RLIMIT_FSIZE, to: fileSize)
  }

  /// Lets the next answer take its share of processor time on top of what this process has used.
  fileprivate func beginAnswer() {
    var usage = rusage()
    _ = unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    let used = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec + 1
    change(RLIMIT_CPU) { min($0.rlim_max, rlim_t(used + Int(processorTime.rounded(.up)))) }
  }
}

/// Answers questions from standard input on standard output, one line of JSON each, within limits:
/// what a worker of a ``WorkerPool`` does. The process ends when its standard input does, even in the
/// middle of an answer.
///
/// - Parameters:
///   - limits: The bounds.
///   - answer: Answers one question.
/// - Throws: What `answer` throws, which is to end the process, or an error of standard output.
public func serve<Question: Decodable, Answer: Encodable>(
  _ limits: WorkerLimits, _ answer: (Question) throws -> Answer
) throws {
  limits.apply()
  let questions = Questions()
  Thread.detachNewThread {
    while let line = readLine() { questions.add(line) }
    _exit(0)
  }
  while true {
    let question = try JSONDecoder().decode(Question.self, from: Data(questions.next().utf8))
    limits.beginAnswer()
    let line = try JSONEncoder().encode(answer(question)) + [UInt8(ascii: "\n")]
    try FileHandle.standardOutput.write(contentsOf: line)
  }
}

/// Questions on their way from the thread that reads to the one that answers.
private final class Questions: Sendable {
  private let waiting = Mutex<[String]>([])
  private let count = DispatchSemaphore(value: 0)

  func add(_ line: String) {
    waiting.withLock { $0.append(line) }
    count.signal()
  }

  func next() -> String {
    count.wait()
    return waiting.withLock { $0.removeFirst() }
  }
}

/// Addresses that this process has, in bytes: a sanitizer, for one, takes many for itself.
private func mappedAddresses() -> Int {
  let pages = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?
    .split(separator: " ").first.flatMap { Int($0) }
  return (pages ?? 0) * sysconf(Int32(_SC_PAGESIZE))
}

/// Lowers the limit of a resource; where a lower one holds already, it stays.
private func lower(_ resource: __rlimit_resource, to value: Int) {
  change(resource) { min($0.rlim_cur, rlim_t(value)) }
}

private func change(_ resource: __rlimit_resource, _ limit: (rlimit) -> rlim_t) {
  var limits = rlimit()
  _ = unsafe getrlimit(__rlimit_resource_t(resource.rawValue), &limits)
  limits.rlim_cur = limit(limits)
  _ = unsafe setrlimit(__rlimit_resource_t(resource.rawValue), &limits)
}

internal import Dispatch
internal import Glibc
internal import Synchronization

/// Threads that wait for work, and stay awake for a moment after it.
///
/// A step of training makes dozens of parallel passes, many of them shorter than the time that a
/// sleeping thread takes to wake.
final class Crew: Sendable {
  /// The crew of the program.
  static let shared = Crew()

  /// How often a thread looks for the next job before it sleeps: some 0.1 ms.
  private static let patience = 400

  private let isBusy = Atomic<Bool>(false)
  /// Jobs so far.
  private let jobs = Atomic<Int>(0)
  /// Members who may still join the current job.
  private let seats = Atomic<Int>(0)
  /// Members who are done with it.
  private let done = Atomic<Int>(0)
  private let departure = DispatchSemaphore(value: 0)
  private let sleepers = Atomic<Int>(0)
  private let alarm = DispatchSemaphore(value: 0)
  // Of whoever made the crew busy; members read the job between taking a seat and leaving it.
  nonisolated(unsafe) private var members = 0
  nonisolated(unsafe) private var job: (@Sendable (Int) -> Void)?

  /// Runs `body` on the calling thread, and on as many others as are free until it returns here.
  ///
  /// - Parameters:
  ///   - workers: How many threads at most, ≥ 1. The calling one is alone when another job is
  ///     under way.
  ///   - body: Work that any number of workers completes. Receives the worker's number, below
  ///     `workers`; that of the calling thread is 0.
  func perform(workers: Int, _ body: @Sendable (_ worker: Int) -> Void) {
    guard workers > 1, !isBusy.exchange(true, ordering: .acquiring) else { return body(0) }
    defer { isBusy.store(false, ordering: .releasing) }
    withoutActuallyEscaping(body) { body in
      unsafe job = body
      recruit(workers - 1)
      done.store(0, ordering: .relaxed)
      seats.store(workers - 1, ordering: .releasing)
      jobs.add(1, ordering: .sequentiallyConsistent)
      for _ in 1..<workers where takesOne(of: sleepers) != nil { alarm.signal() }
      body(0)
      let others = workers - 1 - seats.exchange(0, ordering: .acquiringAndReleasing)
      for _ in 0..<Self.patience where done.load(ordering: .acquiring) < others { sched_yield() }
      for _ in 0..<others { departure.wait() }
      unsafe job = nil
    }
  }

  private func recruit(_ count: Int) {
    while unsafe members < count {
      var thread = pthread_t()
      // Without another thread the work is done by fewer.
      guard
        unsafe pthread_create(
          &thread, nil,
          { _ in
            Crew.shared.serve()
            return nil
          }, nil) == 0
      else { return }
      pthread_detach(thread)
      unsafe members += 1
    }
  }

  private func serve() {
    var seen = 0
    while true {
      seen = nextJob(after: seen)
      if let seat = takesOne(of: seats) {
        work(seat)
        done.add(1, ordering: .releasing)
        departure.signal()
      }
    }
  }

  /// Lets go of the job before it returns.
  @inline(never)
  private func work(_ seat: Int) { unsafe job?(seat) }

  /// Waits for a job that was not seen, and returns the number of the latest.
  private func nextJob(after seen: Int) -> Int {
    for _ in 0..<Self.patience {
      let latest = jobs.load(ordering: .acquiring)
      if latest != seen { return latest }
      sched_yield()
    }
    sleepers.add(1, ordering: .sequentiallyConsistent)
    // Who publishes a job now sees a sleeper; who did before is seen here, and may have called.
    if jobs.load(ordering: .sequentiallyConsistent) == seen || takesOne(of: sleepers) == nil {
      alarm.wait()
    }
    return jobs.load(ordering: .acquiring)
  }

  /// Lowers a number that is above zero by one.
  ///
  /// - Returns: What it was.
  private func takesOne(of number: borrowing Atomic<Int>) -> Int? {
    var value = number.load(ordering: .sequentiallyConsistent)
    while value > 0 {
      let (exchanged, original) = number.compareExchange(
        expected: value, desired: value - 1, ordering: .sequentiallyConsistent)
      if exchanged { return value }
      value = original
    }
    return nil
  }
}

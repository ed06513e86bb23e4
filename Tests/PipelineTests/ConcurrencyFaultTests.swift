import Dispatch
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite("Two makes at once", .enabled(if: SmallExperiment.programsAreBuilt))
struct ConcurrencyFaultTests {
  @Test func `The second waits for the first, and then finds everything fresh`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try SmallExperiment(in: folder)
      #expect(try experiment.make("report", data: "alone").status == 0)
      let outcomes = try concurrently(2) { try experiment.make("report") }
      for outcome in outcomes { #expect(outcome.status == 0, "\(outcome)") }
      #expect(
        outcomes.count { $0.errors.contains("is in use by another make: waiting for it") } == 1)
      #expect(
        outcomes.count { ($0.output + $0.errors).contains("bin/cantus-train ") } == 1,
        "only one of them works: \(outcomes)")
      #expect(try experiment.artifacts() == experiment.artifacts("alone"))
      #expect(try experiment.make("-q", "report").status == 0)
    }
  }

  @Test func `A make that is killed keeps nobody waiting`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try SmallExperiment(in: folder)
      let killed = try experiment.make("report", within: 0.8)
      #expect(killed.status == 137)
      let start = Date()
      let next = try experiment.make("report", within: 60)
      #expect(next.status == 0, "\(next)")
      #expect(!next.errors.contains("waiting") || Date().timeIntervalSince(start) < 50)
    }
  }

  /// What a body gives in several threads at once.
  private func concurrently(
    _ count: Int, _ body: @escaping @Sendable () throws -> SmallExperiment.Outcome
  ) throws -> [SmallExperiment.Outcome] {
    let results = Results()
    for _ in 0..<count { Thread.detachNewThread { results.add(Result(catching: body)) } }
    return try results.wait(for: count).map { try $0.get() }
  }
}

/// What threads bring.
private final class Results: Sendable {
  private let all = Mutex<[Result<SmallExperiment.Outcome, any Error>]>([])
  private let count = DispatchSemaphore(value: 0)

  func add(_ result: Result<SmallExperiment.Outcome, any Error>) {
    all.withLock { $0.append(result) }
    count.signal()
  }

  func wait(for number: Int) -> [Result<SmallExperiment.Outcome, any Error>] {
    for _ in 0..<number { count.wait() }
    return all.withLock { $0 }
  }
}

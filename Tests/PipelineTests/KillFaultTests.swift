import Foundation
import Randomness
import TestSupport
import Testing

@Suite("Kills at random moments", .enabled(if: SmallExperiment.programsAreBuilt))
struct KillFaultTests {
  /// Runs make again and again on one folder of data, killing it and all its children, until it ends
  /// by itself; begins anew until there were enough kills.
  private func kill(
    _ count: Int, _ experiment: SmallExperiment,
    _ make: (_ data: String, _ within: Double) throws -> SmallExperiment.Outcome
  ) throws {
    let start = Date()
    let undisturbed = try make("undisturbed", 3000)
    #expect(undisturbed.status == 0, "\(undisturbed.errors)")
    let duration = Date().timeIntervalSince(start)
    let expected = try experiment.artifacts("undisturbed")
    #expect(!expected.isEmpty)

    var generator = Generator(seed: 8)
    var (kills, ends) = (0, 0)
    while kills < count {
      while kills < count {
        // Long enough, on average, to get on.
        let outcome = try make("killed", 0.05 + generator.uniform() * duration / 3)
        guard outcome.status == 137 else {
          #expect(outcome.status == 0, "\(outcome.errors.suffix(2000))")
          break
        }
        kills += 1
        for (name, bytes) in try experiment.artifacts("killed") where name.hasSuffix(".h5") {
          #expect(bytes == expected[name], "\(name), after kill \(kills)")
        }
      }
      let last = try make("killed", 3000)
      #expect(last.status == 0, "\(last.errors.suffix(2000))")
      #expect(try experiment.artifacts("killed") == expected, "after \(kills) kills")
      let left =
        FileManager.default.enumerator(atPath: experiment.path("killed"))?
        .compactMap { $0 as? String }.filter { $0.contains(".partial") } ?? []
      #expect(left.isEmpty, "\(left)")
      try FileManager.default.removeItem(atPath: experiment.path("killed"))
      ends += 1
    }
    Faults.tell(
      "\(kills) kills in \(ends) runs of \(Int(duration)) s each, all ended in the same bytes")
  }

  @Test func `Killed at any moments, a run ends in the same bytes, with nothing to clean`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try SmallExperiment(in: folder)
      try kill(Faults.count(6, of: 100), experiment) { data, seconds in
        try experiment.make("report", "-j2", data: data, within: seconds)
      }
    }
  }

  /// The demo corpus, which `make faults` composes.
  private static let corpus = SmallExperiment.repository.appending(path: "data/corpora/demo")
    .path(percentEncoded: false)

  @Test(.enabled(if: Faults.areMany && FileManager.default.fileExists(atPath: corpus)))
  func `So does the demo`() throws {
    try withTemporaryDirectory { folder in
      let experiment = SmallExperiment(of: "demo", in: folder)
      try kill(200, experiment) { data, seconds in
        try SmallExperiment.run(
          "/usr/bin/timeout",
          [
            "-s", "KILL", String(seconds), "make", "--no-print-directory", "-o", "bin/built",
            "EXPERIMENT=demo", "DATA=\(experiment.path(data))", "CORPUS=\(Self.corpus)", "report",
          ])
      }
    }
  }
}

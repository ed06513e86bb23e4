import Foundation
import TestSupport
import Testing

@Suite("Other tools open the artifacts", .enabled(if: SmallExperiment.programsAreBuilt))
struct InteroperabilityTests {
  /// Debian's Python, which `make test` gives h5py and xarray.
  static let python = "/usr/bin/python3"

  @Test func `h5py, xarray and h5ls open every group of every artifact`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try SmallExperiment(in: folder)
      let made = try experiment.make("report")
      #expect(made.status == 0, "\(made.errors)")

      let script = SmallExperiment.repository
        .appending(path: "Tests/Fixtures/artifacts/open_everything.py").path(percentEncoded: false)
      let names = try experiment.artifacts().keys.filter { $0.hasSuffix(".h5") }.sorted()
      let outcome = try SmallExperiment.run(
        Self.python, [script] + names.map { experiment.path("data/small/\($0)") })
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output.contains("\(names.count) files"), "\(outcome.output)")
      for name in names {
        let listing = try SmallExperiment.run(
          "/usr/bin/h5ls", ["-r", experiment.path("data/small/\(name)")])
        #expect(listing.status == 0 && listing.output.contains("Dataset"), "\(name)")
      }

      let documentation = try String(
        contentsOf: SmallExperiment.repository.appending(path: "docs/artifacts.md"), encoding: .utf8
      )
      let example = try #require(documentation.firstMatch(of: /```python\n([\s\S]*?)```/)).output.1
      try experiment.write(String(example), to: "example.py")
      let shown = try SmallExperiment.run(
        Self.python,
        [experiment.path("example.py"), experiment.path("data/small/features/mfcc.h5")])
      #expect(shown.status == 0, "\(shown.errors)")
      #expect(shown.output.contains("13 songs,"), "\(shown.output)")
    }
  }
}

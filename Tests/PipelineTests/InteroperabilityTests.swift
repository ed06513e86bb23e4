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

      let check = """
        import hashlib, sys
        for path in sys.argv[1:]:
            whole = open(path, "rb").read()
            content, pieces = whole[:-89], range(0, len(whole) - 89, 1 << 20)
            digests = [hashlib.sha256(content[start : start + (1 << 20)]).digest() for start in pieces]
            seal = "cantus seal sha256/1MiB " + hashlib.sha256(b"".join(digests)).hexdigest() + "\\n"
            assert whole[-89:] == seal.encode(), path
        print(max(map(len, [open(path, "rb").read() for path in sys.argv[1:]])) >> 20)
        """
      let seals = try SmallExperiment.run(
        Self.python, ["-c", check] + names.map { experiment.path("data/small/\($0)") })
      #expect(seals.status == 0 && Int(seals.output.dropLast()) ?? 0 >= 2, "\(seals)")

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

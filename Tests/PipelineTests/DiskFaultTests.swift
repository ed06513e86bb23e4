import Foundation
import TestSupport
import Testing

@Suite("Disks without room", .enabled(if: SmallExperiment.programsAreBuilt))
struct DiskFaultTests {
  /// Every command that writes, and where % stands, the folder that it writes to.
  private static let writers: [(program: String, arguments: String)] = [
    (
      "ingest",
      "scan --configuration experiment/corpus.yaml --corpus corpus --output %/songs.csv --shards-folder %/songs"
    ),
    (
      "ingest",
      """
      decode --configuration data/small/decoding.yaml --corpus corpus --songs \
      data/small/songs/000.csv --output %/out.h5
      """
    ),
    (
      "featurize",
      "extract --configuration experiment/features/mfcc.yaml --audio data/small/audio/000.h5 --output %/out.h5"
    ),
    ("featurize", "gather --output %/out.h5 data/small/features/mfcc/000.h5"),
    (
      "split",
      """
      make --configuration experiment/split.yaml --quarantine data/small/quarantine.yaml \
      --output %/out.h5 data/small/audio/000.h5
      """
    ),
    (
      "train",
      """
      fit --configuration experiment/models/mfcc/vae.yaml --features data/small/features/mfcc.h5 \
      --split data/small/split.h5 --seed 42 --output %/out.h5
      """
    ),
    (
      "evaluate",
      """
      --configuration experiment/evaluation.yaml --model data/small/models/mfcc/vae/seed-42.h5 \
      --features data/small/features/mfcc.h5 --split data/small/split.h5 --output %/out.h5
      """
    ),
    ("split", "audit --experiment data/small --output %/out.h5"),
    ("report", "--experiment data/small --output %/index.html"),
  ]

  private func prepared(in folder: URL) throws -> SmallExperiment {
    let experiment = try SmallExperiment(in: folder)
    let made = try experiment.make("report", "SHARDS=1")
    #expect(made.status == 0, "\(made.errors)")
    return experiment
  }

  /// Runs a command of a shell in the experiment's folder, before it a script.
  private func run(
    _ script: String, _ experiment: SmallExperiment, _ writer: (program: String, arguments: String),
    to folder: String
  ) throws -> SmallExperiment.Outcome {
    try SmallExperiment.run(
      "/bin/bash",
      [
        "-c", script, "bash", folder, SmallExperiment.programs + "cantus-\(writer.program)",
      ] + writer.arguments.split(separator: " ").map { String($0.replacing("%", with: folder)) },
      in: experiment.folder)
  }

  private func files(below folder: String) -> [String] {
    FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
  }

  @Test func `With any limit on the size of files, a file is whole, or exit 74 says why it is not`()
    throws
  {
    try withTemporaryDirectory { folder in
      let experiment = try prepared(in: folder)
      var ends = Tally()
      for writer in Self.writers {
        var limit = 0
        var isDone = false
        while !isDone {
          let place = experiment.path("limited-\(limit)")
          let outcome = try run(
            // Through a pipe, since messages go to a file, too.
            """
            shift
            (ulimit -f \(limit); exec timeout -s KILL 60 "$@") 2>&1 | cat >&2; exit ${PIPESTATUS[0]}
            """, experiment, writer, to: place)
          let what = "\(writer.program) within \(limit) KiB: \(outcome)"
          isDone = outcome.status == 0 || limit > 1 << 20
          if !isDone {
            #expect(outcome.status == 74, "\(what)")
            #expect(outcome.errors.lowercased().contains("file too large"), "\(what)")
            let left = files(below: place)
            // Of several files that a command writes, those before are whole; none is in pieces.
            #expect(
              !left.contains { $0.contains(".partial") || $0 == "out.h5" }, "\(what): \(left)")
            ends.add("status 74")
          } else {
            #expect(outcome.status == 0, "\(what)")
            ends.add("status 0")
          }
          try? FileManager.default.removeItem(atPath: place)
          let step = Faults.areMany ? 1 : 6
          limit = limit == 0 ? 1 : limit << step
        }
      }
      Faults.tell("limited sizes of files: \(ends)")
    }
  }

  /// Whether this machine lets a test mount a file system of its own.
  static let canMount =
    (try? SmallExperiment.run("/usr/bin/unshare", ["-rm", "mount", "-t", "tmpfs", "none", "/mnt"]))?
    .status == 0

  @Test(.enabled(if: canMount))
  func `A full disk ends in exit 74, and leaves what was there and nothing else`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try prepared(in: folder)
      let place = experiment.path("full")
      try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
      var ends = Tally()
      for writer in Self.writers {
        for room in Faults.areMany ? [0, 4, 8, 16, 32, 64, 128, 512] : [0, 16] {
          let outcome = try run(
            """
            exec unshare -rm bash -c 'cd "$1" && mount -t tmpfs -o size=2m tmpfs full && shift
            cp data/small/split.h5 full/earlier.h5
            head -c $(((2048 - \(room)) * 1024 - $(stat -c %s full/earlier.h5))) /dev/zero >full/other
            "$@"; status=$?
            cmp data/small/split.h5 full/earlier.h5
            rm full/earlier.h5 full/other
            find full -type f
            exit $status' bash "$PWD" "${@:2}"
            """, experiment, writer, to: "full")
          let what = "\(writer.program), \(room) KiB left: \(outcome)"
          ends.add("status \(outcome.status)")
          guard outcome.status != 0 else { continue }
          #expect([73, 74].contains(outcome.status), "\(what)")
          #expect(outcome.errors.contains("No space left on device"), "\(what)")
          #expect(
            !outcome.output.contains(".partial") && !outcome.output.contains("out.h5"), "\(what)")
        }
      }
      #expect((ends.counts["status 74"] ?? 0) > Self.writers.count / 2, "\(ends)")
      Faults.tell("full disks: \(ends)")
    }
  }

  @Test(.enabled(if: canMount)) func `Where nothing may be written the exit status is 73`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try prepared(in: folder)
      let place = experiment.path("closed")
      try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
      for writer in Self.writers {
        let outcome = try run(
          """
          exec unshare -rm bash -c 'cd "$1" && mount -t tmpfs -o ro tmpfs closed && shift
          exec "$@"' bash "$PWD" "${@:2}"
          """, experiment, writer, to: "closed")
        #expect(
          outcome.status == 73 && outcome.errors.contains("Read-only file system"),
          "\(writer.program): \(outcome)")
      }
    }
  }
}

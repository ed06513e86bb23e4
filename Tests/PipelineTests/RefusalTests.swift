import Foundation
import TestSupport
import Testing

@Suite("What programs say and exit with", .enabled(if: SmallExperiment.programsAreBuilt))
struct RefusalTests {
  func run(_ program: String, _ arguments: [String]) throws -> SmallExperiment.Outcome {
    try SmallExperiment.run(
      SmallExperiment.repository.appending(path: "bin/cantus-\(program)").path(
        percentEncoded: false),
      arguments)
  }

  @Test(arguments: ["ingest", "featurize", "split", "train", "evaluate", "report"])
  func `Every program tells its version and explains itself`(program: String) throws {
    let version = try run(program, ["--version"])
    #expect(version.status == 0 && version.output == "cantus 0.1.0\n")
    let help = try run(program, ["--help"])
    #expect(help.status == 0 && help.output.contains("USAGE: cantus-\(program)"), "\(help.output)")
    #expect(try run(program, ["--no-such-option"]).status == 64)
  }

  @Test func `Settings are printed without the command's other options, and complete`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try SmallExperiment(in: folder)
      for (program, command, file) in [
        ("ingest", ["scan"], "corpus.yaml"), ("featurize", ["extract"], "features/mfcc.yaml"),
        ("split", ["make"], "split.yaml"), ("train", ["fit"], "models/mfcc/vae.yaml"),
        ("train", [], "models/mfcc/vae.yaml"), ("evaluate", [], "evaluation.yaml"),
      ] {
        let path = experiment.path("experiment/\(file)")
        let printed = try run(program, command + ["--configuration", path, "--print-config"])
        #expect(printed.status == 0 && printed.errors.isEmpty, "\(printed)")
        try experiment.write(printed.output, to: "experiment/\(file)")
        let again = try run(program, command + ["--configuration", path, "--print-config"])
        #expect(again.output == printed.output && !again.output.isEmpty)
        try experiment.write("kind: [", to: "experiment/\(file)")
        let wrong = try run(program, command + ["--configuration", path, "--print-config"])
        #expect(wrong.status == 64 && wrong.errors.contains(file), "\(wrong)")
        try experiment.write(printed.output, to: "experiment/\(file)")
      }
    }
  }

  @Test func `A missing, a foreign and a damaged input each have their status and sentence`() throws
  {
    try withTemporaryDirectory { folder in
      let experiment = try SmallExperiment(in: folder)
      let made = try experiment.make("featurize", "split")
      #expect(made.status == 0, "\(made.errors)")
      func train(features: String, output: String = "model.h5", flags: [String] = []) throws
        -> SmallExperiment.Outcome
      {
        try run(
          "train",
          [
            "--configuration", experiment.path("experiment/models/mfcc/raw.yaml"), "--features",
            features, "--split", experiment.path("data/small/split.h5"), "--seed", "1", "--output",
            experiment.path(output),
          ] + flags)
      }
      let features = experiment.path("data/small/features/mfcc.h5")

      let missing = try train(features: experiment.path("none.h5"))
      #expect(missing.status == 66)
      #expect(
        missing.errors
          == "cantus-train: \(experiment.path("none.h5")) does not exist: make it first\n")

      let foreign = try train(features: experiment.path("data/small/split.h5"))
      #expect(foreign.status == 65)
      #expect(
        foreign.errors.contains("must have the schema cantus.features/1, but has cantus.split/1"))

      let damaged = experiment.path("damaged.h5")
      try Data(contentsOf: URL(filePath: features)).dropLast(2000).write(to: URL(filePath: damaged))
      let truncated = try train(features: damaged)
      #expect(truncated.status == 65 && truncated.errors.contains(damaged), "\(truncated.errors)")
      #expect(truncated.errors.contains("it is cut short"), "\(truncated.errors)")

      let unwritable = try train(features: features, output: "data/small/split.h5/below/model.h5")
      #expect(unwritable.status == 73, "\(unwritable.errors)")

      let quiet = try train(features: features, flags: ["--quiet"])
      #expect(quiet.status == 0 && quiet.errors.isEmpty && quiet.output.isEmpty)

      let json = try train(features: experiment.path("none.h5"), flags: ["--json"])
      let event = try JSONDecoder().decode([String: String].self, from: Data(json.errors.utf8))
      #expect(event["event"] == "error" && event["status"] == "66")
    }
  }

  @Test func `A misspelt key is an error that suggests the right one`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try SmallExperiment(in: folder)
      try experiment.write("kind: mfcc-statistics\nwindw: 3\n", to: "experiment/features/mfcc.yaml")
      let outcome = try experiment.make("featurize")
      #expect(outcome.status == 2)
      #expect(
        outcome.errors.contains("mfcc.yaml:2: windw is not a known key; did you mean window?"),
        "\(outcome.errors)")
      #expect(try experiment.artifacts().keys.filter { $0.hasPrefix("features") }.isEmpty)
    }
  }

  @Test func `Too many broken songs stop the split, and name them`() throws {
    try withTemporaryDirectory { folder in
      let experiment = try SmallExperiment(in: folder)
      for number in 1...4 {
        try experiment.write("no audio", to: "corpus/Hindi/pop/bad \(number).mp3")
      }
      let outcome = try experiment.make("split")
      #expect(outcome.status == 2 && outcome.errors.contains("Error 65"), "\(outcome.errors)")
      #expect(outcome.errors.contains("bad 1.mp3"), "\(outcome.errors)")
    }
  }
}

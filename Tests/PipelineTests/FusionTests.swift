import Artifacts
import Foundation
import Randomness
import TestSupport
import Testing

/// Sound and the windows of lyrics, through the make targets.
@Suite("Sound and words", .enabled(if: SmallExperiment.programsAreBuilt), .serialized)
struct FusionTests {
  /// Songs of `SmallExperiment` with words, one of them without any; spectrograms, windows of lyrics by
  /// a small encoder of random weights, and the demo's model of both.
  private func experiment(in folder: URL) throws -> SmallExperiment {
    let experiment = try SmallExperiment(in: folder)
    try FileManager.default.removeItem(atPath: experiment.path("experiment/features"))
    try FileManager.default.removeItem(atPath: experiment.path("experiment/models"))
    let words = [["love", "moon", "the"], ["sea", "la", "don"]]
    for (place, language) in ["Arabic", "Hindi"].enumerated() {
      for (other, genre) in ["pop", "rock"].enumerated() {
        for number in 1...3 where (place, other, number) != (1, 1, 3) {
          var generator = Generator(seed: UInt64(100 * place + 10 * other + number))
          let text = (0..<(6 * number)).map { _ in words[place][generator.integer(below: 3)] }
          try experiment.write(
            text.joined(separator: " "),
            to: "corpus/\(language)/\(genre)/song \(place)\(other)\(number).txt")
        }
      }
    }
    try experiment.write(
      """
      pattern: "{language}/{genre}/{title}.{ext}"
      labels: [language, genre]
      lyrics: {pair: stem}
      max_quarantined: 0.2
      """, to: "experiment/corpus.yaml")
    try experiment.write(
      """
      kind: log-mel
      window: 3
      hop: 1
      bands: 16
      hop_length: 2048
      """, to: "experiment/features/mel.yaml")
    // Eight tokens fit into a window between first and last.
    try experiment.write(
      """
      kind: transformer
      folder: \(fixture("text/bert"))
      tokens: 10
      long: separate
      windows: 3
      window: 3
      hop: 1
      """, to: "experiment/features/lyrics.yaml")
    let shipped = SmallExperiment.repository
      .appending(path: "experiments/demo/models/mel+lyrics/attention.yaml")
    let model = try String(contentsOf: shipped, encoding: .utf8)
    #expect(model.contains("multimodal-vae") && model.contains("epochs: 60"))
    // Long enough that a signal finds it at work.
    try experiment.write(
      model.replacing("epochs: 60", with: "epochs: 200, batch: 16, early_stopping: {patience: 0}"),
      to: "experiment/models/mel+lyrics/attention.yaml")
    return experiment
  }

  /// The number of the process that trains with data in a folder, once there is one.
  private func trainer(of data: String) -> Int32? {
    let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return processes.compactMap(Int32.init).first { number in
      let line = FileManager.default.contents(atPath: "/proc/\(number)/cmdline") ?? Data()
      let words = line.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
      return words.first?.hasSuffix("cantus-train") == true
        && words.contains { $0.hasPrefix(data) }
    }
  }

  @Test func `Attention to windows of lyrics trains, resumes, and tells what each set contributes`()
    throws
  {
    try withTemporaryDirectory { folder in
      let experiment = try experiment(in: folder)
      let whole = try experiment.make("report")
      #expect(whole.status == 0, "\(whole.output)\n\(whole.errors)")
      #expect((whole.output + whole.errors).contains("have no row in"))
      let lyrics = try FeaturesArtifact(reading: experiment.path("data/small/features/lyrics.h5"))
      #expect(Set(lyrics.windows ?? []) == [1, 2, 3])

      // Training begins anew elsewhere, is told to stop, and goes on.
      let (data, model) = ("stopped", "models/mel+lyrics/attention/seed-42.h5")
      let checkpoint = experiment.path("\(data)/small/\(model).checkpoint")
      #expect(try experiment.make("featurize", "split", data: data).status == 0)
      let training = try ChildProcess(
        "/usr/bin/make",
        ["--no-print-directory", "EXPERIMENT=small"] + experiment.makeArguments(data)
          + ["train", "OPTIONS.train=--checkpoint-minutes 0"],
        in: SmallExperiment.repository,
        environment: ["MAKEFLAGS": nil, "MFLAGS": nil, "MAKELEVEL": nil],
        output: experiment.path("said.txt"), errors: experiment.path("said.txt"))
      while training.isRunning, !FileManager.default.fileExists(atPath: checkpoint) { usleep(500) }
      kill(try #require(trainer(of: experiment.path(data))), SIGTERM)
      #expect(training.wait() == 2)
      let said = try String(contentsOfFile: experiment.path("said.txt"), encoding: .utf8)
      #expect(said.contains("Error 75") && said.contains("run the same command again"), "\(said)")
      #expect(try experiment.artifacts(data)[model] == nil)

      let again = try experiment.make("report", data: data)
      #expect(again.status == 0, "\(again.output)\n\(again.errors)")
      #expect((again.output + again.errors).contains("going on after step"))
      let (expected, found) = try (experiment.artifacts(), experiment.artifacts(data))
      for name in [model, model.replacing("models", with: "scores")] {
        #expect(found[name] != nil && found[name] == expected[name], "\(name)")
      }

      let ablations = try ScoresArtifact(
        reading: experiment.path("data/small/scores/mel+lyrics/attention/seed-42.h5")
      ).ablations
      #expect(Set(try ablations.texts("kept")) == ["both", "mel", "lyrics"])
      #expect(try ablations.reals("value").allSatisfy(\.isFinite))
      // The demo's model weighs the two sets by one number.
      let weights = try zip(ablations.texts("kept"), ablations.reals("weight"))
        .reduce(into: [:]) { $0[$1.0] = $1.1 }
      let (sound, text) = try (#require(weights["mel"]), #require(weights["lyrics"]))
      #expect(abs(sound + text - 1) < 1e-9 && sound != 0.5 && weights["both"]?.isNaN == true)
      let page = try String(
        contentsOfFile: experiment.path("data/small/report/index.html"), encoding: .utf8)
      #expect(page.contains("What each feature set contributes to language"))
      let table = try #require(page.split(separator: "What each feature set contributes").last)
        .split(separator: "</table>")[0]
      #expect(table.contains(">mel<") && table.contains(">lyrics<"), "\(table)")
    }
  }
}

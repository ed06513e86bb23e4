import Foundation
import Randomness
import SoundFile
import TestSupport
import Testing

/// A corpus of a few seconds and an experiment on it, in a folder of their own.
struct SmallExperiment {
  /// Where everything is: corpus/, experiment/ and data/.
  let folder: URL
  /// The experiment's name, that of its folder below data/.
  let name: String

  static let repository = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// Whether the programs are where `make test` puts them.
  static var programsAreBuilt: Bool {
    FileManager.default.fileExists(
      atPath: repository.appending(path: "bin/cantus-report").path(percentEncoded: false))
  }

  func path(_ name: String) -> String { folder.appending(path: name).path(percentEncoded: false) }

  /// An experiment of the repository, with data in a folder of its own.
  init(of name: String, in folder: URL) {
    self.folder = folder
    self.name = name
  }

  /// Writes the corpus, twelve songs of two languages and two genres, one of them present twice and
  /// one file that is no audio, and the experiment.
  init(in folder: URL) throws {
    self.folder = folder
    name = "small"
    for (index, language) in ["Arabic", "Hindi"].enumerated() {
      for (other, genre) in ["pop", "rock"].enumerated() {
        for number in 1...3 {
          try writeSong(
            "\(language)/\(genre)/song \(index)\(other)\(number).wav",
            seed: UInt64(index * 100 + other * 10 + number), pitch: 220 * Double(1 + index),
            beat: 0.25 + 0.25 * Double(other))
        }
      }
    }
    try FileManager.default.copyItem(
      atPath: path("corpus/Arabic/pop/song 001.wav"), toPath: path("corpus/Hindi/rock/again.wav"))
    try write("this is a text", to: "corpus/Hindi/rock/broken.mp3")

    try write(
      """
      pattern: "{language}/{genre}/{title}.{ext}"
      labels: [language, genre]
      max_quarantined: 0.2
      """, to: "experiment/corpus.yaml")
    try write(
      "kind: mfcc-statistics\nwindow: 3\nhop: 2\ntail: pad\n", to: "experiment/features/mfcc.yaml")
    try write(
      "strategy: song\nproportions: {train: 0.6, validation: 0.2, test: 0.2}\nstratify: [language]\n",
      to: "experiment/split.yaml")
    try write(
      """
      evaluated: [train, validation, test]
      tasks: [{label: language}]
      clusterings: [{kind: kmeans}, {kind: ward}]
      """, to: "experiment/evaluation.yaml")
    try write("kind: raw\n", to: "experiment/models/mfcc/raw.yaml")
    try write(
      """
      kind: basic-vae
      hidden: [32]
      latent: 4
      training: {epochs: 40, batch: 8, early_stopping: {patience: 0}}
      """, to: "experiment/models/mfcc/vae.yaml")
  }

  func write(_ text: String, to name: String) throws {
    let url = folder.appending(path: name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data((text + "\n").utf8).write(to: url)
  }

  /// Writes eight seconds of a decaying tone on a beat, and noise, so that no two songs are alike.
  func writeSong(_ name: String, seed: UInt64, pitch: Double, beat: Double) throws {
    let url = folder.appending(path: "corpus/\(name)")
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    var generator = Generator(seed: seed)
    let melody = (0..<64).map { _ in pitch * pow(2, Double(generator.integer(below: 12)) / 12) }
    let samples = (0..<(8 * 22050)).map { index in
      let time = Double(index) / 22050
      let note = Int(time / beat)
      let tone = sin(2 * .pi * melody[note % 64] * time) * exp(-4 * (time - Double(note) * beat))
      return Float(0.5 * tone + 0.01 * generator.normal())
    }
    var writer = try AudioWriter(
      creating: url.path(percentEncoded: false), format: .wav16, sampleRate: 22050, channels: 1)
    try writer.write(samples.span)
    try writer.close()
  }
}

// MARK: - Running

extension SmallExperiment {
  struct Outcome {
    /// The exit status; 128 and its number where a signal ended the command.
    let status: Int32
    let output: String
    let errors: String
  }

  /// Runs make on the experiment; `bin/built` is taken as it is, since a test must not build.
  @discardableResult
  func make(
    _ arguments: String..., data: String = "data", within seconds: Double = 300,
    environment: [String: String] = [:]
  ) throws -> Outcome {
    try Self.run(
      "/usr/bin/timeout",
      [
        "-s", "KILL", String(seconds), "make", "--no-print-directory", "EXPERIMENT=small",
      ] + makeArguments(data) + arguments, environment: environment)
  }

  /// What tells make where things are.
  func makeArguments(_ data: String) -> [String] {
    [
      "-o", "bin/built", "E=\(path("experiment"))", "DATA=\(path(data))",
      "CORPUS=\(path("corpus"))",
    ]
  }

  /// Runs one of the programs in the experiment's folder; what hangs is killed.
  func program(_ name: String, _ arguments: [String], within seconds: Double = 60) throws -> Outcome
  {
    try Self.run(
      "/usr/bin/timeout",
      ["-s", "KILL", String(seconds), Self.programs + "cantus-\(name)"] + arguments, in: folder)
  }

  /// Where the programs are.
  static var programs: String { repository.appending(path: "bin/").path(percentEncoded: false) }

  /// Runs a command, in the repository unless told otherwise, until it ends.
  static func run(
    _ command: String, _ arguments: [String], in folder: URL = repository,
    environment more: [String: String?] = [:]
  ) throws -> Outcome {
    let ended = try TestSupport.run(
      program: command, arguments, in: folder,
      environment: more.merging(["MAKEFLAGS": nil, "MFLAGS": nil, "MAKELEVEL": nil]) { $1 })
    return Outcome(status: ended.status, output: ended.output, errors: ended.messages)
  }

  /// The bytes of every finished file of a data folder, by path.
  func artifacts(_ data: String = "data") throws -> [String: Data] {
    let root = folder.appending(path: "\(data)/\(name)")
    var found: [String: Data] = [:]
    let files = FileManager.default.enumerator(atPath: root.path(percentEncoded: false))
    while let name = files?.nextObject() as? String {
      let isFinished = !name.contains(".partial")
      guard isFinished, ["h5", "csv", "json", "html"].contains(URL(filePath: name).pathExtension)
      else {
        continue
      }
      found[name] = try Data(contentsOf: root.appending(path: name))
    }
    return found
  }

  /// When a file of the data folder was last written.
  func modified(_ name: String) throws -> Date {
    let attributes = try FileManager.default.attributesOfItem(atPath: path("data/small/\(name)"))
    return try #require(attributes[.modificationDate] as? Date)
  }
}

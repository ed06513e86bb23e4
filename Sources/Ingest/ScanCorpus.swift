import ArgumentParser
import Artifacts
import AudioDecoding
import Configuration
import Corpus
import Foundation
import Isolation
import StageKit

/// Writes the catalogue, whole and by shards.
struct ScanCorpus: Stage {
  static let configuration = CommandConfiguration(
    commandName: "scan",
    abstract: "Make songs.csv from a folder, a catalogue, or both.",
    discussion: """
      Beside it, unpaired.csv lists what became no song, and what songs miss; decoding.yaml and \
      quarantine.yaml hold the settings that later stages depend on, and are written only when they \
      change.
      """)

  @OptionGroup var settings: ConfigurationOptions<CorpusFile>
  @Option(
    help: ArgumentHelp(
      "The folder that the audio is in. (default: root in the settings)", valueName: "folder"))
  var corpus: String?
  @Option(help: ArgumentHelp("The catalogue to write.", valueName: "songs.csv"))
  var output: String
  @Option(help: ArgumentHelp("Where the catalogue goes by shards.", valueName: "folder"))
  var shardsFolder: String
  @Option(help: ArgumentHelp("Number of shards. (default: by the number of songs)", valueName: "n"))
  var shards: Int?
  @OptionGroup var options: StageOptions

  func validate() throws {
    if let shards, !(1...100_000).contains(shards) {
      throw ValidationError("--shards must be a whole number from 1 to 100000.")
    }
  }

  func perform() throws {
    let file = try settings.load()
    let corpusSettings = file.settings.corpus
    let root = try root(corpusSettings)
    try explaining {
      var tags = IsolatedTags(executable: thisProgram, console: options.console)
      let found = try scan(
        corpusSettings, root: root, configurationFolder: folder(of: settings.configuration)
      ) { tags.read($0) }
      if let failure = tags.failure { throw failure }
      let songs = found.catalogue.songs.count
      let changes = try found.catalogue.writeShards(
        to: shardsFolder, root: root, count: shards ?? shardCount(songs: songs))
      try SettingsFiles(besides: output).write(
        decoding: file.yaml(of: ["decoding"]), quarantine: file.yaml(of: ["max_quarantined"]))
      let unpaired = folder(of: output) + "unpaired.csv"
      try writeFile(found.unpaired.table.text.utf8, to: unpaired)
      try writeFile(found.catalogue.table.text.utf8, to: output)
      for line in found.unpaired.summary { options.console.warn(line) }
      if !found.unpaired.isEmpty { options.console.say("\(unpaired) lists them all") }
      options.console.say(
        "\(output): \(counted(songs, "song")) in \(counted(changes.current, "shard")), "
          + "\(changes.written.count) of them to be decoded"
          + (found.notSampled > 0 ? "; \(found.notSampled) left out by sampling" : "")
          + (found.otherFiles > 0
            ? "; \(counted(found.otherFiles, "other file")) passed over" : ""))
    }
  }

  /// The corpus folder.
  private func root(_ settings: CorpusSettings) throws -> String {
    if let corpus { return absolute(corpus, from: FileManager.default.currentDirectoryPath) }
    guard !settings.root.isEmpty else {
      throw StageFailure(
        .usage, "say where the audio is: --corpus, or root in \(self.settings.configuration)")
    }
    return absolute(settings.root, from: folder(of: self.settings.configuration))
  }
}

/// A mistake in the corpus, or a failure of decoding at large, as the stage's failure.
func explaining(_ body: () throws -> Void) throws {
  do {
    try body()
  } catch let error as CorpusError {
    let status: ExitStatus =
      switch error.fault {
      case .wrong: .badData
      case .absent: .noInput
      case .unwritable: .cannotWrite
      case .unfinished: .inputOutput
      }
    throw StageFailure(status, error.description)
  } catch let error as DecodingFailure {
    throw StageFailure(.inputOutput, error.description)
  } catch let error as IsolationError {
    throw StageFailure(.inputOutput, error.description)
  }
}

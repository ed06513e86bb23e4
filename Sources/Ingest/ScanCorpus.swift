import ArgumentParser
import Artifacts
import AudioDecoding
import Configuration
import Corpus
import Isolation
import StageKit

/// Writes the catalogue, whole and by shards.
struct ScanCorpus: Stage {
  static let configuration = CommandConfiguration(
    commandName: "scan",
    abstract: "Make songs.csv from a folder, a catalogue, or both.",
    discussion: "Beside it, unpaired.csv lists what became no song, and what songs miss.")

  @OptionGroup var settings: ConfigurationOptions
  @OptionGroup var corpus: CorpusOptions
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
    let file = try settings.load(CorpusFile.init).settings
    let root = try corpus.root(file.corpus, configuration: settings.configuration)
    try explaining {
      var tags = IsolatedTags(executable: thisProgram, console: options.console)
      let found = try scan(
        file.corpus, root: root, configurationFolder: folder(of: settings.configuration)
      ) { tags.read($0) }
      if let failure = tags.failure { throw failure }
      let songs = found.catalogue.songs.count
      let changes = try found.catalogue.writeShards(
        to: shardsFolder, root: root, count: shards ?? shardCount(songs: songs))
      try writeFile(found.unpaired.table.text.utf8, to: folder(of: output) + "unpaired.csv")
      try writeFile(found.catalogue.table.text.utf8, to: output)
      for line in found.unpaired.summary { options.console.warn(line) }
      options.console.say(
        "\(output): \(count(songs, "song")) in \(count(changes.current, "shard")), "
          + "\(changes.written.count) of them to be decoded"
          + (found.notSampled > 0 ? "; \(found.notSampled) left out by sampling" : "")
          + (found.otherFiles > 0 ? "; \(count(found.otherFiles, "other file")) passed over" : ""))
    }
  }
}

/// A mistake in the corpus, or a failure of decoding at large, as the stage's failure.
func explaining(_ body: () throws -> Void) throws {
  do {
    try body()
  } catch let error as CorpusError {
    throw StageFailure(error.isAbsence ? .noInput : .badData, error.description)
  } catch let error as DecodingFailure {
    throw StageFailure(.inputOutput, error.description)
  } catch let error as IsolationError {
    throw StageFailure(.inputOutput, error.description)
  }
}

/// "1 song", "2 songs".
func count(_ number: Int, _ thing: String) -> String {
  "\(number) \(thing)\(number == 1 ? "" : "s")"
}

import ArgumentParser
import Artifacts
import Configuration
import DataSplit
import LeakageAudit
import StageKit

/// Says why a song is where it is.
struct Explain: Stage {
  static let configuration = CommandConfiguration(
    abstract: "Say why a song is in its part and what it is kept together with.",
    discussion: "Splits again as split.yaml says, without writing anything.")

  @OptionGroup var settings: ConfigurationOptions<SplitSettings>
  @Argument(help: "The song's id.")
  var song: String
  @Argument(help: ArgumentHelp("Every shard of decoded audio.", valueName: "audio"))
  var audio: [String]
  @OptionGroup var options: StageOptions

  func perform() throws {
    let settings = try settings.load().settings
    let given = try GivenSplit(of: settings, beside: self.settings.configuration)
    let split = try SongSplit(
      of: try audio.sorted().map { try CatalogueShard(reading: $0) }, settings, given: given,
      threads: options.threadCount)
    guard let lines = split.explanation(of: song, settings: settings) else {
      throw StageFailure(
        .badData, "there is no song \(song); split.h5 and songs.csv list the ids there are")
    }
    for line in lines { print(line) }
  }
}

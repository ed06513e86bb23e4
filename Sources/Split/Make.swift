import ArgumentParser
import Artifacts
import Configuration
import DataSplit
import LeakageAudit
import StageKit

/// Splits the songs of a corpus.
struct Make: Stage {
  static let configuration = CommandConfiguration(
    abstract: "Split songs into training, validation and test part.",
    discussion: """
      Reads metadata, lyrics and fingerprints only, never audio or features. Songs with identical \
      or near-duplicate audio, with the same title and artist or the same lyrics, and those that \
      group_by asks for, stay together. Too many quarantined songs are refused with exit status 65.
      """)

  @OptionGroup var settings: ConfigurationOptions<SplitSettings>
  @Option(help: ArgumentHelp("Where to write the split.", valueName: "split.h5"))
  var output: String
  @Option(
    help: ArgumentHelp(
      "The share of songs that may be quarantined, from ingest. (default: 5 %)",
      valueName: "quarantine.yaml"))
  var quarantine: String?
  @Argument(help: ArgumentHelp("Every shard of decoded audio.", valueName: "audio"))
  var audio: [String]
  @OptionGroup var options: StageOptions

  func perform() throws {
    let configured = try settings.load()
    let settings = configured.settings
    let given = try GivenSplit(of: settings, beside: self.settings.configuration)
    let provenance = try Provenance(
      of: output, configuration: configured.yaml,
      inputs: audio.sorted() + (quarantine.map { [$0] } ?? []) + (given.map { [$0.path] } ?? []),
      seed: UInt64(settings.seed))
    let progress = StageProgress("reading", total: audio.count, on: options.console)
    var shards: [CatalogueShard] = []
    for path in audio.sorted() {
      shards.append(try CatalogueShard(reading: path))
      progress.advance(path)
    }
    progress.finish()
    let tally = QuarantineTally(
      of: shards, limit: try quarantineLimit(reading: quarantine ?? ""))
    guard !tally.isExceeded else { throw StageFailure(.badData, tally.explanation) }

    let split = try SongSplit(of: shards, settings, given: given, threads: options.threadCount)

    let labels = shards.first?.labels ?? []
    for line in split.summary(labels: labels) { options.console.say(line) }
    for group in split.torn {
      options.console.warn(
        "the given split tears apart what belongs together: "
          + group.map { "\(split.songs[$0].id) (\(split.parts[$0]))" }.joined(separator: ", "))
    }
    try artifact(of: split, settings, provenance).write(to: output)
  }

  private func artifact(
    of split: SongSplit, _ settings: SplitSettings, _ provenance: Provenance
  ) -> SplitArtifact {
    var (folds, deal): (SplitArtifact.Folds?, ClipDeal?)
    switch settings.division {
    case .folds(let count):
      folds = split.folds.map { SplitArtifact.Folds(count: count, ofSong: $0) }
    case .proportions(let proportions) where settings.dealsClips:
      deal = ClipDeal(proportions: proportions, seed: settings.seed)
    case .proportions, .given: break
    }
    return SplitArtifact(
      provenance: provenance,
      songIDs: split.songs.map(\.id), parts: split.parts, folds: folds, deal: deal,
      groups: split.groups.numbers,
      links: split.groups.links.map {
        SplitArtifact.Link(
          songA: split.songs[$0.a].id, songB: split.songs[$0.b].id, reason: "\($0.reason)",
          score: $0.score)
      })
  }
}

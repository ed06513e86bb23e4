import ArgumentParser
import Artifacts

/// Makes a catalogue of a folder of music, and decodes it shard by shard.
@main struct Ingest: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cantus-ingest",
    abstract: "Find the songs of a corpus, and decode them.",
    version: Provenance.program,
    subcommands: [ScanCorpus.self, DecodeShard.self, DecodeSongs.self, ReadTags.self])
}

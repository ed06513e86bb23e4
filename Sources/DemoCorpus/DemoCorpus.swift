import ArgumentParser
import Artifacts
import Composition
import Foundation
import StageKit

/// Composes the demonstration corpus, so that someone without music sees the whole pipeline work.
@main
struct DemoCorpus: Stage {
  static let configuration = CommandConfiguration(
    commandName: "cantus-demo-corpus",
    abstract: "Composes a corpus of songs in four languages and three genres from a seed.",
    discussion: """
      The songs are played by FluidSynth with the TimGM6mb sound font and sung by eSpeak NG. They \
      are written as FLAC, Ogg Vorbis, MP3 and WAV with tags and lyrics; some files are faulty, as \
      they are in every collection. metadata.csv is written last: when it is there, all is.
      """,
    version: Provenance.program)

  @Option(help: ArgumentHelp("The folder to write into; made if missing.", valueName: "folder"))
  var output: String

  @Option(help: "The same seed gives the same corpus.")
  var seed: UInt64 = 42

  @Option(help: "Number of whole songs in each of the twelve pairs of language and genre.")
  var songsPerCell = 4

  @OptionGroup var options: StageOptions

  func validate() throws {
    guard (1...500).contains(songsPerCell) else {
      throw ValidationError("--songs-per-cell must be a whole number from 1 to 500.")
    }
  }

  func perform() throws {
    let studio = try Studio(seed: seed)
    let plans = corpusPlan(seed: seed, songsPerCell: songsPerCell)
    let sessions = studio.sessions(plans)
    let folder = try CorpusFolder(output)

    let progress = StageProgress("composing", total: sessions.count, on: options.console)
    try studio.record(sessions, into: folder, threads: options.threadCount) {
      progress.advance($0)
    }
    progress.finish()

    try folder.complete(metadata: metadata(of: plans))
    options.console.say(
      "composed \(plans.count) songs in \(output), of which 5 are faulty and 1 is there twice")
  }
}

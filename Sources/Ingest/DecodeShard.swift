import ArgumentParser
import Artifacts
import AudioDecoding
import Configuration
import Corpus
import Foundation
import Parallelism
import StageKit

/// Decodes the songs of one shard, in processes of their own.
struct DecodeShard: Stage {
  static let configuration = CommandConfiguration(
    commandName: "decode",
    abstract: "Decode one shard of the catalogue.",
    discussion: """
      The settings are decoding.yaml, which scan writes: the part of corpus.yaml that matters here. \
      A song that cannot be used is quarantined: the artifact says which, and why.
      """)

  @OptionGroup var settings: ConfigurationOptions<DecodingFile>
  @Option(help: ArgumentHelp("The folder that the audio is in.", valueName: "folder"))
  var corpus: String
  @Option(help: ArgumentHelp("The shard's songs.", valueName: "songs/S.csv"))
  var songs: String
  @Option(help: ArgumentHelp("The artifact to write.", valueName: "audio/S.h5"))
  var output: String
  @OptionGroup var options: StageOptions

  func perform() throws {
    let file = try settings.load()
    let decoding = file.settings.settings
    let root = absolute(corpus, from: FileManager.default.currentDirectoryPath)
    try explaining {
      let catalogue = try Catalogue(reading: songs)
      let provenance = try Provenance(of: output, configuration: file.yaml, inputs: [songs])
      var shard = ShardContent(labels: catalogue.labels)
      try AudioArtifact.write(
        to: output, provenance, sampleRate: decoding.sampleRate
      ) { writer in
        try decode(catalogue, decoding, root: root, into: &writer, &shard)
        return (try shard.songs(), shard.quarantine)
      }
      for song in shard.quarantine {
        options.console.warn("\(song.path) is quarantined: \(song.reason)")
      }
      options.console.say(
        "\(output): \(counted(shard.count, "song")), \(Int(shard.duration / 60)) min; "
          + "\(shard.quarantine.count) quarantined")
    }
  }

  /// Where decoded songs wait for being written: on a disk of the machine's own, where Slurm gives one.
  var spoolFolder: String {
    Launch.scratchFolder.map { "\($0)/cantus-\(getpid())" } ?? output + ".partial.d"
  }

  func decoder(_ settings: DecodingSettings) throws -> IsolatedDecoder {
    do {
      return try IsolatedDecoder(
        executable: thisProgram, arguments: DecodeSongs.arguments(settings), folder: spoolFolder,
        timeout: settings.timeout)
    } catch {
      throw StageFailure(
        .cannotWrite,
        "\(spoolFolder), where decoded songs wait, cannot be made: give it room, or "
          + "another SLURM_TMPDIR")
    }
  }

  private func decode(
    _ catalogue: Catalogue, _ settings: DecodingSettings, root: String,
    into writer: inout AudioArtifactWriter, _ shard: inout ShardContent
  ) throws {
    let songs = catalogue.songs
    let decoder = try decoder(settings)
    defer { decoder.finish() }
    let progress = StageProgress("decoding", total: songs.count, on: options.console)
    defer { progress.finish() }
    Interruption.deferSignals()
    try concurrentForEach(count: songs.count, threads: options.threadCount) { index in
      songs[index].path.isEmpty
        ? nil : try decoder.decode("\(root)/\(songs[index].path)")
    } consume: { index, result in
      defer { if let result { decoder.recycle(result.spool) } }
      // Before anything is said of a song whose worker the signal may have reached.
      try Interruption.check()
      let song = songs[index]
      defer { progress.advance(song.id) }
      guard let result else {
        let words = words(of: song, root: root)
        guard words.contains(where: { !$0.isWhitespace }) else {
          return shard.quarantine(song, "it has neither audio nor words")
        }
        try writer.endSong(fingerprint: [])
        return shard.add(song, nil, lyrics: words)
      }
      switch result.report {
      case .refused(let reason):
        shard.quarantine(song, reason)
      case .unkept(let reason):
        throw StageFailure(
          .inputOutput,
          "\(output) cannot be made: decoded audio, kept beside it, is cut short: \(reason)")
      case .decoded(let facts):
        try result.spool.read(count: facts.samples) { try writer.append($0) }
        try writer.endSong(fingerprint: facts.fingerprint)
        shard.add(song, facts, lyrics: words(of: song, root: root))
      }
    }
  }

  /// A song's lyrics; empty, and said aloud, when they changed since the scan and are no text now.
  private func words(of song: Song, root: String) -> String {
    guard !song.lyrics.isEmpty else { return "" }
    do {
      return try lyrics(reading: "\(root)/\(song.lyrics)")
    } catch {
      options.console.warn("\(song.id) goes without lyrics: \(error)")
      return ""
    }
  }
}

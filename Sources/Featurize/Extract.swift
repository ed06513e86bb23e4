import ArgumentParser
import Artifacts
import AudioFeatures
import Configuration
import Parallelism
import StageKit
import Synchronization

/// Computes one feature set of one shard.
struct Extract: Stage {
  static let configuration = CommandConfiguration(
    abstract: "Compute one feature set of one shard of songs.",
    discussion: """
      Example:
        cantus-featurize extract --configuration features/mel.yaml \\
          --audio audio/000.h5 --output features/mel/000.h5
      """)

  @OptionGroup var settings: ConfigurationOptions
  @Option(help: ArgumentHelp("The shard's decoded audio, from ingest.", valueName: "file"))
  var audio: String
  @Option(help: ArgumentHelp("Where to write the shard's features.", valueName: "file"))
  var output: String
  @OptionGroup var options: StageOptions

  func perform() throws {
    let configured = try settings.load { try FeatureSettings($0) }
    let feature = configured.settings
    let audio = try AudioArtifact(reading: self.audio)
    let (songs, sampleRate) = (audio.songs, Double(audio.sampleRate))
    let before = audio.quarantine
    let (axes, unit) = try layout(of: feature, sampleRate: sampleRate)
    let provenance = try Provenance(
      of: output, configuration: configured.yaml, inputs: [self.audio])

    let windows = feature.windows(sampleRate: sampleRate)
    let clips = (0..<songs.count).flatMap { song in
      windows.clips(of: audio.sampleCount(song: song)).map { SongClip(song: song, clip: $0) }
    }
    let progress = StageProgress("features", total: clips.count, on: options.console)
    let source = ClipSource(consume audio, feature)
    var rows = ClipRows()
    var quarantined = 0
    try FeaturesArtifact.write(to: output, provenance, axes: axes, unit: unit) { writer in
      for batch in parts(of: clips.indices, size: clipsPerWorker * options.threadCount) {
        let blocks = parts(of: batch, size: clipsPerBlock)
        let features = try concurrentMap(count: blocks.count, threads: options.threadCount) {
          try source.features(of: clips[blocks[$0]]) { progress.advance() }
        }
        for (clip, values) in zip(clips[batch], features.joined()) {
          try rows.add(clip, values, to: writer, sampleRate: sampleRate)
        }
        try rows.flush(to: writer)
      }
      progress.finish()
      let tables = try rows.tables(
        of: songs, quarantine: before, sampleRate: sampleRate)
      quarantined = tables.quarantine.count - before.count
      return tables
    }
    options.console.say(
      "\(output): \(counted(rows.clips.count, "clip")) of "
        + "\(counted(songs.count - quarantined, "song")), "
        + "\(quarantined) quarantined")
  }

  /// The axes and the unit of the features; settings that do not suit the audio are refused.
  private func layout(
    of feature: FeatureSettings, sampleRate: Double
  ) throws -> (axes: [FeatureAxis], unit: String) {
    do {
      let extractor = try FeatureExtractor(feature, sampleRate: sampleRate)
      return (extractor.dimensions.map(FeatureAxis.init), extractor.unit)
    } catch {
      throw StageFailure(.usage, "\(settings.configuration): \(error)")
    }
  }
}

/// Clips that a worker computes with one set of plans and buffers.
private let clipsPerBlock = 8

/// Clips, for each worker, whose features wait in memory for being written.
private let clipsPerWorker = 16

/// Divides a range into ranges of `size`, the last one shorter where need be.
private func parts(of range: Range<Int>, size: Int) -> [Range<Int>] {
  stride(from: range.lowerBound, to: range.upperBound, by: size).map {
    $0..<min($0 + size, range.upperBound)
  }
}

extension FeatureAxis {
  fileprivate init(_ dimension: FeatureDimension) {
    switch dimension.coordinates {
    case .numbers(let numbers, let unit): self.init(dimension.name, .reals(numbers), unit: unit)
    case .names(let names): self.init(dimension.name, .texts(names))
    }
  }
}

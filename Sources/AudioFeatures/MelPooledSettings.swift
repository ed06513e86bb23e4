public import Configuration
internal import LinearAlgebra

/// The mel spectrogram of a clip in decibels, averaged over spans of time: bands × spans.
public struct MelPooledSettings: Sendable, Equatable {
  /// The spectrogram; it is standardised after averaging.
  public let logMel: LogMelSettings
  /// Spans of nearly equal length, `spans`, 1 … 4096, 40 by default.
  public let spans: Int

  /// Reads the keys of a feature set of kind `mel-pooled`.
  public init(_ section: Section) throws(ConfigurationError) {
    logMel = try LogMelSettings(section)
    spans = try section.integer("spans", default: 40, in: 1...4096)
  }
}

extension MelPooledSettings: FeatureKind {
  var frames: FrameSettings { logMel.frames }

  func plan(for layout: ClipLayout) throws(FeatureError) -> FeaturePlan {
    let filterBank = try logMel.mel.filterBank(sampleRate: layout.sampleRate)
    let frameCount = layout.frameCount
    guard spans <= frameCount else {
      throw FeatureError("spans is \(spans), but a clip has only \(frameCount) frames")
    }
    let ranges = (0..<spans).map { span in
      (span * frameCount / spans)..<(((span + 1) * frameCount + spans - 1) / spans)
    }
    let times = ranges.map {
      Double(($0.lowerBound + $0.upperBound - 1) * frames.hopLength) / 2 / layout.sampleRate
    }
    return FeaturePlan(
      dimensions: [
        filterBank.dimension,
        FeatureDimension(name: "span", coordinates: .numbers(times, unit: "s")),
      ],
      unit: logMel.unit, tracks: FrameTracks(mel: filterBank)
    ) { frames in
      let level = logMel.mel.decibels(of: frames, filterBank, reference: logMel.reference)
      var pooled = (0..<level.rows).flatMap { band in
        let row = level.row(band)
        return ranges.map { range in
          Float(row[range].reduce(0) { $0 + Double($1) } / Double(range.count))
        }
      }
      var elements = pooled.mutableSpan
      if logMel.standardize { standardize(&elements) }
      return pooled
    }
  }
}

public import Configuration
internal import LinearAlgebra

/// The course of onset strength over a clip: 1 × frames.
public struct OnsetSettings: Sendable, Equatable {
  /// How the bands of a frame become one value.
  public enum Aggregate: String, CaseIterable, Sendable {
    /// Their arithmetic mean, librosa's default.
    case mean
    /// Their median, which librosa's beat tracker takes: it leaves out what few bands show.
    case median
  }

  /// The spectrogram; its reference is a power of 1.
  public let mel: MelSettings
  /// How bands become one value, `aggregate`, `mean` by default.
  public let aggregate: Aggregate

  /// Reads the keys of a feature set of kind `onset`.
  public init(_ section: Section) throws(ConfigurationError) {
    mel = try MelSettings(section)
    aggregate = try section.choice("aggregate", default: .mean)
  }

  /// The onset strength of the frames of a clip, as librosa's `onset_strength`: what the bands of
  /// the mel spectrogram in dB gain from frame to frame, losses counted as zero (Böck & Widmer 2013,
  /// DAFx; McFee & Ellis 2014, doi 10.1109/ICASSP.2014.6854253), aggregated over bands.
  ///
  /// It is delayed by half a frame, ⌊N/(2·hop)⌋ frames, so that it peaks where the sound begins and
  /// not where the window first sees it.
  ///
  /// - Parameters:
  ///   - frames: With their power in mel bands.
  ///   - bank: The filters of the bands.
  /// - Returns: dB ≥ 0, (frames); silence has 0.
  func strength(of frames: ClipFrames, _ bank: MelFilterBank) -> [Float] {
    let level = mel.decibels(of: frames, bank, reference: .one)
    let count = level.columns
    let delay = 1 + mel.frames.transformLength / (2 * mel.frames.hopLength)
    let gains =
      switch aggregate {
      case .mean: meanGains(of: level)
      case .median: medianGains(of: level)
      }
    return Array((repeatElement(0, count: delay) + gains).prefix(count))
  }

  private func meanGains(of level: Matrix) -> [Float] {
    let count = level.columns
    var sums = [Double](repeating: 0, count: max(0, count - 1))
    for band in 0..<level.rows {
      let row = level.row(band)
      for t in sums.indices {
        let gain = row[t + 1] - row[t]
        sums[t] += Double(gain > 0 ? gain : 0)
      }
    }
    return sums.map { Float($0 / Double(level.rows)) }
  }

  private func medianGains(of level: Matrix) -> [Float] {
    let byFrame = level.transposed
    var gains = [Float](repeating: 0, count: level.rows)
    return (1..<max(1, byFrame.rows)).map { t in
      for band in gains.indices { gains[band] = max(0, byFrame[t, band] - byFrame[t - 1, band]) }
      return median(of: &gains)
    }
  }
}

extension OnsetSettings: CourseKind {
  var frames: FrameSettings { mel.frames }

  func course(for layout: ClipLayout) throws(FeatureError) -> CoursePlan {
    let bank = try mel.filterBank(sampleRate: layout.sampleRate)
    return CoursePlan(
      values: FeatureDimension(name: "feature", coordinates: .names(["onset"])), unit: "dB",
      tracks: FrameTracks(mel: bank)
    ) { frames in
      let strength = strength(of: frames, bank)
      return Matrix(rows: 1, columns: strength.count, elements: strength)
    }
  }
}

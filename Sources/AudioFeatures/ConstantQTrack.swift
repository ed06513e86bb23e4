internal import Foundation

/// A constant-Q transform (Brown 1991, doi 10.1121/1.400476): magnitudes at frequencies in equal
/// steps of pitch, each seen through a window of as many periods; librosa's `cqt` with its defaults.
public struct ConstantQTrack: Sendable, Equatable {
  /// Hz.
  public let sampleRate: Double
  /// Samples from frame to frame.
  public let hopLength: Int
  /// The lowest frequency of music in tune, Hz.
  public let lowest: Double
  /// Frequencies, ≥ 1.
  public let bins: Int
  /// Frequencies of an octave, ≥ 1.
  public let binsPerOctave: Int
  /// In steps from one frequency to the next.
  public let tuning: Tuning
  /// Samples of the frames from whose spectra the tuning is estimated.
  public let transformLength: Int

  /// The longest filter, in samples of its octave.
  static let longestFilter = 65536

  /// Prepares for clips of a layout.
  ///
  /// - Throws: ``FeatureError`` where a filter would reach beyond half the sample rate, or be longer
  ///   than the clip or 65,536 samples.
  init(
    lowest: Double, bins: Int, binsPerOctave: Int, tuning: Tuning, layout: ClipLayout
  ) throws(FeatureError) {
    precondition(lowest > 0 && bins >= 1 && binsPerOctave >= 1)
    sampleRate = layout.sampleRate
    hopLength = layout.settings.hopLength
    transformLength = layout.settings.transformLength
    self.lowest = lowest
    self.bins = bins
    self.binsPerOctave = binsPerOctave
    self.tuning = tuning
    let tunings = if case .fixed(let steps) = tuning { steps...steps } else { -0.5...0.5 }
    guard cutoff(tuning: tunings.upperBound) <= sampleRate / 2 else {
      throw FeatureError(
        "the highest of \(bins) constant-Q filters reaches beyond half the sample rate, "
          + "\(sampleRate / 2) Hz: take fewer bins or a lower fmin")
    }
    let longest = quality * sampleRate / frequencies(tuning: tunings.lowerBound)[0]
    guard longest <= Double(layout.clipLength) else {
      throw FeatureError(
        "the lowest constant-Q filter is \(Int(longest)) samples long, a clip has only "
          + "\(layout.clipLength): take a longer window or a higher fmin")
    }
    for octave in octaves(tuning: tunings.lowerBound)
    where octave.transformLength > Self.longestFilter {
      throw FeatureError(
        "constant-Q filters of \(octave.transformLength) samples are too long: take a hop_length "
          + "that can be halved more often, a higher fmin or fewer bins_per_octave")
    }
  }

  /// Q, the periods that a filter sees: (2^(2/B) + 1)/(2^(2/B) − 1) for B bins an octave.
  var quality: Double {
    let ratio = exp2(2 / Double(binsPerOctave))
    return (ratio + 1) / (ratio - 1)
  }

  /// The frequency of each bin, Hz, (bins).
  ///
  /// - Parameter tuning: In steps.
  func frequencies(tuning: Double) -> [Double] {
    (0..<bins).map { lowest * exp2((Double($0) + tuning) / Double(binsPerOctave)) }
  }

  /// The upper end of the highest filter's main lobe, Hz; 1.50018 bins is the noise bandwidth of a
  /// Hann window (Harris 1978, doi 10.1109/PROC.1978.10837) as librosa has it.
  private func cutoff(tuning: Double) -> Double {
    lowest * exp2((Double(bins - 1) + tuning) / Double(binsPerOctave))
      * (1 + 0.5 * 1.500_183_105_468_75 / quality)
  }
}

extension ConstantQTrack {
  /// The bins of one octave and the signal on which they are computed.
  struct Octave {
    let bins: Range<Int>
    /// How often the signal's rate is halved before.
    let halvings: Int
    /// Samples from frame to frame at that rate.
    let hopLength: Int
    /// Samples of a frame at that rate, a power of 2.
    let transformLength: Int
  }

  /// Halvings of the rate before the highest octave, where it lies far below half the rate.
  var firstHalvings: Int {
    let tuning = if case .fixed(let steps) = tuning { steps } else { 0.0 }
    let octavesAbove = log2(sampleRate / 2 / cutoff(tuning: tuning))
    return min(
      max(0, Int(octavesAbove.rounded(.up)) - 2),
      max(0, hopLength.trailingZeroBitCount - octaveCount + 1))
  }

  private var octaveCount: Int { (bins + binsPerOctave - 1) / binsPerOctave }

  /// The octaves, from the highest. The rate is halved from each to the next as long as the hop
  /// stays whole (Schörkhuber & Klapuri 2010, SMC).
  ///
  /// - Parameter tuning: In steps.
  func octaves(tuning: Double) -> [Octave] {
    let frequencies = frequencies(tuning: tuning)
    var octaves: [Octave] = []
    var (halvings, hop) = (firstHalvings, hopLength >> firstHalvings)
    for octave in 0..<octaveCount {
      let end = bins - octave * binsPerOctave
      let first = max(0, end - binsPerOctave)
      let longest = quality * sampleRate / frequencies[first] / Double(1 << halvings)
      octaves.append(
        Octave(
          bins: first..<end, halvings: halvings, hopLength: hop,
          transformLength: 1 << max(3, Int(log2(longest).rounded(.up)))))
      if hop.isMultiple(of: 2) {
        hop /= 2
        halvings += 1
      }
    }
    return octaves
  }
}

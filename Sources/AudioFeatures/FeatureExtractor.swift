internal import LinearAlgebra

/// Computes the features of clips of one length, one clip after another.
///
/// It owns plans and buffers: make one for each worker.
public struct FeatureExtractor: ~Copyable {
  /// The dimensions of the features of one clip, outermost first.
  public let dimensions: [FeatureDimension]
  /// The unit of the values: "dB", or "1" for standardised ones.
  public let unit: String
  /// Samples of a clip.
  public let clipLength: Int
  private let decibelRange: Double
  private let finish: Finish
  private var mel: MelSpectrogram

  /// What becomes of a mel spectrogram in dB.
  private enum Finish {
    case logMel(LogMelSettings)
    case mfccStatistics([Statistic], cosines: Matrix)
  }

  /// Prepares for audio of a sample rate.
  ///
  /// - Parameters:
  ///   - settings: The feature set.
  ///   - sampleRate: Hz, 100 … 10⁶.
  /// - Throws: ``FeatureError`` where the settings do not suit the sample rate: `fmax` beyond half of
  ///   it, a mel band without a frequency, a window shorter than `n_fft`; and for another rate.
  public init(_ settings: FeatureSettings, sampleRate: Double) throws(FeatureError) {
    guard (100...1e6).contains(sampleRate) else {
      throw FeatureError("a sample rate of \(sampleRate) Hz is not one of music")
    }
    let mel = settings.mel
    let clipLength = settings.windows(sampleRate: sampleRate).window
    guard clipLength >= mel.transformLength else {
      throw FeatureError(
        "window is \(settings.window) s, \(clipLength) samples at \(Int(sampleRate)) Hz, shorter "
          + "than n_fft, \(mel.transformLength)")
    }
    let filterBank = try mel.filterBank(sampleRate: sampleRate)
    switch settings.features {
    case .logMel(let settings):
      unit = settings.standardize ? "1" : "dB"
      let frames = frameCount(of: clipLength, hopLength: mel.hopLength)
      let times = (0..<frames).map { Double($0 * mel.hopLength) / sampleRate }
      dimensions = [
        FeatureDimension(
          name: "band", coordinates: .numbers(filterBank.centres, unit: "Hz")),
        FeatureDimension(
          name: "frame", coordinates: .numbers(times, unit: "s")),
      ]
      finish = .logMel(settings)
    case .mfccStatistics(let settings):
      unit = "dB"
      let names = (1...settings.coefficients).flatMap { coefficient in
        settings.statistics.map {
          "mfcc_\(coefficient < 10 ? "0" : "")\(coefficient)_\($0.rawValue)"
        }
      }
      dimensions = [
        FeatureDimension(
          name: "statistic", coordinates: .names(names))
      ]
      finish = .mfccStatistics(
        settings.statistics,
        cosines: cosineTransform(coefficients: settings.coefficients, of: mel.bands))
    }
    self.clipLength = clipLength
    decibelRange = mel.decibelRange
    self.mel = MelSpectrogram(
      ShortTimeFourier(length: mel.transformLength, hopLength: mel.hopLength), filterBank)
  }

  /// The features of one clip.
  ///
  /// - Parameter clip: Samples, (``clipLength``), zeros where a song has ended.
  /// - Returns: Finite values, in the order of ``dimensions``, the last one fastest.
  /// - Throws: ``FeatureError`` where samples are not finite, or so large that their power is not.
  public mutating func features(of clip: Span<Float>) throws(FeatureError) -> [Float] {
    precondition(clip.count == clipLength)
    var spectrogram = mel.power(of: clip)
    guard spectrogram.elements.allSatisfy(\.isFinite) else {
      throw FeatureError("its samples are not finite numbers, or are far beyond full scale")
    }
    var elements = spectrogram.elements.mutableSpan
    switch finish {
    case .logMel(let settings):
      convertToDecibels(&elements, reference: settings.reference, range: decibelRange)
      if settings.standardize { standardize(&elements) }
      return spectrogram.elements
    case .mfccStatistics(let statistics, let cosines):
      convertToDecibels(&elements, reference: .one, range: decibelRange)
      return cosines.times(spectrogram).statistics(statistics)
    }
  }
}

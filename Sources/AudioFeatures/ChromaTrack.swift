internal import LinearAlgebra

/// The strength of the pitch classes in power spectra, librosa's `chroma_stft` with its defaults.
public struct ChromaTrack: Sendable, Equatable {
  /// Samples of a frame, N ≥ 8.
  public let transformLength: Int
  /// Hz.
  public let sampleRate: Double
  /// In semitones.
  public let tuning: Tuning

  /// Values of the spectra of a clip that may be kept, 1 GiB.
  static let largestPower = 1 << 28

  /// Prepares for spectra.
  public init(transformLength: Int, sampleRate: Double, tuning: Tuning) {
    precondition(transformLength >= 8 && sampleRate > 0)
    self.transformLength = transformLength
    self.sampleRate = sampleRate
    self.tuning = tuning
  }

  /// Bins of a spectrum, N/2 + 1.
  public var bins: Int { transformLength / 2 + 1 }
}

/// Collects the spectra of a clip, as its filters are known only when the tuning is.
struct ChromaAnalysis {
  private let track: ChromaTrack
  private var estimator: TuningEstimator
  /// |X_k|², (frames, bins): kept from clip to clip, as fresh memory costs more than the transform.
  private var power = Matrix(rows: 0, columns: 0)
  private var filters: (tuning: Double, weights: Matrix)?

  init(_ track: ChromaTrack) {
    self.track = track
    estimator = TuningEstimator(
      of: .power, transformLength: track.transformLength, sampleRate: track.sampleRate)
  }

  /// Starts a clip.
  mutating func begin(frames: Int) {
    if power.rows != frames { power = Matrix(rows: frames, columns: track.bins) }
  }

  /// Takes the power of a frame, (bins).
  mutating func add(_ spectrum: Span<Float>, frame: Int) {
    var elements = power.elements.mutableSpan
    let start = frame * spectrum.count
    for k in spectrum.indices { elements[start + k] = spectrum[k] }
    if track.tuning == .estimated { estimator.add(spectrum) }
  }

  /// The strength of each pitch class in each frame over that of the strongest: (12, frames).
  mutating func chroma() -> Matrix {
    let tuning =
      switch track.tuning {
      case .estimated: estimator.estimate(stepsPerOctave: 12)
      case .fixed(let semitones): semitones
      }
    let weights: Matrix
    if let filters, filters.tuning == tuning {
      weights = filters.weights
    } else {
      weights = PitchClasses.filters(
        transformLength: track.transformLength, sampleRate: track.sampleRate, tuning: tuning)
      filters = (tuning, weights)
    }
    var chroma = weights.times(power, .transposed)
    PitchClasses.normalize(&chroma)
    return chroma
  }
}

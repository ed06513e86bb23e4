public import Configuration
internal import LinearAlgebra

/// The constant-Q transform of a clip: bins × frames.
public struct ConstantQSettings: Sendable, Equatable {
  /// The frames; `n_fft` is that of the spectra from which a tuning is estimated.
  public let frames: FrameSettings
  /// Frequencies, `bins`, 1 … 1024, 84 by default.
  public let bins: Int
  /// Frequencies of an octave, `bins_per_octave`, 1 … 120, 12 by default.
  public let binsPerOctave: Int
  /// The lowest frequency, `fmin`, Hz, 10 … 20,000, by default C1, 32.703.
  public let lowest: Double
  /// How far the frequencies are shifted, `tuning`, in steps, 0 by default, or `estimated`.
  public let tuning: Tuning
  /// Whether magnitudes become decibels, `decibels`, `false` by default.
  public let decibels: Bool
  /// What 0 dB is, `reference`: `max` (the default), the clip's loudest value, or `one`.
  public let reference: DecibelReference
  /// dB from the loudest value to the floor, `top_db`, 1 … 400, 80 by default.
  public let decibelRange: Double

  /// C1, forty-five semitones below A4 = 440 Hz in equal temperament, Hz.
  static let lowestC = 32.703_195_662_574_83

  /// Reads the keys of a feature set of kind `constant-q`.
  public init(_ section: Section) throws(ConfigurationError) {
    frames = try FrameSettings(section)
    bins = try section.integer("bins", default: 84, in: 1...1024)
    binsPerOctave = try section.integer("bins_per_octave", default: 12, in: 1...120)
    lowest = try section.real("fmin", default: Self.lowestC, in: 10...20000)
    tuning = try Tuning(section, default: "0")
    decibels = try section.flag("decibels", default: false)
    reference = try section.choice("reference", default: .max)
    decibelRange = try section.real("top_db", default: 80, in: 1...400)
  }
}

extension ConstantQSettings: CourseKind {
  func course(for layout: ClipLayout) throws(FeatureError) -> CoursePlan {
    let track = try ConstantQTrack(
      lowest: lowest, bins: bins, binsPerOctave: binsPerOctave, tuning: tuning, layout: layout)
    let shift = if case .fixed(let steps) = tuning { steps } else { 0.0 }
    return CoursePlan(
      values: FeatureDimension(
        name: "bin", coordinates: .numbers(track.frequencies(tuning: shift), unit: "Hz")),
      unit: decibels ? "dB" : "1", tracks: FrameTracks(constantQ: track)
    ) { frames in
      let magnitudes = frames.constantQ(track)
      return decibels ? levels(of: magnitudes) : magnitudes
    }
  }

  private func levels(of magnitudes: Matrix) -> Matrix {
    var levels = magnitudes
    for i in levels.elements.indices { levels.elements[i] *= levels.elements[i] }
    var elements = levels.elements.mutableSpan
    convertToDecibels(&elements, reference: reference, range: decibelRange)
    return levels
  }
}

public import LinearAlgebra

/// Which tracks are taken from the frames of a clip.
///
/// Feature sets that are computed together ask together: what several of them ask for is taken once.
public struct FrameTracks: Sendable {
  /// The filters of mel spectrograms, each once.
  private(set) var mel: [MelFilterBank] = []
  /// The measures of the shape of spectra, each once.
  private(set) var shape: [SpectralShape] = []
  /// The strength of pitch classes, each once.
  private(set) var chroma: [ChromaTrack] = []
  /// Constant-Q transforms, each once.
  private(set) var constantQ: [ConstantQTrack] = []
  /// Autocorrelations of onset strength, each once.
  private(set) var rhythm: [RhythmTrack] = []
  /// The sample rate of what is measured for loudness, Hz.
  private(set) var loudness: Int?

  /// Takes what is given.
  public init(
    mel: MelFilterBank? = nil, shape: SpectralShape? = nil, chroma: ChromaTrack? = nil,
    constantQ: ConstantQTrack? = nil, loudness: Int? = nil
  ) {
    if let mel { self.mel = [mel] }
    if let shape { self.shape = [shape] }
    if let chroma { self.chroma = [chroma] }
    if let constantQ { self.constantQ = [constantQ] }
    self.loudness = loudness
  }

  /// Takes autocorrelations of onset strength, and the mel spectrogram that they are made from.
  init(rhythm: RhythmTrack) {
    mel = [rhythm.bank]
    self.rhythm = [rhythm]
  }

  /// Takes what others take, too.
  public func union(_ other: FrameTracks) -> FrameTracks {
    var union = self
    union.mel += other.mel.filter { !mel.contains($0) }
    union.shape += other.shape.filter { !shape.contains($0) }
    union.chroma += other.chroma.filter { !chroma.contains($0) }
    union.constantQ += other.constantQ.filter { !constantQ.contains($0) }
    union.rhythm += other.rhythm.filter { !rhythm.contains($0) }
    union.loudness = loudness ?? other.loudness
    return union
  }

  /// The bins of the spectra that each track is taken from; empty where none needs spectra.
  var bins: [Int] {
    mel.map(\.bins) + shape.map(\.bins) + chroma.map(\.bins)
      + constantQ.filter { $0.tuning == .estimated }.map { $0.transformLength / 2 + 1 }
  }
}

/// What is known of the frames of a clip: the tracks that were asked for.
public struct ClipFrames: Sendable {
  let tracks: FrameTracks
  /// In the order of `tracks`.
  var mel: [Matrix] = []
  var shape: [Matrix] = []
  var chroma: [Matrix] = []
  var constantQ: [Matrix] = []
  var rhythm: [Matrix] = []
  /// See ``loudness(of:sampleRate:)``; empty where it was not asked for.
  var loudness: [Float] = []

  /// The power in mel bands, Σ_k w_mk·|X_k|², librosa's `melspectrogram`: (bands, frames).
  public func mel(_ bank: MelFilterBank) -> Matrix {
    mel[place(of: bank, among: tracks.mel)]
  }

  /// The course of level and spectral shape: (``SpectralShape/trackNames``, frames).
  public func shape(_ shape: SpectralShape) -> Matrix {
    self.shape[place(of: shape, among: tracks.shape)]
  }

  /// The strength of pitch classes over that of the strongest, 0 … 1: (12, frames), row 0 is C.
  public func chroma(_ track: ChromaTrack) -> Matrix {
    chroma[place(of: track, among: tracks.chroma)]
  }

  /// The magnitudes of a constant-Q transform: (bins, frames).
  public func constantQ(_ track: ConstantQTrack) -> Matrix {
    constantQ[place(of: track, among: tracks.constantQ)]
  }

  /// Autocorrelations of onset strength: (lags, frames), or their mean over frames, (lags, 1).
  func rhythm(_ track: RhythmTrack) -> Matrix {
    rhythm[place(of: track, among: tracks.rhythm)]
  }

  private func place<Track: Equatable>(of track: Track, among tracks: [Track]) -> Int {
    guard let place = tracks.firstIndex(of: track) else {
      preconditionFailure("a track that was not asked for")
    }
    return place
  }
}

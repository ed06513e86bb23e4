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

  /// Takes what is given.
  public init(
    mel: MelFilterBank? = nil, shape: SpectralShape? = nil, chroma: ChromaTrack? = nil
  ) {
    if let mel { self.mel = [mel] }
    if let shape { self.shape = [shape] }
    if let chroma { self.chroma = [chroma] }
  }

  /// Takes what others take, too.
  public func union(_ other: FrameTracks) -> FrameTracks {
    var union = self
    union.mel += other.mel.filter { !mel.contains($0) }
    union.shape += other.shape.filter { !shape.contains($0) }
    union.chroma += other.chroma.filter { !chroma.contains($0) }
    return union
  }

  /// The bins of a spectrum that each track is made for.
  var bins: [Int] { mel.map(\.bins) + shape.map(\.bins) + chroma.map(\.bins) }
}

/// What is known of the frames of a clip: the tracks that were asked for.
public struct ClipFrames: Sendable {
  let tracks: FrameTracks
  /// In the order of `tracks`.
  var mel: [Matrix] = []
  var shape: [Matrix] = []
  var chroma: [Matrix] = []

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

  private func place<Track: Equatable>(of track: Track, among tracks: [Track]) -> Int {
    guard let place = tracks.firstIndex(of: track) else {
      preconditionFailure("a track that was not asked for")
    }
    return place
  }
}

public import LinearAlgebra

/// Which tracks are taken from the frames of a clip.
public struct FrameTracks: Sendable {
  /// The filters of a mel spectrogram.
  public var mel: MelFilterBank?
  /// The shape of spectra.
  public var shape: SpectralShape?
  /// The strength of pitch classes.
  public var chroma: ChromaTrack?

  /// Takes what is given.
  public init(
    mel: MelFilterBank? = nil, shape: SpectralShape? = nil, chroma: ChromaTrack? = nil
  ) {
    self.mel = mel
    self.shape = shape
    self.chroma = chroma
  }
}

/// What is known of the frames of a clip; a matrix that was not asked for has no rows.
public struct ClipFrames: Sendable {
  /// The power in mel bands, Σ_k w_mk·|X_k|², librosa's `melspectrogram`: (bands, frames).
  public internal(set) var mel = Matrix(rows: 0, columns: 0)
  /// The course of level and spectral shape, (``SpectralShape/trackNames``, frames).
  public internal(set) var shape = Matrix(rows: 0, columns: 0)
  /// The strength of pitch classes over that of the strongest, 0 … 1, (12, frames), row 0 is C.
  public internal(set) var chroma = Matrix(rows: 0, columns: 0)
}

/// Takes tracks from clips: all of them from one short-time Fourier transform.
public struct FrameAnalysis: ~Copyable {
  private var fourier: ShortTimeFourier
  private let tracks: FrameTracks
  private var chroma: ChromaAnalysis?

  /// Takes a transform of the length for which the tracks were made.
  public init(_ fourier: consuming ShortTimeFourier, _ tracks: FrameTracks) {
    for bins in [tracks.mel?.bins, tracks.shape?.bins, tracks.chroma?.bins] {
      precondition(bins ?? fourier.bins == fourier.bins)
    }
    self.fourier = fourier
    self.tracks = tracks
    chroma = tracks.chroma.map(ChromaAnalysis.init)
  }

  /// The tracks of a clip.
  ///
  /// - Parameter clip: Samples, (L), L ≥ 1.
  /// - Returns: Finite values where samples are at most 10⁹.
  public mutating func frames(of clip: Span<Float>) -> ClipFrames {
    let count = frameCount(of: clip.count, hopLength: fourier.hopLength)
    let tracks = tracks
    var frames = ClipFrames()
    frames.mel = Matrix(rows: tracks.mel?.filters.count ?? 0, columns: count)
    var mel = frames.mel.elements.mutableSpan
    var course = SpectralCourse(frames: tracks.shape == nil ? 0 : count)
    chroma?.begin(frames: count)
    fourier.forEachFrame(of: clip) { frame, power in
      tracks.mel?.apply(to: power, column: frame, of: count, into: &mel)
      tracks.shape?.measure(power, into: &course, frame: frame)
      chroma?.add(power, frame: frame)
    }
    if let found = chroma?.chroma() { frames.chroma = found }
    if let shape = tracks.shape {
      frames.shape = course.tracks(
        level: levelTracks(of: clip, frameLength: shape.frameLength, hopLength: fourier.hopLength))
    }
    return frames
  }
}

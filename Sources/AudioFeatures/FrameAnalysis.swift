internal import LinearAlgebra

/// Takes tracks from clips: all of them from one short-time Fourier transform.
public struct FrameAnalysis: ~Copyable {
  private var fourier: ShortTimeFourier
  private let tracks: FrameTracks
  private var chroma: [ChromaAnalysis]
  private let constantQ: [ConstantQTransform]
  private let rhythm: [RhythmAnalysis]

  /// Takes a transform of the length for which the tracks were made.
  public init(_ fourier: consuming ShortTimeFourier, _ tracks: FrameTracks) {
    precondition(tracks.bins.allSatisfy { $0 == fourier.bins })
    self.fourier = fourier
    self.tracks = tracks
    chroma = tracks.chroma.map(ChromaAnalysis.init)
    constantQ = tracks.constantQ.map(ConstantQTransform.init)
    rhythm = tracks.rhythm.map(RhythmAnalysis.init)
  }

  /// The tracks of a clip.
  ///
  /// - Parameter clip: Samples, (L), L ≥ 1.
  /// - Returns: Finite values where samples are at most 10⁹.
  public mutating func frames(of clip: Span<Float>) -> ClipFrames {
    let hop = fourier.hopLength
    let count = frameCount(of: clip.count, hopLength: hop)
    let tracks = tracks
    var mel = tracks.mel.map { Matrix(rows: $0.bands, columns: count) }
    var courses = tracks.shape.map { SpectralCourse($0, frames: count) }
    for index in chroma.indices { chroma[index].begin(frames: count) }
    if !tracks.bins.isEmpty {
      fourier.forEachFrame(of: clip) { frame, power in
        for (index, bank) in tracks.mel.enumerated() {
          var values = mel[index].elements.mutableSpan
          bank.apply(to: power, column: frame, of: count, into: &values)
        }
        for (index, shape) in tracks.shape.enumerated() {
          shape.measure(power, into: &courses[index], frame: frame)
        }
        for index in chroma.indices { chroma[index].add(power, frame: frame) }
        for transform in constantQ { transform.add(power) }
      }
    }
    var frames = ClipFrames(tracks: tracks, mel: mel)
    frames.shape = zip(tracks.shape, courses).map { shape, course in
      course.tracks(level: levelTracks(of: clip, frameLength: shape.frameLength, hopLength: hop))
    }
    for index in chroma.indices { frames.chroma.append(chroma[index].chroma()) }
    if let sampleRate = tracks.loudness {
      frames.loudness = loudness(of: clip, sampleRate: sampleRate)
    }
    frames.constantQ = constantQ.map { $0.magnitudes(of: clip, frames: count) }
    frames.rhythm = rhythm.map { $0.autocorrelations(of: frames) }
    return frames
  }
}

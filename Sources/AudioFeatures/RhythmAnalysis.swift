internal import LinearAlgebra

/// Autocorrelations of onset strength around every frame, librosa's `tempogram`, or their mean.
///
/// The onset strength of W frames around each frame, weighted by a periodic Hann window, is
/// correlated with itself at lags from 0 to W − 1 frames and divided by the value at lag 0
/// (Grosche, Müller & Kurth 2010, doi 10.1109/ICASSP.2010.5495219). Beyond the clip, strength falls
/// to 0 in a straight line.
struct RhythmTrack: Sendable, Equatable {
  /// How strong onsets are.
  let onset: OnsetSettings
  /// The bands in which they are sought.
  let bank: MelFilterBank
  /// W ≥ 1.
  let lags: Int
  /// Whether the mean over frames is wanted.
  let averaged: Bool
}

/// Computes autocorrelations. A class, as an analysis may have several.
final class RhythmAnalysis {
  private let track: RhythmTrack
  private var correlation: Autocorrelation

  init(_ track: RhythmTrack) {
    self.track = track
    correlation = Autocorrelation(lags: track.lags)
  }

  /// The autocorrelations of a clip, 0 … 1: (lags, frames), or (lags, 1); all 0 where there is no
  /// onset.
  func autocorrelations(of frames: ClipFrames) -> Matrix {
    let strength = track.onset.strength(of: frames, track.bank)
    let padded = self.padded(strength)
    return track.averaged
      ? correlation.mean(of: padded, frames: strength.count)
      : correlation.course(of: padded, frames: strength.count)
  }

  /// Strength with a ramp of half a window before and after.
  private func padded(_ strength: [Float]) -> [Float] {
    let half = track.lags / 2
    let ramp = (0..<half).map { Float($0) / Float(half) }
    let (first, last) = (strength[0], strength[strength.count - 1])
    return ramp.map { $0 * first } + strength + ramp.reversed().map { $0 * last }
  }
}

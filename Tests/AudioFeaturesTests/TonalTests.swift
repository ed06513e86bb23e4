import AudioFeatures
import Foundation
import Parallelism
import TestSupport
import Testing

/// A chord of sinusoids, 0.8 s.
private func chord(_ frequencies: [Double]) -> [Float] {
  (0..<17640).map { n in
    Float(frequencies.reduce(0) { $0 + sin(2 * .pi * $1 * Double(n) / 22050) } * 0.1)
  }
}

@Suite("Tonal features")
struct TonalTests {
  @Test func `Chroma with the tuning estimated is librosa's`() throws {
    let found = try featuresOfPiece("kind: chroma")
    expectClose(found, try tonalReference("chroma_stft"), absolute: 1e-5)
    let dimensions = try FeatureExtractor(
      settings("window: 8\nkind: chroma"), sampleRate: 22050
    ).dimensions
    #expect(dimensions.map(\.name) == ["pitch_class", "frame"])
    #expect(dimensions.map(\.count) == [12, 345])
  }

  @Test func `Chroma of a given tuning and of other frames is librosa's`() throws {
    expectClose(
      every(8, frameOf: try featuresOfPiece("kind: chroma\ntuning: -0.25"), frames: 345),
      try tonalReference("chroma_stft_tuned"), absolute: 1e-5)
    expectClose(
      every(
        16, frameOf: try featuresOfPiece("kind: chroma\nn_fft: 1000\nhop_length: 300"),
        frames: 589),
      try tonalReference("chroma_stft_short_frames"), absolute: 1e-5)
  }

  @Test func `Chroma of a constant-Q transform is librosa's`() throws {
    expectClose(
      every(4, frameOf: try featuresOfPiece("kind: chroma\ntransform: constant-q"), frames: 345),
      try tonalReference("chroma_cqt"), absolute: 1e-5)
  }

  @Test func `The tonal centroid of either chroma is librosa's`() throws {
    expectClose(
      try featuresOfPiece("kind: tonnetz\ntransform: stft"), try tonalReference("tonnetz"),
      absolute: 1e-5)
    expectClose(
      every(4, frameOf: try featuresOfPiece("kind: tonnetz"), frames: 345),
      try tonalReference("tonnetz_cqt"), absolute: 1e-5)
  }

  @Test func `The key is that whose profile fits best, with its correlation`() throws {
    let found = try featuresOfPiece("kind: key")
    let correlations = try tonalReference("key_correlations")
    let best = correlations.indices.max { correlations[$0] < correlations[$1] } ?? 0
    #expect(found[0] == Float(best % 12) && found[1] == (best < 12 ? 1 : 0))
    expectClose([found[2]], [correlations[best]], absolute: 1e-5)
    // The piece is in D minor, whose notes are those of F major, a fifth below C.
    #expect(best == 12 + 2)
    expectClose(found[3...4], [cos(Double.pi / 6), -sin(Double.pi / 6)], absolute: 1e-6)
  }

  @Test(arguments: 0..<12)
  func `A scale is in its key, wherever it begins`(tonic: Int) throws {
    let steps = [0, 0, 2, 4, 5, 7, 7, 9, 11, 12]
    let clip = steps.flatMap { step in
      let pitch = 261.6256 * exp2(Double(tonic + step) / 12)
      return (0..<6615).map { Float(0.3 * sin(2 * .pi * pitch * Double($0) / 22050)) }
    }
    let found = try features(of: clip, "window: 3\nkind: key")
    #expect(found[0] == Float(tonic) && found[1] == 1 && found[2] > 0.7)
  }

  @Test(arguments: [0, 4, 9])
  func `A chord is found in its pitch classes, and turns with its root`(semitones: Int) throws {
    let major = [261.6256, 329.6276, 391.9954].map { $0 * exp2(Double(semitones) / 12) }
    let found = try features(of: chord(major), "window: 0.8\nkind: chroma\ntuning: 0")
    let frames = found.count / 12
    let middle = (0..<12).map { found[$0 * frames + frames / 2] }
    let classes = Set(middle.indices.filter { middle[$0] > 0.5 })
    #expect(classes == Set([0, 4, 7].map { ($0 + semitones) % 12 }))
  }

  @Test(arguments: [
    "chroma", "chroma\ntransform: constant-q", "constant-q\ntuning: estimated", "key", "tempogram",
    "tempo", "loudness",
  ])
  func `What came before, and other threads, leave no trace`(kind: String) throws {
    let settings = try settings("window: 8\nkind: \(kind)")
    let clip = try piece()
    let other = clip.reversed().map { 0.3 * $0 }
    let fresh = try features(of: clip, "window: 8\nkind: \(kind)")
    let found = try concurrentMap(count: 2, threads: 2) { _ in
      var extractor = try FeatureExtractor(settings, sampleRate: 22050)
      _ = try extractor.features(of: other.span)
      return try extractor.features(of: clip.span)
    }
    #expect(found == [fresh, fresh])
  }

  @Test func `A gain leaves chroma`() throws {
    let quiet = try piece()
    expectClose(
      try features(of: quiet.map { $0 * 64 }, "window: 8\nkind: chroma"),
      try features(of: quiet, "window: 8\nkind: chroma"), absolute: 1e-6)
  }

  @Test(arguments: ["chroma", "tonnetz", "constant-q", "chroma\ntransform: constant-q"])
  func `Silence has no pitch: zeros`(kind: String) throws {
    let found = try features(
      of: Array(repeating: 0, count: 44100), "window: 2\nkind: \(kind)")
    #expect(found.allSatisfy { $0 == 0 })
  }

  @Test func `Silence is in C major with strength 0`() throws {
    let found = try features(of: Array(repeating: 0, count: 22050), "window: 1\nkind: key")
    #expect(found == [0, 1, 0, 1, 0])
  }

  @Test(arguments: ["chroma\ntuning: 0.6", "chroma\ntuning: high", "tonnetz\nbands: 3"])
  func `Nonsense is refused`(kind: String) {
    #expect(throws: (any Error).self) { try settings("kind: \(kind)") }
  }
}

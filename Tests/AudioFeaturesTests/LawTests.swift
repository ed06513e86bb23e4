import AudioFeatures
import LinearAlgebra
import Randomness
import TestSupport
import Testing

private func noise(_ count: Int) -> [Float] {
  var generator = Generator(seed: 7)
  return (0..<count).map { _ in Float(0.1 * generator.normal()) }
}

/// Whether a kind is computed from audio.
func isOfAudio(_ kind: FeatureSettings.Kind) -> Bool {
  switch kind {
  case .external, .tfidf, .scriptStatistics, .transformer, .metadata: false
  default: true
  }
}

@Suite("What holds for every feature set")
struct LawTests {
  /// Every kind that is computed from audio.
  static let kinds = FeatureSettings.Kind.allCases.filter(isOfAudio).map { kind in
    "kind: \(kind.rawValue)" + (kind == .statistics ? "\nof: [mel, spectral]" : "")
      + (kind == .descriptorWords ? "\nfolder: none" : "")
  }

  @Test(arguments: kinds)
  func `Clips of three seconds have as many finite values as their dimensions say`(
    kind: String
  ) throws {
    let hasFrames = kind != "kind: loudness"
    for frames in [""] + (hasFrames ? ["\nn_fft: 4096\nhop_length: 256"] : []) {
      let settings = try settings("window: 3\nhop: 1.5\n" + kind + frames)
      var extractor = try FeatureExtractor(settings, sampleRate: 22050)
      let values = try extractor.features(of: noise(extractor.clipLength).span)
      #expect(values.count == extractor.dimensions.map(\.count).reduce(1, *))
      #expect(values.allSatisfy { $0.isFinite })
    }
  }

  @Test(arguments: kinds)
  func `Equal clips have equal features, whatever came between`(kind: String) throws {
    var extractor = try FeatureExtractor(settings("window: 2\n" + kind), sampleRate: 22050)
    let (clip, other) = (noise(44100), Array(noise(44100).reversed()))
    let first = try extractor.features(of: clip.span)
    _ = try extractor.features(of: other.span)
    let again = try extractor.features(of: clip.span)
    #expect(again == first)
  }

  @Test(arguments: kinds.filter { $0 != "kind: loudness" })
  func `A set computed with others has the values that it has alone`(kind: String) throws {
    let yaml = [kind] + ["kind: log-mel\nbands: 64", "kind: spectral", "kind: chroma"]
    var sets: [PlannedFeatures] = []
    for yaml in yaml {
      sets.append(try PlannedFeatures(settings("window: 2\n" + yaml), sampleRate: 22050))
    }
    var together = JointExtractor(sets)
    var alone = JointExtractor([sets[0]])
    let clip = noise(44100)
    let (joint, single) = (
      try together.features(of: clip.span)[0], try alone.features(of: clip.span)[0]
    )
    #expect(joint == single)
  }

  @Test func `A shift by a hop shifts level and spectral shape`() throws {
    let signal = noise(16000)
    let shape = try SpectralShape(transformLength: 2048, sampleRate: 22050, rollOff: 0.85)
    func tracks(_ clip: [Float]) -> Matrix {
      var analysis = FrameAnalysis(
        ShortTimeFourier(length: 2048, hopLength: 512), FrameTracks(shape: shape))
      return analysis.frames(of: clip.span).shape(shape)
    }
    let before = tracks(signal)
    let after = tracks(Array(repeating: signal[0], count: 512) + signal)
    for (row, name) in SpectralShape.trackNames.enumerated() where !name.hasPrefix("contrast") {
      // The first frames see the beginning.
      #expect(after.row(row)[5...] == before.row(row)[4...], "\(name)")
    }
  }
}

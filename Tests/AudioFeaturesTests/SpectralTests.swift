import AudioFeatures
import LinearAlgebra
import TestSupport
import Testing

/// The tracks of a clip of any length.
private func tracks(of clip: [Float]) throws -> [String: [Float]] {
  let shape = try SpectralShape(transformLength: 2048, sampleRate: 22050, rollOff: 0.85)
  var analysis = FrameAnalysis(
    ShortTimeFourier(length: 2048, hopLength: 512), FrameTracks(shape: shape))
  let matrix = analysis.frames(of: clip.span).shape(shape)
  return Dictionary(
    uniqueKeysWithValues: zip(SpectralShape.trackNames, (0..<matrix.rows).map(matrix.row)))
}

@Suite("Spectral shape")
struct SpectralTests {
  @Test(arguments: ["music", "short", "impulse"])
  func `Level and spectral shape are librosa's`(name: String) throws {
    let music = try referenceSignal()
    var impulse = [Float](repeating: 0, count: 4000)
    impulse[1500] = 1
    let found = try tracks(
      of: name == "music" ? music : name == "short" ? Array(music[5000..<6000]) : impulse)
    let expected = try reference("\(name)/spectral")
    let frames = expected.count / SpectralShape.trackNames.count
    for (row, track) in SpectralShape.trackNames.enumerated() {
      let absolute =
        track == "roll_off" ? 22050.0 / 2048 : track.hasPrefix("contrast") ? 1e-3 : 1e-9
      expectClose(
        found[track] ?? [], expected[(row * frames)..<((row + 1) * frames)], absolute: absolute,
        relative: 1e-5, "\(name) \(track)")
    }
  }

  @Test func `The kind is those tracks by frames`() throws {
    let yaml = referenceWindow + "kind: spectral"
    let extractor = try FeatureExtractor(settings(yaml), sampleRate: 22050)
    #expect(extractor.dimensions.map(\.name) == ["feature", "frame"])
    #expect(extractor.dimensions.map(\.count) == [13, 32])
    #expect(extractor.dimensions[0].coordinates == .names(SpectralShape.trackNames))
    let expected = try reference("music/spectral")
    expectClose(try features(of: referenceSignal(), yaml)[..<32], expected[..<32], relative: 1e-6)
  }

  @Test func `A silent frame has flatness 1 and zeros`() throws {
    for (name, values) in try tracks(of: Array(repeating: 0, count: 3000)) {
      let expected: Float = name == "flatness" ? 1 : 0
      #expect(values.allSatisfy { abs($0 - expected) < 1e-6 }, "\(name)")
    }
  }

  @Test func `A gain scales the level and leaves the shape`() throws {
    let quiet = try referenceSignal()
    let (before, after) = (try tracks(of: quiet), try tracks(of: quiet.map { $0 * 2 }))
    expectClose(after["rms"] ?? [], before["rms"]?.map { $0 * 2 } ?? [], relative: 1e-7)
    for name in ["zero_crossing_rate", "centroid", "bandwidth", "roll_off"] {
      expectClose(after[name] ?? [], before[name] ?? [], relative: 1e-7, name)
    }
  }
}

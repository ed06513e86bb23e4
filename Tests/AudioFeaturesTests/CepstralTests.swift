import AudioFeatures
import TestSupport
import Testing

private let sequence = referenceWindow + "kind: mfcc-sequence\ncoefficients: 13\n"

@Suite("Courses of mel bands and cepstra")
struct CepstralTests {
  @Test func `Coefficients with two derivatives are librosa's`() throws {
    let yaml = sequence + "deltas: 2\nframes: 32\nnormalize: none"
    let found = try features(of: referenceSignal(), yaml)
    for (part, name) in ["mfcc_13", "mfcc_13_delta_1", "mfcc_13_delta_2"].enumerated() {
      expectClose(
        found[(part * 13 * 32)..<((part + 1) * 13 * 32)], try reference("music/\(name)"),
        absolute: 1e-3, relative: 1e-5, name)
    }
    let dimensions = try FeatureExtractor(settings(yaml), sampleRate: 22050).dimensions
    #expect(dimensions.map(\.name) == ["coefficient", "frame"])
    guard case .names(let names) = dimensions[0].coordinates else { return }
    #expect(names.count == 39 && names[13] == "mfcc_01_delta" && names[38] == "mfcc_13_delta_delta")
  }

  @Test func `The derivatives of a parabola are its own, to the edges`() {
    let parabola = (0..<20).map { Float($0 * $0) }
    expectClose(delta(of: parabola, order: 2), parabola.map { _ in 2.0 }, absolute: 1e-5)
    expectClose(
      delta(of: parabola, order: 1)[4..<16], (4..<16).map { 2 * Double($0) }, absolute: 1e-5)
    let line = (0..<9).map { 3 - 0.5 * Float($0) }
    expectClose(delta(of: line, order: 1), line.map { _ in -0.5 }, absolute: 1e-6)
  }

  @Test func `A long clip is cut, a short one filled with zeros`() throws {
    let expected = try reference("music/mfcc_13")
    for count in [20, 50] {
      let found = try features(
        of: referenceSignal(), sequence + "frames: \(count)\nnormalize: none")
      let rows = (0..<13).flatMap { row in
        (0..<count).map { $0 < 32 ? expected[row * 32 + $0] : 0 }
      }
      expectClose(found, rows, relative: 1e-5)
    }
  }

  @Test(arguments: ["clip", "coefficient"])
  func `Normalised coefficients have mean 0 and deviation 1`(part: String) throws {
    let found = try features(of: referenceSignal(), sequence + "frames: 32\nnormalize: \(part)")
    let expected = try reference("music/mfcc_13").map(Double.init)
    let width = part == "clip" ? expected.count : 32
    let normalized = stride(from: 0, to: expected.count, by: width).flatMap { start in
      let values = expected[start..<(start + width)]
      let mean = values.reduce(0, +) / Double(width)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(width)
      return values.map { ($0 - mean) / variance.squareRoot() }
    }
    expectClose(found, normalized, absolute: 1e-3)
  }

  @Test func `Study D's segments are 40 × 430`() throws {
    let dimensions = try FeatureExtractor(
      settings("kind: mfcc-sequence"), sampleRate: 22050
    ).dimensions
    #expect(dimensions.map(\.count) == [40, 430])
  }

  @Test func `Means are those of the statistics`() throws {
    let found = try features(
      of: referenceSignal(), referenceWindow + "kind: mfcc-mean\ncoefficients: 13")
    let statistics = try reference("music/mfcc_13_statistics")
    expectClose(found, (0..<13).map { statistics[4 * $0] }, relative: 1e-5)
    let dimensions = try FeatureExtractor(settings("kind: mfcc-mean"), sampleRate: 22050).dimensions
    #expect(dimensions.map(\.count) == [128])
  }

  @Test func `Pooled bands are means over spans of time`() throws {
    let yaml = referenceWindow + "kind: mel-pooled\nspans: 5\nstandardize: false"
    expectClose(
      try features(of: referenceSignal(), yaml), try reference("music/pooled_5"), absolute: 1e-3)
    let dimensions = try FeatureExtractor(settings(yaml), sampleRate: 22050).dimensions
    #expect(dimensions.map(\.name) == ["band", "span"] && dimensions.map(\.count) == [128, 5])
  }
}

import AudioFeatures
import TestSupport
import Testing

/// Three seconds of chords and clicks.
private func clip() throws -> [Float] {
  let signal = try referenceSignal()
  return (0..<66_150).map { signal[$0 % signal.count] }
}

private func vector(_ yaml: String) throws -> [String: Float] {
  let yaml = "window: 3\n" + yaml
  let extractor = try FeatureExtractor(settings(yaml), sampleRate: 22050)
  guard case .names(let names) = extractor.dimensions[0].coordinates else { return [:] }
  return Dictionary(uniqueKeysWithValues: zip(names, try features(of: clip(), yaml)))
}

@Suite("Hand-crafted features")
struct HandcraftedTests {
  @Test func `The vector is its parts, each as it is alone`() throws {
    let statistics = "statistics: [mean, median]\n"
    let whole = try vector("kind: handcrafted\ncoefficients: 13\n" + statistics)
    var parts: [String: Float] = [:]
    for yaml in [
      "kind: statistics\nof: [mfcc, mfcc-delta, spectral, chroma, tonnetz, onset]\n" + statistics,
      "kind: tempo", "kind: key", "kind: loudness",
    ] { parts.merge(try vector(yaml)) { one, _ in one } }
    #expect(whole == parts)
  }

  @Test func `All of it has hundreds of finite numbers, each of its own name`() throws {
    let whole = try vector("kind: handcrafted")
    #expect(whole.count > 500 && whole.values.allSatisfy { $0.isFinite })
    for name in [
      "mfcc_20_modulation_4_10", "mfcc_01_mfcc_20_covariance", "mfcc_01_delta_skewness",
      "contrast_7_difference_variance", "chroma_b_median", "tonnetz_fifth_x_sd", "onset_mean",
      "tempo", "tempo_confidence", "key_strength", "loudness_integrated",
    ] { #expect(whole[name] != nil, "\(name)") }
    // Of cepstra alone.
    #expect(!whole.keys.contains { $0.hasPrefix("rms_modulation") || $0.hasSuffix("b_covariance") })
  }

  @Test func `A user chooses parts and columns`() throws {
    let whole = try vector("kind: handcrafted")
    let some = try vector(
      "kind: handcrafted\nof: [spectral, tempo]\ncolumns: [tempo, centroid_sd, contrast_3]")
    #expect(some.count == 1 + 1 + 8)
    for (name, value) in some { #expect(whole[name] == value, "\(name)") }
  }

  @Test func `Descriptors are four of those numbers`() throws {
    let whole = try vector("kind: handcrafted\nof: [tempo, spectral]\nstatistics: [mean]")
    let found = try vector("kind: descriptors")
    #expect(found.keys.sorted() == ["centroid", "chroma_sd", "rms", "tempo"])
    #expect(found["tempo"] == whole["tempo"])
    #expect(found["rms"] == whole["rms_mean"] && found["centroid"] == whole["centroid_mean"])
    let chroma = try features(of: clip(), "window: 3\nkind: chroma").map(Double.init)
    let mean = chroma.reduce(0, +) / Double(chroma.count)
    let variance = chroma.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(chroma.count)
    expectClose([found["chroma_sd"] ?? 0], [variance.squareRoot()], relative: 1e-5)
  }

  @Test func `A louder clip differs in level alone`() throws {
    let yaml =
      "window: 3\nkind: handcrafted\nof: [mfcc-delta, spectral, chroma, tonnetz, tempo, key]"
    let names = try FeatureExtractor(settings(yaml), sampleRate: 22050).dimensions[0]
    guard case .names(let names) = names.coordinates else { return }
    let (before, after) = (
      try features(of: clip(), yaml), try features(of: clip().map { $0 / 2 }, yaml)
    )
    for (index, name) in names.enumerated()
    where !name.hasPrefix("rms") && !name.hasPrefix("flatness") && !name.hasPrefix("contrast") {
      let tolerance = 2e-3 * max(1, abs(before[index]))
      #expect(abs(after[index] - before[index]) <= tolerance, "\(name)")
    }
  }
}

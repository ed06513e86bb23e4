import AudioFeatures
import Foundation
import HDF5
import TestSupport
import Testing

private func summary(_ dataset: String) throws -> [Double] {
  try HDF5File(reading: fixture("features/summary.h5")).reals(dataset)
}

private func names(_ yaml: String) throws -> [String] {
  let extractor = try FeatureExtractor(settings(yaml), sampleRate: 22050)
  guard case .names(let names) = extractor.dimensions[0].coordinates else { return [] }
  return names
}

private let everything = """
  statistics: [mean, sd, min, max, median, skewness, difference_mean, difference_variance, modulation, covariance]
  modulation_edges: [1, 4, 10, 21.5]

  """

@Suite("Statistics over time")
struct StatisticsTests {
  @Test func `All statistics of cepstra are NumPy's and SciPy's, each under its name`() throws {
    let yaml = referenceWindow + "kind: statistics\nof: [mfcc]\n" + everything
    let (found, names) = (try features(of: referenceSignal(), yaml), try names(yaml))
    #expect(names.count == 13 * 11 + 91 && found.count == names.count)
    let rows = try summary("statistics")
    for (column, name) in names[..<11].enumerated() {
      let values = (0..<13).map { found[$0 * 11 + column] }
      let expected = (0..<13).map { rows[$0 * 11 + column] }
      let relative = name.contains("modulation") || name.contains("difference") ? 1e-4 : 1e-5
      expectClose(values, expected, relative: relative, name)
    }
    #expect(
      names[..<11] == [
        "mfcc_01_mean", "mfcc_01_sd", "mfcc_01_min", "mfcc_01_max", "mfcc_01_median",
        "mfcc_01_skewness", "mfcc_01_difference_mean", "mfcc_01_difference_variance",
        "mfcc_01_modulation_1_4", "mfcc_01_modulation_4_10", "mfcc_01_modulation_10_21.5",
      ])
    expectClose(found[143...], try summary("covariance"), relative: 1e-5)
    #expect(
      names[143] == "mfcc_01_mfcc_01_covariance" && names[144] == "mfcc_01_mfcc_02_covariance"
        && names[233] == "mfcc_13_mfcc_13_covariance")
  }

  @Test func `Several features make one vector, with the values they have alone`() throws {
    let statistics = "statistics: [median, sd]\n"
    func alone(_ features: String) -> String {
      referenceWindow + "kind: statistics\nof: [\(features)]\n" + statistics
    }
    let signal = try referenceSignal()
    let together = try features(of: signal, alone("spectral, mel, mfcc"))
    let parts = try ["spectral", "mel", "mfcc"].flatMap { try features(of: signal, alone($0)) }
    #expect(together == parts)
    let names = try names(alone("spectral, mel, mfcc"))
    #expect(names[0] == "rms_median" && names[26] == "mel_001_median")
    #expect(names.count == 26 + 256 + 26 && Set(names).count == names.count)
  }

  @Test func `Columns are chosen by name or by how names begin`() throws {
    let yaml = referenceWindow + "kind: statistics\nof: [spectral, mfcc]\n"
    let (signal, all) = (try referenceSignal(), try names(yaml))
    let words = ["mfcc_02", "rms_mean", "roll"]
    let some = yaml + "columns: [\(words.joined(separator: ", "))]"
    #expect(
      try names(some) == [
        "rms_mean", "roll_off_mean", "roll_off_sd", "roll_off_min", "roll_off_max", "mfcc_02_mean",
        "mfcc_02_sd", "mfcc_02_min", "mfcc_02_max",
      ])
    let values = Dictionary(uniqueKeysWithValues: zip(all, try features(of: signal, yaml)))
    #expect(try features(of: signal, some) == names(some).map { values[$0] })
    let extractor = try FeatureExtractor(settings(yaml + "columns: [rms]"), sampleRate: 22050)
    #expect(extractor.unit == "mixed" && extractor.dimensions.map(\.count) == [4])
  }

  @Test func `A sinusoid's variance lies in the band of its rate`() throws {
    // Noise whose level in dB swings by ±6 dB, 3 times a second.
    let clip = (0..<110_250).map { index in
      let time = Double(index) / 22050
      let gain = pow(10, 6 * sin(2 * .pi * 3 * time) / 20)
      return Float(0.1 * gain * sin(2 * .pi * 5512.5 * time))
    }
    let yaml = """
      kind: statistics
      of: [mel]
      window: 5
      bands: 8
      statistics: [modulation, difference_mean]
      columns: [mel_007]
      """
    let names = try names(yaml)
    let values = try features(of: clip, yaml)
    let found = Dictionary(uniqueKeysWithValues: zip(names, values))
    let swing = try #require(found["mel_007_modulation_2_4"])
    #expect(abs(swing - 18) < 1.8, "\(found)")
    for (name, value) in found where name != "mel_007_modulation_2_4" {
      #expect(abs(value) < 0.5, "\(name)")
    }
  }

  @Test func `Constant courses have no spread, no skewness, no modulation`() throws {
    let yaml =
      referenceWindow + "kind: statistics\nof: [mfcc, spectral]\n" + everything
      + "columns: [rms, mfcc_01_m, mfcc_01_sd, mfcc_01_sk, flatness, mfcc_01_mfcc]"
    let values = try features(of: Array(repeating: 0, count: 16000), yaml)
    for (name, value) in zip(try names(yaml), values) {
      let isLevel =
        ["mean", "min", "max", "median"].contains { name.hasSuffix("_" + $0) }
        && !name.contains("difference")
      let expected: Float =
        !isLevel || name.hasPrefix("rms")
        ? 0 : name.hasPrefix("mfcc") ? -100 * Float(128).squareRoot() : 1
      #expect(abs(value - expected) <= (name.hasPrefix("mfcc") ? 2e-3 : 1e-5), "\(name)")
    }
  }
}

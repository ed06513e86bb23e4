import AudioFeatures
import Configuration
import Foundation
import TestSupport
import Testing

/// What a kind needs to suit a clip of 32 frames.
private func fitting(_ kind: String) -> String {
  switch kind {
  case "mel-pooled": "\nspans: 5"
  case "statistics": "\nof: [mel, mfcc, spectral]"
  case "descriptor-words": "\nfolder: none"
  case "tonnetz": "\ntransform: stft"
  case "handcrafted": "\nmodulation_edges: [2, 4, 10]"
  default: ""
  }
}

/// Kinds that are computed from audio.
private let kinds = FeatureSettings.Kind.allCases.filter(isOfAudio).map(\.rawValue)

private func names(_ yaml: String) throws -> [String] {
  let extractor = try FeatureExtractor(settings(yaml), sampleRate: 22050)
  guard case .names(let names) = extractor.dimensions[0].coordinates else { return [] }
  return names
}

@Suite("Feature sets")
struct FeatureExtractorTests {
  @Test func `The log-mel spectrogram of a clip is librosa's`() throws {
    let yaml = referenceWindow + "kind: log-mel\nstandardize: false\n"
    expectClose(
      try features(of: referenceSignal(), yaml), try reference("music/decibels_max"),
      absolute: 1e-3)
    expectClose(
      try features(of: referenceSignal(), yaml + "reference: one"),
      try reference("music/decibels_one"), absolute: 1e-3)
  }

  @Test func `Its dimensions are band frequencies and frame times`() throws {
    let extractor = try FeatureExtractor(settings("kind: log-mel"), sampleRate: 22050)
    #expect(extractor.dimensions.map(\.name) == ["band", "frame"])
    #expect(extractor.dimensions.map(\.count) == [128, 1292])
    #expect(extractor.clipLength == 661_500)
    guard case .numbers(let times, unit: "s") = extractor.dimensions[1].coordinates else {
      Issue.record("frames have times in seconds")
      return
    }
    #expect(times[0] == 0 && times[2] == 1024.0 / 22050)
  }

  @Test func `A standardised clip has mean 0 and deviation 1, silence is all zeros`() throws {
    let yaml = referenceWindow + "kind: log-mel\n"
    let values = try features(of: referenceSignal(), yaml).map(Double.init)
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    #expect(abs(mean) < 1e-6 && abs(variance - 1) < 1e-6)

    let loudest = try reference("music/decibels_max").map(Double.init)
    let m = loudest.reduce(0, +) / Double(loudest.count)
    let sd = (loudest.reduce(0) { $0 + ($1 - m) * ($1 - m) } / Double(loudest.count)).squareRoot()
    expectClose(values, loudest.map { ($0 - m) / sd }, absolute: 1e-4)

    let silence = try features(of: Array(repeating: 0, count: 16000), yaml)
    #expect(silence.allSatisfy { $0 == 0 })
  }

  @Test func `MFCC statistics are librosa's with NumPy's, in the order mean, sd, min, max`() throws
  {
    let yaml = referenceWindow + "kind: mfcc-statistics\n"
    expectClose(
      try features(of: referenceSignal(), yaml), try reference("music/mfcc_13_statistics"),
      relative: 1e-5)
    let names = try names(yaml)
    #expect(names.count == 52)
    #expect(
      names[0...4] == [
        "mfcc_01_mean", "mfcc_01_sd", "mfcc_01_min", "mfcc_01_max", "mfcc_02_mean",
      ])
    #expect(names[51] == "mfcc_13_max")
  }

  @Test func `Any statistics may be asked for, in any order`() throws {
    let yaml = referenceWindow + "kind: mfcc-statistics\ncoefficients: 20\nstatistics: [max, mean]"
    let all = try features(
      of: referenceSignal(), referenceWindow + "kind: mfcc-statistics\ncoefficients: 20")
    let some = try features(of: referenceSignal(), yaml)
    let expected = (0..<20).flatMap { [all[4 * $0 + 3], all[4 * $0]] }
    #expect(some == expected)
    #expect(try names(yaml).prefix(2) == ["mfcc_01_max", "mfcc_01_mean"])
  }

  @Test(arguments: kinds)
  func `Silence and full scale give finite values`(kind: String) throws {
    for level: Float in [0, 1e-30, 1, 1e6] {
      let clip = (0..<16000).map { $0.isMultiple(of: 2) ? level : -level }
      let values = try features(of: clip, referenceWindow + "kind: \(kind)" + fitting(kind))
      #expect(values.allSatisfy { $0.isFinite })
    }
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity, 1e25])
  func `Samples that are not numbers never become features`(sample: Float) throws {
    var clip = try referenceSignal()
    clip[9000] = sample
    for kind in kinds {
      #expect(throws: FeatureError.self) {
        try features(of: clip, referenceWindow + "kind: \(kind)" + fitting(kind))
      }
    }
  }

  @Test func `A clip's features do not depend on the clips before it`() throws {
    let signal = try referenceSignal()
    let feature = try settings(referenceWindow + "kind: log-mel")
    var used = try FeatureExtractor(feature, sampleRate: 22050)
    _ = try used.features(of: Array(signal.reversed()).span)
    let later = try used.features(of: signal.span)
    let fresh = try features(of: signal, referenceWindow + "kind: log-mel")
    #expect(later == fresh)
  }

  @Test(arguments: [
    "window: 30", "kind: mel", "kind: log-mel\nbands: 0", "kind: log-mel\nfmin: 900\nfmax: 800",
    "kind: log-mel\ncoefficients: 13", "kind: log-mel\nhop_length: 4096", "kind: log-mel\nhop: 0",
    "kind: mfcc-statistics\ncoefficients: 129", "kind: mfcc-statistics\nstatistics: [mean, mean]",
    "kind: mfcc-statistics\nstatistics: []", "kind: mfcc-statistics\nstatistics: [mode]",
    "kind: mfcc-statistics\nreference: max", "kind: statistics", "kind: statistics\nof: [mood]",
    "kind: statistics\nof: [mfcc, mfcc]", "kind: statistics\nof: [spectral]\nbands: 40",
    "kind: statistics\nof: [mfcc]\nmodulation_edges: [1, 2]",
    "kind: statistics\nof: [mfcc]\nstatistics: [modulation]\nmodulation_edges: [2, 1]",
    "kind: mfcc-sequence\ndeltas: 3",
    "kind: mfcc-mean\nstatistics: [mean]", "kind: mel-pooled\nspans: 0",
    "kind: spectral\nbands: 40", "kind: spectral\nroll_percent: 1",
    "kind: log-mel\ntail: loop",
  ])
  func `Files that make no sense are refused`(yaml: String) {
    #expect(throws: ConfigurationError.self) { try settings(yaml) }
  }

  @Test(arguments: [
    ("fmax: 12000", "half the sample rate"), ("window: 0.05", "shorter than n_fft"),
    ("n_fft: 256", "holds none of the frequencies"), ("kind: spectral\nn_fft: 64", "finds too few"),
    ("kind: mel-pooled\nspans: 2000", "has only 1292 frames"),
    ("kind: mfcc-sequence\ndeltas: 1\nwindow: 0.1", "need nine frames"),
    ("hop_length: 1\nwindow: 600", "frames, more than 1048576"),
    ("kind: tempogram\nlags: 8192\nhop_length: 64\nwindow: 600", "more than 268435456 values"),
    ("kind: mfcc-statistics\ncolumns: [tempo]", "columns has “tempo”"),
    (
      "kind: mfcc-statistics\nstatistics: [modulation]\nhop_length: 2048",
      "needs more than 20 frames a second, there are 10.767"
    ),
    (
      "kind: mfcc-statistics\nstatistics: [modulation]\nwindow: 0.5",
      "holds none of the frequencies of a clip"
    ),
  ])
  func `Settings that do not suit the audio are refused with the reason`(
    line: String, reason: String
  ) throws {
    let feature = try settings((line.hasPrefix("kind") ? "" : "kind: log-mel\n") + line)
    let error = #expect(throws: FeatureError.self) {
      _ = try FeatureExtractor(feature, sampleRate: 22050)
    }
    #expect(error?.description.contains(reason) == true)
  }
}

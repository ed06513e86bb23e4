import AudioFeatures
import Foundation
import HDF5
import LinearAlgebra
import Randomness
import TestSupport
import Testing

private func melPower(
  of signal: [Float], bands: Int = 128, range: ClosedRange<Double> = 0...11025,
  scale: MelScale = .slaney, length: Int = 2048, hop: Int = 512
) throws -> Matrix {
  let bank = try MelFilterBank(
    bands: bands, range: range, scale: scale, transformLength: length, sampleRate: 22050)
  var analysis = FrameAnalysis(
    ShortTimeFourier(length: length, hopLength: hop), FrameTracks(mel: bank))
  return analysis.frames(of: signal.span).mel(bank)
}

private func decibels(
  _ power: Matrix, _ reference: DecibelReference, range: Double = 80
) -> Matrix {
  var matrix = power
  var elements = matrix.elements.mutableSpan
  convertToDecibels(&elements, reference: reference, range: range)
  return matrix
}

private func noise(_ count: Int) -> [Float] {
  var generator = Generator(seed: 11)
  return (0..<count).map { _ in Float(0.1 * generator.normal()) }
}

@Suite("Spectrograms")
struct SpectrogramTests {
  @Test func `The Hann window is periodic`() throws {
    expectClose(periodicHann(512), try reference("scales/hann_512"), absolute: 1e-7)
    #expect(periodicHann(1) == [0])
  }

  @Test func `Frames of the transform are librosa's, at the edges too`() throws {
    let file = try HDF5File(reading: fixture("features/features.h5"))
    let frames = try file.integers("music/stft_frames")
    let signal = try referenceSignal()
    var spectra: [[Float]] = []
    var fourier = ShortTimeFourier(length: 2048, hopLength: 512)
    fourier.forEachFrame(of: signal.span) { frame, power in
      #expect(frame == spectra.count)
      spectra.append(power.indices.map { power[$0] })
    }
    #expect(spectra.count == 32)
    expectClose(
      frames.flatMap { spectra[$0] }, try reference("music/stft_power"), relative: 1e-6)
  }

  @Test(arguments: ["music", "htk", "short", "impulse"])
  func `Mel power and decibels are librosa's`(name: String) throws {
    let music = try referenceSignal()
    var impulse = [Float](repeating: 0, count: 4000)
    impulse[1500] = 1
    let power =
      switch name {
      case "htk":
        try melPower(of: music, bands: 40, range: 50...8000, scale: .htk, length: 512, hop: 160)
      case "short": try melPower(of: Array(music[5000..<6000]))
      case "impulse": try melPower(of: impulse)
      default: try melPower(of: music)
      }
    expectClose(power.elements, try reference("\(name)/mel_power"), relative: 1e-6, "power")
    for (dataset, reference, range) in [
      ("max", DecibelReference.max, 80.0), ("one", .one, 80), ("one_all", .one, 400),
    ] {
      expectClose(
        decibels(power, reference, range: range).elements,
        try AudioFeaturesTests.reference("\(name)/decibels_\(dataset)"), absolute: 1e-3, dataset)
    }
  }

  @Test func `Decibels are ten times the logarithm over all magnitudes`() {
    var values = (0..<4000).map { Float(pow(10, -9.9 + Double($0) * 0.012)) }
    let expected = values.map { 10 * log10(Double($0)) }
    var span = values.mutableSpan
    convertToDecibels(&span, reference: .one, range: 1000)
    expectClose(values, expected, absolute: 5e-5)
  }

  @Test func `A gain shifts decibels against one and leaves those against the maximum`() throws {
    let quiet = noise(8000)
    let power = try melPower(of: quiet)
    let louder = try melPower(of: quiet.map { $0 * 10 })
    expectClose(
      decibels(louder, .one).elements, decibels(power, .one).elements.map { $0 + 20 },
      absolute: 1e-4)
    expectClose(
      decibels(louder, .max).elements, decibels(power, .max).elements, absolute: 1e-4)
  }

  @Test func `A shift by a hop shifts frames`() throws {
    let signal = noise(12000)
    let power = try melPower(of: signal)
    let shifted = try melPower(of: Array(repeating: 0, count: 512) + signal)
    #expect(shifted.columns == power.columns + 1)
    // The last frames see the end, the first the beginning: both are alike zeros.
    for band in 0..<power.rows {
      #expect(Array(shifted.row(band).dropFirst()) == power.row(band))
    }
  }

  @Test func `Silence is finite: the floor against one, 0 dB against its own maximum`() throws {
    let power = try melPower(of: Array(repeating: 0, count: 5000))
    expectClose(
      decibels(power, .one).elements, power.elements.map { _ in -100.0 }, absolute: 1e-4)
    expectClose(decibels(power, .max).elements, power.elements.map { _ in 0.0 }, absolute: 1e-4)
  }

  @Test func `The cosine transform is SciPy's and its rows are orthonormal`() throws {
    expectClose(
      cosineTransform(coefficients: 40, of: 128).elements, try reference("scales/dct_128"),
      absolute: 1e-7)
    let basis = cosineTransform(coefficients: 37, of: 37)
    let product = basis.times(basis, .transposed)
    for i in 0..<37 {
      for j in 0..<37 {
        let expected: Float = i == j ? 1 : 0
        #expect(abs(product[i, j] - expected) < 1e-6)
      }
    }
  }

  @Test(arguments: [13, 40])
  func `Cepstral coefficients are librosa's`(count: Int) throws {
    let level = decibels(try melPower(of: referenceSignal()), .one)
    let cepstra = cosineTransform(coefficients: count, of: 128).times(level)
    expectClose(cepstra.elements, try reference("music/mfcc_\(count)"), relative: 1e-5)
  }
}

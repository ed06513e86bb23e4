import AudioFeatures
import LinearAlgebra
import TestSupport
import Testing

@Suite("Mel scales and filters")
struct MelTests {
  @Test(arguments: MelScale.allCases)
  func `Pitches and frequencies are librosa's`(scale: MelScale) throws {
    let frequencies = try reference("scales/frequency").map(Double.init)
    expectClose(
      frequencies.map(scale.mels), try reference("scales/\(scale)_mels"), relative: 1e-6)
    expectClose(
      scale.frequencies(130, in: 0...11025), try reference("scales/\(scale)_130"), relative: 1e-6)
  }

  @Test(arguments: MelScale.allCases)
  func `Pitch and frequency undo each other and ascend`(scale: MelScale) {
    var last = -1.0
    for frequency in stride(from: 0, through: 24000, by: 37.5) {
      let pitch = scale.mels(frequency)
      #expect(abs(scale.frequency(pitch) - frequency) < 1e-9 * (1 + frequency))
      #expect(pitch > last)
      last = pitch
    }
  }

  @Test func `Filters are librosa's`() throws {
    let slaney = try MelFilterBank(
      bands: 128, range: 0...11025, scale: .slaney, transformLength: 2048, sampleRate: 22050)
    expectClose(slaney.matrix.elements, try reference("scales/bank_slaney_128"), relative: 1e-6)
    let htk = try MelFilterBank(
      bands: 40, range: 50...8000, scale: .htk, transformLength: 512, sampleRate: 22050)
    expectClose(htk.matrix.elements, try reference("scales/bank_htk_40"), relative: 1e-6)
  }

  @Test func `Each filter has area 1 and is highest at its centre`() throws {
    let bank = try MelFilterBank(
      bands: 20, range: 200...8000, scale: .slaney, transformLength: 65536, sampleRate: 22050)
    let (matrix, spacing) = (bank.matrix, 22050.0 / 65536)
    for band in 0..<matrix.rows {
      let weights = matrix.row(band)
      let area = weights.reduce(0) { $0 + Double($1) } * spacing
      let highest = weights.indices.max { weights[$0] < weights[$1] } ?? 0
      #expect(abs(area - 1) < 1e-3)
      #expect(abs(Double(highest) * spacing - bank.centres[band]) <= spacing)
    }
  }

  @Test func `Filters that would be empty or beyond half the sample rate are refused`() {
    #expect(throws: FeatureError.self) {
      _ = try MelFilterBank(
        bands: 128, range: 0...11025, scale: .slaney, transformLength: 256, sampleRate: 22050)
    }
    #expect(throws: FeatureError.self) {
      _ = try MelFilterBank(
        bands: 10, range: 0...11026, scale: .htk, transformLength: 2048, sampleRate: 22050)
    }
  }
}

import AudioFeatures
import Foundation
import TestSupport
import Testing

@Suite("Constant-Q transform")
struct ConstantQTests {
  @Test func `Magnitudes are librosa's`() throws {
    let found = try featuresOfPiece("kind: constant-q")
    expectClose(
      every(12, frameOf: found, frames: 345), try tonalReference("cqt"), relative: 1e-5)
    let dimensions = try FeatureExtractor(
      settings("window: 8\nkind: constant-q"), sampleRate: 22050
    ).dimensions
    #expect(dimensions.map(\.name) == ["bin", "frame"] && dimensions.map(\.count) == [84, 345])
    guard case .numbers(let frequencies, unit: "Hz") = dimensions[0].coordinates else {
      Issue.record("bins have frequencies")
      return
    }
    #expect(abs(frequencies[45] - 440) < 1e-6)
  }

  @Test func `Decibels are librosa's`() throws {
    expectClose(
      every(12, frameOf: try featuresOfPiece("kind: constant-q\ndecibels: true"), frames: 345),
      try tonalReference("cqt_decibels"), absolute: 1e-3)
  }

  @Test func `Other scales, hops and tunings are librosa's`() throws {
    let tuned = """
      kind: constant-q
      hop_length: 384
      fmin: 55
      bins: 100
      bins_per_octave: 24
      tuning: 0.2
      """
    expectClose(
      every(24, frameOf: try featuresOfPiece(tuned), frames: 460),
      try tonalReference("cqt_tuned_24"), relative: 1e-5)
    let odd = "kind: constant-q\nhop_length: 441\nfmin: 220\nbins: 36"
    expectClose(
      every(16, frameOf: try featuresOfPiece(odd), frames: 401),
      try tonalReference("cqt_odd_hop"), relative: 1e-5)
  }

  @Test func `At a high rate, where the signal is halved beforehand, they are librosa's`() throws {
    let settings = try settings("window: 4\nkind: constant-q\nhop_length: 1024\nbins: 60")
    var extractor = try FeatureExtractor(settings, sampleRate: 44100)
    let clip = try piece()
    let found = try extractor.features(of: clip.span)
    expectClose(
      every(8, frameOf: found, frames: 173), try tonalReference("cqt_44100"), relative: 1e-5)
  }

  @Test(arguments: [10, 38, 70])
  func `A sinusoid is strongest at its own bin`(bin: Int) throws {
    let frequency = 440 * exp2(Double(bin - 45) / 12)
    let clip = (0..<44100).map { Float(0.5 * sin(2 * .pi * frequency * Double($0) / 22050)) }
    let found = try features(of: clip, "window: 2\nkind: constant-q")
    let middle = (0..<84).map { found[$0 * 87 + 43] }
    #expect(middle.indices.max { middle[$0] < middle[$1] } == bin)
  }

  @Test func `A tuning estimated below pitch may lengthen filters beyond a power of two`() throws {
    // The lowest filter of an octave has 500 samples in tune, 515 half a step below.
    let yaml = "kind: constant-q\nfmin: 47.75\nbins: 60\ntuning: "
    let low = try featuresOfPiece(yaml + "-0.5")
    #expect(low.allSatisfy { $0.isFinite })
    #expect(try featuresOfPiece(yaml + "estimated").count == low.count)
  }

  @Test(arguments: [
    ("bins: 1024\nbins_per_octave: 1", "reaches beyond"), ("bins: 102", "reaches beyond"),
    ("window: 0.4", "samples long"),
    ("hop_length: 441\nfmin: 32.7\nbins_per_octave: 120", "too long"),
  ])
  func `Filters that do not suit the audio are refused with the reason`(
    line: String, reason: String
  ) throws {
    let settings = try settings("kind: constant-q\n" + line)
    let error = #expect(throws: FeatureError.self) {
      _ = try FeatureExtractor(settings, sampleRate: 22050)
    }
    #expect(error?.description.contains(reason) == true)
  }
}

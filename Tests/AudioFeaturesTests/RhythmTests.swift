import AudioFeatures
import TestSupport
import Testing

@Suite("Rhythmic features")
struct RhythmTests {
  @Test(arguments: ["mean", "median"])
  func `Onset strength is librosa's`(aggregate: String) throws {
    let found = try featuresOfPiece("kind: onset\naggregate: \(aggregate)")
    expectClose(found, try tonalReference("onset_\(aggregate)"), absolute: 1e-4)
  }

  @Test func `Onset strength is highest where a sound begins`() throws {
    var clip = [Float](repeating: 0, count: 22050)
    for n in 10240..<22050 { clip[n] = n.isMultiple(of: 2) ? 0.5 : -0.3 }
    let found = try features(of: clip, "window: 1\nkind: onset")
    let highest = found.indices.max { found[$0] < found[$1] } ?? 0
    #expect(abs(highest - 20) <= 1)
  }

  @Test func `Silence and a steady tone have no onsets`() throws {
    let silence = try features(of: Array(repeating: 0, count: 22050), "window: 1\nkind: onset")
    #expect(silence.allSatisfy { $0 == 0 })
  }

  @Test func `The tempogram is librosa's`() throws {
    let yaml = "kind: tempogram"
    expectClose(
      every(24, frameOf: try featuresOfPiece(yaml), frames: 345), try tonalReference("tempogram"),
      absolute: 1e-5)
    let dimensions = try FeatureExtractor(
      settings("window: 8\n" + yaml), sampleRate: 22050
    ).dimensions
    #expect(dimensions.map(\.name) == ["lag", "frame"] && dimensions.map(\.count) == [384, 345])
  }

  @Test(arguments: [60, 120, 240])
  func `Tempo is librosa's, whatever is expected`(start: Int) throws {
    let found = try featuresOfPiece("kind: tempo\nstart_bpm: \(start)")
    expectClose(found[...0], try tonalReference("tempo_\(start)"), relative: 1e-6)
    let lag = Int((60 * 22050 / 512 / found[0]).rounded())
    expectClose(found[1...1], [try tonalReference("pulse")[lag]], absolute: 1e-5)
  }

  @Test(arguments: [20, 26, 34])
  func `Clicks have their tempo, and its double has the same direction`(lag: Int) throws {
    func tempo(lag: Int) throws -> [Float] {
      var clip = [Float](repeating: 0, count: 12 * 22050)
      for start in stride(from: 0, to: clip.count - 200, by: 512 * lag) {
        for n in 0..<200 { clip[start + n] = n.isMultiple(of: 2) ? 0.5 : -0.5 }
      }
      let expected = 60 * 22050 / 512 / Double(lag)
      let found = try features(
        of: clip, "window: 12\nkind: tempo\nstart_bpm: \(expected)\nstd_bpm: 0.5")
      expectClose(found[...0], [expected], relative: 1e-6)
      #expect(found[1] > 0.5 && found[1] <= 1)
      return found
    }
    expectClose(try tempo(lag: lag / 2)[2...3], try tempo(lag: lag)[2...3], absolute: 1e-5)
  }

  @Test func `Silence has no onsets, so its tempo is the expected one without confidence`() throws {
    let silence = [Float](repeating: 0, count: 10 * 22050)
    let found = try features(of: silence, "window: 10\nkind: tempo")
    #expect(abs(found[0] - 117.454) < 0.001 && found[1] == 0)
    #expect(try features(of: silence, "window: 10\nkind: tempogram").allSatisfy { $0 == 0 })
  }

  @Test func `One click repeats nothing`() throws {
    var clip = [Float](repeating: 0, count: 11025)
    clip[4000] = 1
    let found = try features(of: clip, "window: 0.5\nkind: tempo")
    #expect(abs(found[0] - 117.454) < 0.001 && found[1] == 0)
  }

  @Test func `Frames too far apart for tempi are refused`() throws {
    let settings = try settings("kind: tempo\nn_fft: 4096\nhop_length: 4096")
    #expect(throws: FeatureError.self) { _ = try FeatureExtractor(settings, sampleRate: 22050) }
  }
}

import AudioFeatures
import TestSupport
import Testing

@Suite("Rhythmic features")
struct RhythmTests {
  @Test(arguments: ["mean", "median"])
  func `Onset strength is librosa's`(aggregate: String) throws {
    let found = try featuresOfPiece("kind: onset\naggregate: \(aggregate)")
    expectClose(found, try tonalReference("onset_\(aggregate)"), absolute: 1e-3)
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
}

import Foundation
import SoundFile
import TestSupport
import Testing

@Suite("Writing sound files")
struct AudioWriterTests {
  /// One second of a tone in two channels, a little louder than full scale.
  private let tone = (0..<44_100).flatMap { index -> [Float] in
    let sample = Float(1.1 * sin(Double(index) * 0.05))
    return [sample, -sample]
  }

  private func written(
    _ name: String, _ format: AudioFormat, in folder: URL, piece: Int
  ) throws -> Data {
    let url = folder.appending(path: name)
    var writer = try AudioWriter(
      creating: url.path, format: format, sampleRate: 44_100, channels: 2)
    for start in stride(from: 0, to: tone.count, by: piece) {
      try writer.write(tone[start..<min(start + piece, tone.count)].span)
    }
    try writer.close()
    return try Data(contentsOf: url)
  }

  @Test(arguments: [
    AudioFormat.wav16, .wav24, .wavFloat, .flac16, .flac24, .mp3(quality: 0.4),
  ])
  func `The same samples give the same bytes, in one piece or many`(_ format: AudioFormat) throws {
    try withTemporaryDirectory { folder in
      let whole = try written("a", format, in: folder, piece: tone.count)
      let pieces = try written("b", format, in: folder, piece: 3000)
      #expect(whole == pieces)
    }
  }

  @Test(arguments: [(AudioFormat.wav16, 2), (.wav24, 3), (.wavFloat, 4)])
  func `A WAVE file is its header and its samples`(_ format: AudioFormat, _ width: Int) throws {
    try withTemporaryDirectory { folder in
      let bytes = try written("a.wav", format, in: folder, piece: 4410)
      #expect(bytes.prefix(4) == Data("RIFF".utf8))
      #expect((tone.count * width...tone.count * width + 128).contains(bytes.count))
    }
  }

  @Test func `What is louder than full scale is clipped, not wrapped`() throws {
    try withTemporaryDirectory { folder in
      let bytes = try written("a.wav", .wav16, in: folder, piece: tone.count)
      let samples = bytes.suffix(tone.count * 2)
      // The tone's first crest is at sample 31 of 44,100: its left channel is positive there.
      let crest = samples.startIndex + 31 * 4
      #expect(Int16(samples[crest]) | Int16(samples[crest + 1]) << 8 == 32_767)
    }
  }

  @Test func `A better quality takes more bytes`() throws {
    try withTemporaryDirectory { folder in
      let small = try written("a.mp3", .mp3(quality: 0.1), in: folder, piece: tone.count)
      let large = try written("b.mp3", .mp3(quality: 0.9), in: folder, piece: tone.count)
      #expect(small.count < large.count)
    }
  }

  @Test func `A folder that does not exist, and a rate that MP3 has not, are refused`() {
    #expect(throws: SoundFileError.self) {
      try AudioWriter(creating: "/nowhere/a.wav", format: .wav16, sampleRate: 8000, channels: 1)
        .close()
    }
    let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(throws: SoundFileError.self) {
      try AudioWriter(creating: path, format: .mp3(quality: 0.5), sampleRate: 96_000, channels: 2)
        .close()
    }
    #expect(throws: SoundFileError.self) {
      try AudioWriter(creating: path, format: .wav16, sampleRate: 44_100, channels: 0).close()
    }
  }
}

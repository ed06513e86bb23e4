import AudioTags
import Foundation
import Parallelism
import SoundFile
import TestSupport
import Testing

@Suite("Tags of sound files")
struct AudioTagsTests {
  static let formats: [(ending: String, format: AudioFormat)] = [
    ("wav", .wav16), ("flac", .flac16), ("mp3", .mp3(quality: 0.5)), ("ogg", .vorbis(quality: 0.3)),
  ]

  static let tags = AudioTags(
    title: "قمر الليل", artist: "José Núñez & आशा", album: "L’été – 夏", genre: "Hip-Hop", year: 1998)

  /// Half a second of a tone.
  private func writeTone(_ path: String, _ format: AudioFormat) throws {
    var writer = try AudioWriter(creating: path, format: format, sampleRate: 22_050, channels: 1)
    let samples = (0..<11_025).map { Float(0.3 * sin(Double($0) * 0.1)) }
    try writer.write(samples.span)
    try writer.close()
  }

  @Test(arguments: formats.indices)
  func `Tags come back as written, in every format and script`(_ index: Int) throws {
    let (ending, format) = Self.formats[index]
    try withTemporaryDirectory { folder in
      let path = folder.appending(path: "tone.\(ending)").path
      try writeTone(path, format)
      #expect(try AudioTags(reading: path) == AudioTags())
      try Self.tags.write(to: path)
      #expect(try AudioTags(reading: path) == Self.tags)
      try AudioTags(title: "only").write(to: path)
      #expect(try AudioTags(reading: path) == AudioTags(title: "only"))
    }
  }

  @Test func `Writing the same tags twice gives the same bytes`() throws {
    try withTemporaryDirectory { folder in
      let files = try ["a.flac", "b.flac"].map { name in
        let url = folder.appending(path: name)
        try writeTone(url.path, .flac16)
        try Self.tags.write(to: url.path)
        return try Data(contentsOf: url)
      }
      #expect(files[0] == files[1])
    }
  }

  @Test func `A text becomes one line, and an endless one none`() {
    let tags = AudioTags(
      title: " a\r\n\u{0}b\t\u{85} c ", artist: String(repeating: "x", count: 5000), year: 12_000)
    #expect(tags == AudioTags(title: "a b c"))
  }

  @Test func `A file of no known format has no tags and takes none`() throws {
    try withTemporaryDirectory { folder in
      let path = folder.appending(path: "notes.txt").path
      try Data("only text".utf8).write(to: URL(fileURLWithPath: path))
      #expect(try AudioTags(reading: path) == nil)
      #expect(throws: AudioTagsError.self) { try Self.tags.write(to: path) }
    }
  }

  @Test(arguments: ["mp3", "flac", "ogg", "wav", "m4a", "wma"])
  func `Text, emptiness and half a header under a sound file's name are survived`(
    _ ending: String
  ) throws {
    try withTemporaryDirectory { folder in
      let url = folder.appending(path: "broken.\(ending)")
      for content in [Data(), Data("ID3".utf8), Data("OggS fLaC RIFF".utf8)] {
        try content.write(to: url)
        let tags = try AudioTags(reading: url.path)
        #expect(tags == nil || tags == AudioTags())
      }
    }
  }

  @Test func `Text that is not valid UTF-8 in a file is dropped, and never breaks a text`() throws {
    // An ID3v2.4 tag whose title claims UTF-8 but is none, and whose artist is in Latin-1.
    func frame(_ name: String, _ content: [UInt8]) -> [UInt8] {
      Array(name.utf8) + [0, 0, 0, UInt8(content.count), 0, 0] + content
    }
    let frames = frame("TIT2", [3, 0xff, 0xc0, 0x41]) + frame("TPE1", [0, 0x4a, 0xf3, 0x6e])
    let header: [UInt8] = Array("ID3".utf8) + [4, 0, 0, 0, 0, 0, UInt8(frames.count)]
    try withTemporaryDirectory { folder in
      let url = folder.appending(path: "odd.mp3")
      try writeTone(url.path, .mp3(quality: 0.5))
      try (Data(header + frames) + Data(contentsOf: url)).write(to: url)
      let tags = try #require(try AudioTags(reading: url.path))
      #expect(tags.artist == "Jón")
      #expect(!tags.title.unicodeScalars.contains { $0.value == 0 })
    }
  }

  @Test func `A file that does not exist is refused by name`() {
    #expect(throws: AudioTagsError("/nowhere/a.mp3 cannot be read: no such file, or no permission"))
    { try AudioTags(reading: "/nowhere/a.mp3") }
  }

  @Test func `Many files are read at once`() throws {
    try withTemporaryDirectory { folder in
      let path = folder.appending(path: "tone.flac").path
      try writeTone(path, .flac16)
      try Self.tags.write(to: path)
      let read = try concurrentMap(count: 200, threads: 4) { _ in try AudioTags(reading: path) }
      #expect(read.allSatisfy { $0 == Self.tags })
    }
  }
}

import Foundation
import SoundFile
import TestSupport
import Testing

/// A file's samples and how it ended.
func readAll(_ path: String) throws -> (AudioProperties, samples: [Float], problem: String?) {
  var reader = try AudioReader(path: path)
  var block = [Float](repeating: 0, count: 1000 * reader.properties.channels)
  var samples: [Float] = []
  while true {
    let frames = reader.read(into: &block)
    if frames == 0 { break }
    samples += block.prefix(frames * reader.properties.channels)
  }
  return (reader.properties, samples, reader.incompleteness())
}

@Suite("Sound files") struct SoundFileTests {
  @Test(arguments: [
    ("s16.wav", "WAV PCM_16", 16), ("s24.wav", "WAV PCM_24", 24), ("u8.wav", "WAV PCM_U8", 8),
    ("f32.wav", "WAV FLOAT", 32), ("s16.flac", "FLAC", 16), ("s24.flac", "FLAC", 24),
    ("vorbis.ogg", "Ogg Vorbis", 0), ("layer3.mp3", "MP3", 0),
  ])
  func `Every format is known by name, and whole`(name: String, codec: String, bits: Int) throws {
    let (properties, samples, problem) = try readAll(fixture("audio/\(name)"))
    #expect(properties.codec == codec)
    #expect(properties.bitDepth == bits)
    #expect(properties.sampleRate == 44100)
    #expect(properties.channels == 2)
    #expect(properties.declaredFrames == 4410)
    #expect(samples.count == 8820)
    #expect(problem == nil)
  }

  @Test func `Lossless formats hold the same samples`() throws {
    let wav = try readAll(fixture("audio/s16.wav")).samples
    for name in ["s24.wav", "f32.wav", "s16.flac", "s24.flac"] {
      #expect(try readAll(fixture("audio/\(name)")).samples == wav, "\(name)")
    }
    expectClose(try readAll(fixture("audio/u8.wav")).samples, wav, absolute: 0.008)
  }

  @Test(arguments: ["s16.wav", "s16.flac", "vorbis.ogg", "layer3.mp3"])
  func `A file that was cut is known to be`(name: String) throws {
    try withTemporaryDirectory { folder in
      let whole = try Data(contentsOf: URL(filePath: fixture("audio/\(name)")))
      let path = folder.appending(path: name).path
      try whole.prefix(whole.count * 4 / 10).write(to: URL(filePath: path))
      // A Vorbis file this short may be cut before its sound begins: then it does not open.
      guard let (_, _, problem) = try? readAll(path) else { return }
      #expect(problem?.hasPrefix("truncated") == true, "\(problem ?? "no problem")")
    }
  }

  @Test func `A WAV file stored without its length is whole`() throws {
    try withTemporaryDirectory { folder in
      var bytes = try Data(contentsOf: URL(filePath: fixture("audio/s16.wav")))
      for range in [4..<8, 40..<44] { bytes.replaceSubrange(range, with: [255, 255, 255, 255]) }
      let path = folder.appending(path: "piped.wav").path
      try bytes.write(to: URL(filePath: path))
      let (properties, samples, problem) = try readAll(path)
      #expect(properties.declaredFrames == nil)
      #expect(samples.count == 8820)
      #expect(problem == nil)
    }
  }

  /// A FLAC file of noise: metadata without the length, and frames.
  private func flac(_ folder: URL, rate: Int) throws -> (metadata: Data, frames: Data) {
    let path = folder.appending(path: "\(rate).flac").path
    var writer = try AudioWriter(creating: path, format: .flac16, sampleRate: rate, channels: 1)
    let samples = (0..<rate).map { Float(($0 &* 7919) % 1000) / 2000 }
    try writer.write(samples.span)
    try writer.close()
    var bytes = try Data(contentsOf: URL(filePath: path))
    var end = 4
    while true {
      let isLast = bytes[end] & 0x80 != 0
      end += 4 + bytes[(end + 1)..<(end + 4)].reduce(0) { $0 << 8 | Int($1) }
      if isLast { break }
    }
    bytes[21] &= 0xf0
    bytes.replaceSubrange(22..<26, with: [0, 0, 0, 0])
    return (bytes[..<end], bytes[end...])
  }

  @Test
  func `A FLAC file that changes its sample rate is refused, one stored without length is not`()
    throws
  {
    try withTemporaryDirectory { folder in
      let (one, other) = (try flac(folder, rate: 44100), try flac(folder, rate: 48000))
      let odd = folder.appending(path: "odd.flac").path
      try (one.metadata + one.frames + other.frames).write(to: URL(filePath: odd))
      #expect(
        throws: SoundFileError("\(odd) changes its sample rate on the way, which is not decoded")
      ) {
        try AudioReader(path: odd).properties
      }
      let even = folder.appending(path: "even.flac").path
      try (one.metadata + one.frames).write(to: URL(filePath: even))
      let (properties, samples, problem) = try readAll(even)
      #expect(properties.declaredFrames == nil)
      #expect(samples.count == 44100)
      #expect(problem == nil)
    }
  }

  @Test func `An MP3 file with something before it is found by its extension`() throws {
    try withTemporaryDirectory { folder in
      let path = folder.appending(path: "a.mp3").path
      let sound = try Data(contentsOf: URL(filePath: fixture("audio/layer3.mp3")))
      try (Data(count: 700) + sound).write(to: URL(filePath: path))
      #expect(try readAll(path).samples.count == 8820)
    }
  }

  @Test func `Any rate and number of channels is read`() throws {
    try withTemporaryDirectory { folder in
      for (rate, channels) in [(1, 1), (7, 3), (768_000, 2), (22050, 64)] {
        let path = folder.appending(path: "\(rate).wav").path
        var writer = try AudioWriter(
          creating: path, format: .wavFloat, sampleRate: rate, channels: channels)
        let samples = (0..<30 * channels).map { Float($0) / 4096 }
        try writer.write(samples.span)
        try writer.close()
        let (properties, read, problem) = try readAll(path)
        #expect(properties.sampleRate == rate && properties.channels == channels)
        #expect(read == samples)
        #expect(problem == nil)
      }
    }
  }

  @Test func `What is no sound file is refused in words`() throws {
    try withTemporaryDirectory { folder in
      let path = folder.appending(path: "x.mp3").path
      #expect(throws: SoundFileError.self) { try AudioReader(path: path).properties }
      try Data().write(to: URL(filePath: path))
      #expect(throws: SoundFileError("\(path) is empty")) { try AudioReader(path: path).properties }
      try Data("words, words".utf8).write(to: URL(filePath: path))
      #expect(throws: SoundFileError.self) { try AudioReader(path: path).properties }
      #expect(throws: SoundFileError("\(folder.path) is not an ordinary file")) {
        try AudioReader(path: folder.path).properties
      }
      let pipe = folder.appending(path: "pipe.wav").path
      #expect(unsafe mkfifo(pipe, 0o600) == 0)
      #expect(throws: SoundFileError("\(pipe) is not an ordinary file")) {
        try AudioReader(path: pipe).properties
      }
    }
  }
}

import AudioDecoding
import Configuration
import Foundation
import HDF5
import SoundFile
import TestSupport
import Testing

@Suite("Decoding") struct DecodeTests {
  /// Settings that refuse nothing for its length.
  private var settings: DecodingSettings {
    var settings = DecodingSettings()
    settings.minimumDuration = 0
    return settings
  }

  private func decoded(
    _ path: String, _ settings: DecodingSettings
  ) throws -> (song: DecodedSong, samples: [Float]) {
    var samples: [Float] = []
    let song = try decode(path, settings) { block in
      for i in block.indices { samples.append(block[i]) }
    }
    return (song, samples)
  }

  /// Writes a float WAV file of given frames.
  private func wav(
    _ folder: URL, _ name: String, rate: Int = 22050, channels: Int = 1, _ samples: [Float]
  ) throws -> String {
    let path = folder.appending(path: name).path
    var writer = try AudioWriter(
      creating: path, format: .wavFloat, sampleRate: rate, channels: channels)
    try writer.write(samples.span)
    try writer.close()
    return path
  }

  private func tone(seconds: Double, amplitude: Double = 0.5) -> [Float] {
    (0..<Int(22050 * seconds)).map { Float(amplitude * sin(Double($0) * 0.1)) }
  }

  private func refusal(_ path: String, _ settings: DecodingSettings) -> String {
    let error = #expect(throws: DecodingRefusal.self) { try decoded(path, settings) }
    return error?.description ?? ""
  }

  @Test(arguments: [
    ("s16.wav", 1e-4), ("s24.wav", 1e-4), ("u8.wav", 1e-4), ("f32.wav", 1e-4),
    ("s16.flac", 1e-4), ("s24.flac", 1e-4), ("vorbis.ogg", 1e-3), ("layer3.mp3", 1e-3),
  ])
  func `Every format decodes as librosa does`(name: String, tolerance: Double) throws {
    let reference = try HDF5File(reading: fixture("audio/decode.h5"))
    let expected: [Float] = try reference.read("mono/" + name.replacing(".", with: "_"))
    let (song, samples) = try decoded(fixture("audio/\(name)"), settings)
    expectClose(samples, expected, absolute: tolerance)
    #expect(song.samples == 2205)
    #expect(song.duration == 0.1)
    #expect(song.sampleRate == 44100 && song.channels == 2)
    #expect(song.fileDigest.count == 64 && song.audioDigest.count == 64)
  }

  @Test func `The same sound has the same audio digest in any lossless format`() throws {
    let digests = try ["s16.wav", "s24.wav", "f32.wav", "s16.flac", "s24.flac"].map {
      try decoded(fixture("audio/\($0)"), settings).song
    }
    #expect(Set(digests.map(\.audioDigest)).count == 1)
    #expect(Set(digests.map(\.fileDigest)).count == 5)
  }

  @Test func `Channels are mixed by their mean, and measured before`() throws {
    try withTemporaryDirectory { folder in
      let one = tone(seconds: 1)
      let opposed = one.flatMap { x -> [Float] in [x, -x] }
      let (_, mixed) = try decoded(wav(folder, "a.wav", channels: 2, opposed), settings)
      #expect(mixed.allSatisfy { $0 == 0 })
      let five = one.flatMap { x -> [Float] in [x, x, x, 0, x] }
      let (song, mean) = try decoded(wav(folder, "b.wav", channels: 5, five), settings)
      expectClose(mean, one.map { $0 * 0.8 }, absolute: 1e-7)
      #expect(abs(song.peak + 6.0206) < 0.001)
    }
  }

  @Test func `Silence is the share of quiet windows`() throws {
    try withTemporaryDirectory { folder in
      let samples = tone(seconds: 3) + [Float](repeating: 0, count: 22050)
      let (song, _) = try decoded(wav(folder, "a.wav", samples), settings)
      #expect(abs(song.silence - 0.25) < 0.02)
    }
  }

  @Test func `Offset and duration take a part, to the sample`() throws {
    try withTemporaryDirectory { folder in
      let samples = tone(seconds: 4)
      let path = try wav(folder, "a.wav", samples)
      var part = settings
      part.offset = 1
      part.duration = 2
      let (song, taken) = try decoded(path, part)
      #expect(taken == Array(samples[22050..<66150]))
      #expect(song.duration == 2)
      part.duration = 0
      #expect(try decoded(path, part).samples == Array(samples[22050...]))
    }
  }

  @Test func `A long song passes in small pieces`() throws {
    try withTemporaryDirectory { folder in
      let path = try wav(folder, "a.wav", rate: 8000, tone(seconds: 60))
      var largest = 0
      let song = try decode(path, settings) { largest = max(largest, $0.count) }
      #expect(song.samples == resampledLength(60 * 22050))
      #expect(largest <= 16384)
    }
  }

  private func resampledLength(_ frames: Int) -> Int { (frames * 22050 + 7999) / 8000 }

  @Test func `What cannot be used is refused in words`() throws {
    try withTemporaryDirectory { folder in
      let defaults = DecodingSettings()
      let short = try wav(folder, "short.wav", tone(seconds: 3))
      #expect(refusal(short, defaults) == "too short: 3.0 s, where min_duration is 5.0 s")

      var brief = defaults
      brief.maximumDuration = 6
      let long = try wav(folder, "long.wav", tone(seconds: 7))
      #expect(refusal(long, brief) == "too long: more than max_duration, 6.0 s")

      let quiet = try wav(folder, "quiet.wav", tone(seconds: 6, amplitude: 1e-4))
      #expect(refusal(quiet, defaults).hasPrefix("silent: its peak is -80.0 dBFS"))

      var broken = tone(seconds: 6)
      broken[70_000] = .nan
      let odd = try wav(folder, "odd.wav", broken)
      #expect(refusal(odd, defaults) == "holds samples that are not finite numbers")

      let slow = try wav(folder, "slow.wav", rate: 10, [Float](repeating: 0.5, count: 600))
      #expect(refusal(slow, defaults) == "has a sample rate of 10 Hz: not music")

      let many = try wav(
        folder, "many.wav", channels: 65, [Float](repeating: 0.5, count: 65 * 22050))
      #expect(refusal(many, defaults) == "has 65 channels; at most 64 are mixed")

      let empty = folder.appending(path: "empty.mp3").path
      try Data().write(to: URL(filePath: empty))
      #expect(refusal(empty, defaults) == "is empty")

      let text = folder.appending(path: "text.mp3").path
      try Data(String(repeating: "la la la\n", count: 500).utf8).write(to: URL(filePath: text))
      #expect(refusal(text, defaults).hasPrefix("is not audio that can be read"))

      #expect(
        refusal(folder.appending(path: "none.mp3").path, defaults).hasPrefix("cannot be opened"))

      let none = try wav(folder, "none.wav", [])
      #expect(refusal(none, defaults) == "holds no audio")

      let cut = folder.appending(path: "cut.flac").path
      try Data(contentsOf: URL(filePath: fixture("audio/s16.flac"))).prefix(5000)
        .write(to: URL(filePath: cut))
      #expect(refusal(cut, settings).hasPrefix("truncated"))
    }
  }

  @Test func `Damaged files never crash, and always end`() throws {
    try withTemporaryDirectory { folder in
      var seed: UInt64 = 3
      func random(_ bound: Int) -> Int {
        seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(seed >> 33) % bound
      }
      for name in ["s16.wav", "s16.flac", "vorbis.ogg", "layer3.mp3"] {
        let whole = try Data(contentsOf: URL(filePath: fixture("audio/\(name)")))
        for attempt in 0..<40 {
          var damaged = whole
          for _ in 0..<8 { damaged[random(attempt < 20 ? 200 : whole.count)] = UInt8(random(256)) }
          let path = folder.appending(path: "\(attempt)-\(name)").path
          try damaged.write(to: URL(filePath: path))
          do {
            _ = try decoded(path, settings)
          } catch let refusal as DecodingRefusal {
            #expect(!refusal.description.isEmpty)
          }
        }
      }
    }
  }

  @Test func `Settings are read, and mistakes named`() throws {
    let given = try configuration(
      parsing: "{offset: 10, duration: 30, timeout: 5}", name: "c.yaml", DecodingSettings.init)
    #expect(given.settings.offset == 10 && given.settings.duration == 30)
    #expect(given.settings.timeout == 5 && given.settings.sampleRate == 22050)
    for yaml in ["{duration: 1}", "{min_duration: 9, max_duration: 8}", "{sample_rate: 10}"] {
      #expect(throws: ConfigurationError.self) {
        try configuration(parsing: yaml, name: "c.yaml", DecodingSettings.init)
      }
    }
  }
}

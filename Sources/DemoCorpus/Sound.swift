import Foundation
import SoundFile

/// Interleaved samples of one or two channels, full scale ±1.
struct Sound: Sendable {
  var samples: [Float]
  let channels: Int
  /// In Hz.
  let sampleRate: Int

  /// Reads a whole file.
  init(reading url: URL) throws {
    var reader = try AudioReader(path: url.filePath)
    channels = reader.properties.channels
    sampleRate = reader.properties.sampleRate
    samples = []
    var block = [Float](repeating: 0, count: 65_536 * channels)
    while true {
      let frames = reader.read(into: &block)
      guard frames > 0 else { break }
      samples += block[..<(frames * channels)]
    }
  }

  /// Digital silence.
  init(silence seconds: Double, channels: Int, sampleRate: Int) {
    self.channels = channels
    self.sampleRate = sampleRate
    samples = [Float](repeating: 0, count: Int(seconds * Double(sampleRate)) * channels)
  }

  /// Number of frames.
  var frames: Int { samples.count / channels }
}

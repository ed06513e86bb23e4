public import SoundFile
internal import Foundation
internal import Loudness
internal import Resampling

/// Frames that are decoded at a time.
private let blockFrames = 16384
/// The lowest rate at which a file is taken for music, in Hz.
private let lowestRate = 1000

/// Decodes one song, mixes its channels and resamples the mix, in blocks: memory does not depend on
/// the song's length.
///
/// The result depends on the file and the settings only; the signal is as long as librosa's,
/// ceil(frames · rate / file's rate).
public struct SongDecoder: ~Copyable {
  /// What the file's header declares.
  public let properties: AudioProperties
  private let settings: DecodingSettings
  private let excerpt: Excerpt
  private var reader: AudioReader
  private var resampler: StreamResampler

  /// Opens a file whose header is worth decoding.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - settings: What part to take, to what rate, and what to refuse.
  /// - Throws: ``DecodingRefusal``.
  public init(opening path: String, _ settings: DecodingSettings) throws(DecodingRefusal) {
    let reader = try openSong(path)
    let properties = reader.properties
    let excerpt = try Excerpt(of: properties, settings)
    do {
      resampler = try StreamResampler(from: properties.sampleRate, to: settings.sampleRate)
    } catch {
      throw DecodingRefusal(error.description)
    }
    self.properties = properties
    self.settings = settings
    self.excerpt = excerpt
    self.reader = reader
  }

  /// Decodes the song.
  ///
  /// - Parameters:
  ///   - frames: Receives the samples of the file's channels in order, interleaved, block by block.
  ///   - sink: Receives the signal in order, piece by piece: mono, at the rate asked for, full
  ///     scale ±1.
  /// - Returns: The largest magnitude of any channel.
  /// - Throws: ``DecodingRefusal`` when the song cannot be used, possibly after part of the signal
  ///   was handed on; otherwise what `sink` throws.
  public consuming func decode(
    frames: (Span<Float>) -> Void, into sink: (Span<Float>) throws -> Void
  ) throws -> Float {
    let channels = properties.channels
    var downmix = Downmix(channels: channels, frames: blockFrames)
    var block = [Float](repeating: 0, count: blockFrames * channels)
    var seen = 0
    var ended = false
    while seen < excerpt.end {
      let count = reader.read(into: &block)
      if count == 0 {
        ended = true
        break
      }
      let wanted = min(count, max(0, excerpt.start - seen))..<min(count, excerpt.end - seen)
      seen += count
      if wanted.isEmpty { continue }
      let samples = block.span.extracting(
        wanted.lowerBound * channels..<wanted.upperBound * channels)
      guard downmix.mix(samples) else {
        throw DecodingRefusal("holds samples that are not finite numbers")
      }
      frames(samples)
      try resampler.process(downmix.mono.span.extracting(0..<wanted.count), emit: sink)
      if seen > excerpt.longest { throw tooLong(settings) }
    }
    if ended, let problem = reader.incompleteness() { throw DecodingRefusal(problem) }
    guard seen > 0 else { throw DecodingRefusal("holds no audio") }
    try resampler.finish(emit: sink)
    return downmix.peak
  }
}

/// Opens a file whose header is worth decoding.
private func openSong(_ path: String) throws(DecodingRefusal) -> AudioReader {
  let reader: AudioReader
  do {
    reader = try AudioReader(path: path)
  } catch {
    let words = error.description
    throw DecodingRefusal(words.hasPrefix(path) ? String(words.dropFirst(path.count + 1)) : words)
  }
  let properties = reader.properties
  guard LoudnessMeter.channels.contains(properties.channels) else {
    throw DecodingRefusal(
      "has \(properties.channels) channels; at most \(LoudnessMeter.channels.upperBound) are mixed")
  }
  guard properties.sampleRate >= lowestRate,
    LoudnessMeter.sampleRates.contains(properties.sampleRate)
  else { throw DecodingRefusal("has a sample rate of \(properties.sampleRate) Hz: not music") }
  return reader
}

/// Which frames of a file are taken.
private struct Excerpt {
  let start: Int
  let end: Int
  /// The last frame that may be decoded.
  let longest: Int

  init(of properties: AudioProperties, _ settings: DecodingSettings) throws(DecodingRefusal) {
    let rate = Double(properties.sampleRate)
    start = Int((settings.offset * rate).rounded())
    end = settings.duration == 0 ? .max : start + Int((settings.duration * rate).rounded())
    longest = start + Int((settings.maximumDuration * rate).rounded())
    if let declared = properties.declaredFrames, min(declared, end) > longest {
      throw tooLong(settings)
    }
  }
}

private func tooLong(_ settings: DecodingSettings) -> DecodingRefusal {
  DecodingRefusal("too long: more than max_duration, \(oneDecimal(settings.maximumDuration)) s")
}

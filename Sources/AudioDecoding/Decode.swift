internal import Digest
internal import Foundation
internal import Loudness
internal import Resampling
internal import SoundFile

/// Frames that are decoded at a time.
private let blockFrames = 16384
/// The lowest rate at which a file is taken for music, in Hz.
private let lowestRate = 1000

/// Decodes one song: the mean of its channels at the rate asked for, in blocks.
///
/// Memory does not depend on the song's length. The result depends on the file and the settings
/// only; the signal is as long as librosa's, ceil(frames · rate / file's rate).
///
/// - Parameters:
///   - path: The file.
///   - settings: What part to take, and what to refuse.
///   - sink: Receives the signal in order, piece by piece, full scale ±1.
/// - Returns: What was found.
/// - Throws: ``DecodingRefusal`` when the song cannot be used, possibly after part of the signal
///   was handed on; otherwise what `sink` throws.
public func decode(
  _ path: String, _ settings: DecodingSettings, into sink: (Span<Float>) throws -> Void
) throws -> DecodedSong {
  var reader = try openSong(path)
  let properties = reader.properties
  let excerpt = try Excerpt(of: properties, settings)
  var resampler = try refusing { () throws(ResamplingError) in
    try StreamResampler(from: properties.sampleRate, to: settings.sampleRate)
  }
  var meter = LoudnessMeter(sampleRate: properties.sampleRate, channels: properties.channels)
  var signal = SignalDescription(sampleRate: settings.sampleRate)
  var downmix = Downmix(channels: properties.channels, frames: blockFrames)
  var block = [Float](repeating: 0, count: blockFrames * properties.channels)
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
    let first = wanted.lowerBound * properties.channels
    let samples = block.span.extracting(first..<wanted.upperBound * properties.channels)
    guard downmix.mix(samples) else {
      throw DecodingRefusal("holds samples that are not finite numbers")
    }
    meter.update(samples)
    try resampler.process(downmix.mono.span.extracting(0..<wanted.count)) { resampled in
      signal.update(resampled)
      try sink(resampled)
    }
    if seen > excerpt.longest { throw tooLong(settings) }
  }
  try resampler.finish { resampled in
    signal.update(resampled)
    try sink(resampled)
  }

  if ended, let problem = reader.incompleteness() { throw DecodingRefusal(problem) }
  guard seen > 0 else { throw DecodingRefusal("holds no audio") }
  let peak = decibels(Double(downmix.peak), floor: DecodedSong.lowestPeak)
  let description = signal.finish()
  let duration = Double(description.samples) / Double(settings.sampleRate)
  guard duration >= settings.minimumDuration, description.samples > 0 else {
    throw DecodingRefusal(
      "too short: \(oneDecimal(duration)) s, where min_duration is "
        + "\(oneDecimal(settings.minimumDuration)) s")
  }
  guard peak >= settings.silentBelow else {
    throw DecodingRefusal(
      "silent: its peak is \(oneDecimal(peak)) dBFS, where silent_below is "
        + "\(oneDecimal(settings.silentBelow)) dBFS")
  }
  return DecodedSong(
    codec: properties.codec, sampleRate: properties.sampleRate, channels: properties.channels,
    bitDepth: properties.bitDepth, duration: duration, samples: description.samples, peak: peak,
    loudness: meter.integrated(), silence: description.silence,
    fileDigest: try sha256(ofFile: path), audioDigest: description.digest,
    fingerprint: description.fingerprint)
}

// MARK: - Refusals before decoding

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

/// A failure of the resampler's as a refusal of the song.
private func refusing<Value: ~Copyable>(
  _ body: () throws(ResamplingError) -> Value
) throws(DecodingRefusal) -> Value {
  do { return try body() } catch { throw DecodingRefusal(error.description) }
}

/// A magnitude in decibels relative to full scale.
func decibels(_ magnitude: Double, floor: Double) -> Double {
  magnitude > 0 ? max(floor, 20 * log10(magnitude)) : floor
}

private func oneDecimal(_ value: Double) -> String { String(format: "%.1f", value) }

internal import Digest
internal import Fingerprint
internal import Foundation
internal import Loudness
internal import Resampling
internal import SoundFile

/// Decodes one song, see ``SongDecoder``, and measures it.
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
  let song = try SongDecoder(opening: path, settings)
  let properties = song.properties
  var meter = LoudnessMeter(sampleRate: properties.sampleRate, channels: properties.channels)
  var signal = SignalDescription(sampleRate: settings.sampleRate)
  var fingerprinter = Fingerprinter()
  var toFingerprint = try StreamResampler(
    from: settings.sampleRate, to: Fingerprinter.sampleRate)

  let magnitude = try song.decode(frames: { meter.update($0) }) { block in
    signal.update(block)
    try toFingerprint.process(block) { fingerprinter.update($0) }
    try sink(block)
  }
  try toFingerprint.finish { fingerprinter.update($0) }

  let peak = decibels(Double(magnitude), floor: DecodedSong.lowestPeak)
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
    fingerprint: fingerprinter.finish())
}

/// A magnitude in decibels relative to full scale.
private func decibels(_ magnitude: Double, floor: Double) -> Double {
  magnitude > 0 ? max(floor, 20 * log10(magnitude)) : floor
}

/// A number as messages say it.
func oneDecimal(_ value: Double) -> String { String(format: "%.1f", value) }

public import Configuration

/// How much of a song is decoded, to what rate, and which songs are refused.
public struct DecodingSettings: Sendable, Equatable, Codable {
  /// Where to begin, in s.
  public var offset = 0.0
  /// How much to take, in s; 0 for all.
  public var duration = 0.0
  /// Songs of which less is left are refused, in s.
  public var minimumDuration = 5.0
  /// Songs of which more would be taken are refused, in s.
  public var maximumDuration = 3600.0
  /// Songs whose peak is below this are refused as silent, in dBFS.
  public var silentBelow = -70.0
  /// Sample rate of the decoded signal, in Hz.
  public var sampleRate = 22050
  /// How long the decoding of one song may take, in s.
  public var timeout = 120.0

  /// The defaults.
  public init() {}

  /// Reads the section `decoding` of corpus.yaml.
  ///
  /// | key | default | unit | meaning |
  /// |---|---|---|---|
  /// | offset | 0 | s | where to begin |
  /// | duration | 0 | s | how much to take; 0 for all |
  /// | min_duration | 5 | s | of less, the song is quarantined |
  /// | max_duration | 3600 | s | of more, the song is quarantined |
  /// | silent_below | -70 | dBFS | with a lower peak, the song is quarantined |
  /// | sample_rate | 22050 | Hz | of the decoded signal |
  /// | timeout | 120 | s | of longer decoding, the song is quarantined |
  public init(_ section: Section) throws {
    let plain = DecodingSettings()
    offset = try section.real("offset", default: plain.offset, in: 0...86400)
    duration = try section.real("duration", default: plain.duration, in: 0...86400)
    minimumDuration = try section.real(
      "min_duration", default: plain.minimumDuration, in: 0...86400)
    maximumDuration = try section.real(
      "max_duration", default: plain.maximumDuration, in: 0.1...86400)
    silentBelow = try section.real("silent_below", default: plain.silentBelow, in: -120...0)
    sampleRate = try section.integer("sample_rate", default: plain.sampleRate, in: 1000...192_000)
    timeout = try section.real("timeout", default: plain.timeout, in: 0.1...86400)
    guard minimumDuration <= maximumDuration else {
      throw section.error("min_duration", "must not be larger than max_duration")
    }
    guard duration == 0 || duration >= minimumDuration else {
      throw section.error("duration", "must be 0 (all) or at least min_duration")
    }
  }
}

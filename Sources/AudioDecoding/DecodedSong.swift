/// What is known of a song once it is decoded, besides its samples.
public struct DecodedSong: Sendable, Equatable, Codable {
  /// The encoding of the file: "FLAC", "MP3", "Ogg Vorbis", "WAV PCM_16".
  public let codec: String
  /// Of the file, in Hz.
  public let sampleRate: Int
  /// Of the file.
  public let channels: Int
  /// Of the file; 0 for lossy encodings.
  public let bitDepth: Int
  /// Length of the decoded signal, in s.
  public let duration: Double
  /// Length of the decoded signal, in samples.
  public let samples: Int
  /// The largest magnitude of any channel before mixing, in dBFS, ≥ ``DecodedSong/lowestPeak``;
  /// above 0 in float and lossy files that exceed full scale.
  public let peak: Double
  /// Integrated loudness of the file's channels before mixing (EBU R 128), in LUFS, ≥ −70.
  public let loudness: Double
  /// The share of the decoded signal that is silent, 0 to 1: windows of 50 ms whose root mean
  /// square is below −60 dBFS.
  public let silence: Double
  /// SHA-256 of the file, 64 hexadecimal digits.
  public let fileDigest: String
  /// SHA-256 of the decoded signal as little-endian 32-bit floats, 64 hexadecimal digits.
  public let audioDigest: String
  /// The raw Chromaprint fingerprint of the decoded signal, one word per 0.1238 s.
  public let fingerprint: [UInt32]

  /// The peak of digital silence, in dBFS.
  public static let lowestPeak = -120.0
}

/// Why a song cannot be used, in words that follow its name: "truncated: …".
public struct DecodingRefusal: Error, Equatable, CustomStringConvertible {
  /// The words.
  public let description: String

  /// Wraps words.
  public init(_ description: String) { self.description = description }
}

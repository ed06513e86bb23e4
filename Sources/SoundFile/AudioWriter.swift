internal import CSndFile
internal import Foundation

/// What a sound file is written as.
public enum AudioFormat: Sendable, Equatable {
  /// RIFF WAVE, 16-bit or 24-bit integers or 32-bit floats.
  case wav16, wav24, wavFloat
  /// FLAC, 16-bit or 24-bit.
  case flac16, flac24
  /// MPEG layer III of variable bit rate; quality from 0 (smallest) to 1 (best).
  case mp3(quality: Double)
  /// Ogg Vorbis; quality from 0 to 1. Each file gets another random stream serial number, so two
  /// files of the same sound differ in bytes.
  case vorbis(quality: Double)
}

/// Writes one sound file, piece by piece. The same samples give the same bytes, but for
/// ``AudioFormat/vorbis(quality:)``.
///
/// The corresponding C functions are those of libsndfile.
@safe
public struct AudioWriter: ~Copyable {
  /// `nil` when closed.
  private var file: OpaquePointer?
  private let path: String
  private let channels: Int

  /// Creates the file, or replaces it.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - format: What it is written as.
  ///   - sampleRate: In Hz; MP3 knows 8,000 to 48,000 of the usual rates only.
  ///   - channels: Number of channels, ≥ 1; MP3 knows 1 and 2.
  /// - Throws: ``SoundFileError`` when the file cannot be created or the format has no such rate or
  ///   number of channels.
  public init(
    creating path: String, format: AudioFormat, sampleRate: Int, channels: Int
  ) throws(SoundFileError) {
    var info = SF_INFO()
    info.samplerate = Int32(clamping: sampleRate)
    info.channels = Int32(clamping: channels)
    info.format = Int32(format.code)
    guard let file = unsafe sf_open(path, Int32(SFM_WRITE), &info) else {
      let words = unsafe sf_strerror(nil).map { unsafe String(cString: $0) } ?? ""
      throw SoundFileError(
        "\(path) cannot be created at \(sampleRate) Hz with \(channels) channels: \(words)")
    }
    unsafe self.file = file
    self.path = path
    self.channels = channels
    _ = unsafe sf_command(file, Int32(SFC_SET_CLIPPING), nil, Int32(SF_TRUE))
    // The chunk of peaks holds the time of writing.
    _ = unsafe sf_command(file, Int32(SFC_SET_ADD_PEAK_CHUNK), nil, Int32(SF_FALSE))
    if let quality = format.quality {
      var level = 1 - quality
      let size = Int32(MemoryLayout<Double>.size)
      _ = unsafe sf_command(file, Int32(SFC_SET_COMPRESSION_LEVEL), &level, size)
    }
  }

  deinit {
    if let file = unsafe file { _ = unsafe sf_close(file) }
  }

  /// Appends samples.
  ///
  /// - Parameter interleaved: Whole frames, each one sample per channel; full scale is ±1, and
  ///   what is louder is clipped (in float files it is kept).
  /// - Throws: ``SoundFileError`` when not all of it could be written.
  public mutating func write(_ interleaved: Span<Float>) throws(SoundFileError) {
    precondition(interleaved.count.isMultiple(of: channels), "a part of a frame")
    let frames = interleaved.count / channels
    let written = unsafe interleaved.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return 0 }
      return Int(unsafe sf_writef_float(file, base, sf_count_t(frames)))
    }
    guard written == frames else { throw failure() }
  }

  /// Completes the file.
  ///
  /// - Throws: ``SoundFileError`` when its last bytes could not be written.
  public consuming func close() throws(SoundFileError) {
    let status = unsafe sf_close(file)
    unsafe file = nil
    guard status == 0 else {
      throw SoundFileError("\(path) could not be completed: \(words(status))")
    }
  }

  private func failure() -> SoundFileError {
    SoundFileError("\(path) could not be written: \(words(unsafe sf_error(file)))")
  }
}

/// The library's words for one of its error numbers.
private func words(_ number: Int32) -> String {
  unsafe sf_error_number(number).map { unsafe String(cString: $0) } ?? "error \(number)"
}

extension AudioFormat {
  /// Container and encoding in libsndfile's terms.
  fileprivate var code: Int {
    switch self {
    case .wav16: SF_FORMAT_WAV | SF_FORMAT_PCM_16
    case .wav24: SF_FORMAT_WAV | SF_FORMAT_PCM_24
    case .wavFloat: SF_FORMAT_WAV | SF_FORMAT_FLOAT
    case .flac16: SF_FORMAT_FLAC | SF_FORMAT_PCM_16
    case .flac24: SF_FORMAT_FLAC | SF_FORMAT_PCM_24
    case .mp3: SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III
    case .vorbis: SF_FORMAT_OGG | SF_FORMAT_VORBIS
    }
  }

  /// From 0 to 1, of the lossy formats.
  fileprivate var quality: Double? {
    switch self {
    case .mp3(let quality), .vorbis(let quality): min(1, max(0, quality))
    default: nil
    }
  }
}

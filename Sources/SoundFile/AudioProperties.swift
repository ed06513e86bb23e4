internal import CSndFile

/// What the header of a sound file declares.
public struct AudioProperties: Sendable, Equatable {
  /// The encoding as people call it: "FLAC", "MP3", "Ogg Vorbis", "WAV PCM_16".
  public let codec: String
  /// In Hz, ≥ 1.
  public let sampleRate: Int
  /// Number of channels, ≥ 1.
  public let channels: Int
  /// Bits per sample; 0 for lossy encodings, which have none.
  public let bitDepth: Int
  /// The number of frames (one sample per channel) that the header promises; `nil` when the file
  /// was stored without its length.
  public let declaredFrames: Int?
}

/// Families of encodings that end, and fail, in their own ways.
enum Container {
  case flac, mpeg, ogg, other

  init(_ format: Int) {
    switch format & SF_FORMAT_TYPEMASK {
    case SF_FORMAT_FLAC: self = .flac
    case SF_FORMAT_MPEG: self = .mpeg
    case SF_FORMAT_OGG: self = .ogg
    default: self = .other
    }
  }
}

/// The name of libsndfile's format number.
func codecName(_ format: Int) -> String {
  let encoding = encodings[format & SF_FORMAT_SUBMASK]?.name ?? "unknown"
  switch Container(format) {
  case .flac: return "FLAC"
  case .mpeg: return encoding
  case .ogg: return "Ogg " + encoding
  case .other: return (containers[format & SF_FORMAT_TYPEMASK] ?? "other") + " " + encoding
  }
}

/// Bits per sample of libsndfile's format number; 0 when lossy.
func bitDepth(_ format: Int) -> Int { encodings[format & SF_FORMAT_SUBMASK]?.bits ?? 0 }

private let containers = [
  SF_FORMAT_WAV: "WAV", SF_FORMAT_WAVEX: "WAV", SF_FORMAT_RF64: "RF64", SF_FORMAT_W64: "W64",
  SF_FORMAT_AIFF: "AIFF", SF_FORMAT_AU: "AU", SF_FORMAT_CAF: "CAF", SF_FORMAT_PAF: "PAF",
  SF_FORMAT_SVX: "SVX", SF_FORMAT_NIST: "NIST", SF_FORMAT_VOC: "VOC", SF_FORMAT_IRCAM: "IRCAM",
  SF_FORMAT_MAT4: "MAT4", SF_FORMAT_MAT5: "MAT5", SF_FORMAT_PVF: "PVF", SF_FORMAT_XI: "XI",
  SF_FORMAT_HTK: "HTK", SF_FORMAT_SDS: "SDS", SF_FORMAT_AVR: "AVR", SF_FORMAT_SD2: "SD2",
  SF_FORMAT_WVE: "WVE", SF_FORMAT_MPC2K: "MPC2K",
]

private let encodings: [Int: (name: String, bits: Int)] = [
  SF_FORMAT_PCM_S8: ("PCM_S8", 8), SF_FORMAT_PCM_U8: ("PCM_U8", 8),
  SF_FORMAT_PCM_16: ("PCM_16", 16), SF_FORMAT_PCM_24: ("PCM_24", 24),
  SF_FORMAT_PCM_32: ("PCM_32", 32), SF_FORMAT_FLOAT: ("FLOAT", 32),
  SF_FORMAT_DOUBLE: ("DOUBLE", 64), SF_FORMAT_ULAW: ("ULAW", 0), SF_FORMAT_ALAW: ("ALAW", 0),
  SF_FORMAT_IMA_ADPCM: ("IMA_ADPCM", 0), SF_FORMAT_MS_ADPCM: ("MS_ADPCM", 0),
  SF_FORMAT_GSM610: ("GSM610", 0), SF_FORMAT_VOX_ADPCM: ("VOX_ADPCM", 0),
  SF_FORMAT_NMS_ADPCM_16: ("NMS_ADPCM_16", 0), SF_FORMAT_NMS_ADPCM_24: ("NMS_ADPCM_24", 0),
  SF_FORMAT_NMS_ADPCM_32: ("NMS_ADPCM_32", 0), SF_FORMAT_G721_32: ("G721_32", 0),
  SF_FORMAT_G723_24: ("G723_24", 0), SF_FORMAT_G723_40: ("G723_40", 0),
  SF_FORMAT_DWVW_12: ("DWVW_12", 12), SF_FORMAT_DWVW_16: ("DWVW_16", 16),
  SF_FORMAT_DWVW_24: ("DWVW_24", 24), SF_FORMAT_DPCM_8: ("DPCM_8", 8),
  SF_FORMAT_DPCM_16: ("DPCM_16", 16), SF_FORMAT_VORBIS: ("Vorbis", 0),
  SF_FORMAT_OPUS: ("Opus", 0), SF_FORMAT_ALAC_16: ("ALAC_16", 16),
  SF_FORMAT_ALAC_20: ("ALAC_20", 20), SF_FORMAT_ALAC_24: ("ALAC_24", 24),
  SF_FORMAT_ALAC_32: ("ALAC_32", 32), SF_FORMAT_MPEG_LAYER_I: ("MP1", 0),
  SF_FORMAT_MPEG_LAYER_II: ("MP2", 0), SF_FORMAT_MPEG_LAYER_III: ("MP3", 0),
]

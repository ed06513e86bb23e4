public import Configuration
public import TextFeatures

/// One feature set, as its file features/F.yaml describes it.
public struct FeatureSettings: Sendable, Equatable {
  /// Kinds of feature set, by the names of the key `kind`.
  public enum Kind: String, CaseIterable, Sendable {
    /// ``LogMelSettings``.
    case logMel = "log-mel"
    /// ``MelPooledSettings``.
    case melPooled = "mel-pooled"
    /// ``MFCCSequenceSettings``.
    case mfccSequence = "mfcc-sequence"
    /// ``StatisticsSettings/init(ofCepstra:)``.
    case mfccStatistics = "mfcc-statistics"
    /// ``StatisticsSettings/init(meansOf:)``.
    case mfccMean = "mfcc-mean"
    /// ``StatisticsSettings``.
    case statistics
    /// ``SpectralSettings``.
    case spectral
    /// ``HandcraftedSettings``.
    case handcrafted
    /// ``DescriptorsSettings``.
    case descriptors
    /// ``ExternalSettings``.
    case external
    /// ``ChromaSettings``.
    case chroma
    /// ``TonnetzSettings``.
    case tonnetz
    /// ``ConstantQSettings``.
    case constantQ = "constant-q"
    /// ``OnsetSettings``.
    case onset
    /// ``TempogramSettings``.
    case tempogram
    /// ``TempoSettings``.
    case tempo
    /// ``KeySettings``.
    case key
    /// ``LoudnessSettings``.
    case loudness
    /// `LyricsTerms`.
    case tfidf
    /// `ScriptStatistics`.
    case scriptStatistics = "script-statistics"
    /// `LyricsEncoding`.
    case transformer
    /// `MetadataSettings`.
    case metadata
    /// ``DescriptorWordsSettings``.
    case descriptorWords = "descriptor-words"
  }

  /// What is computed of a clip.
  public enum Features: Sendable, Equatable {
    /// The mel spectrogram in dB.
    case logMel(LogMelSettings)
    /// The mel spectrogram in dB, averaged over spans of time.
    case melPooled(MelPooledSettings)
    /// The course of cepstral coefficients.
    case mfccSequence(MFCCSequenceSettings)
    /// Statistics over time of the values of every frame.
    case statistics(StatisticsSettings)
    /// The course of level and spectral shape.
    case spectral(SpectralSettings)
    /// All that sums up a clip in numbers.
    case handcrafted(HandcraftedSettings)
    /// Tempo, energy, brightness and harmonic variety.
    case descriptors(DescriptorsSettings)
    /// Vectors that a user brings.
    case external(ExternalSettings)
    /// The course of the strength of pitch classes.
    case chroma(ChromaSettings)
    /// The course of the tonal centroid.
    case tonnetz(TonnetzSettings)
    /// The constant-Q transform.
    case constantQ(ConstantQSettings)
    /// The course of onset strength.
    case onset(OnsetSettings)
    /// The course of the repetition of onsets.
    case tempogram(TempogramSettings)
    /// The tempo.
    case tempo(TempoSettings)
    /// The key.
    case key(KeySettings)
    /// The loudness.
    case loudness(LoudnessSettings)
    /// Terms of the lyrics.
    case tfidf(LyricsTerms)
    /// Scripts of the lyrics.
    case scriptStatistics(ScriptStatistics)
    /// Vectors of the lyrics by a pre-trained encoder.
    case transformer(LyricsEncoding)
    /// What the catalogue says.
    case metadata(MetadataSettings)
    /// Tempo, energy, brightness and harmonic variety in words.
    case descriptorWords(DescriptorWordsSettings)
  }

  /// Length of a clip in seconds, `window`, 0.01 … 3600, 30 by default.
  public let window: Double
  /// Seconds from clip to clip, `hop`, 0.01 … 3600, 20 by default.
  public let hop: Double
  /// What becomes of the end of a song, `tail`, `pad` by default.
  public let tail: WindowTail
  /// What is computed of a clip.
  public let features: Features

  /// Reads every key of the file.
  public init(_ section: Section) throws(ConfigurationError) {
    let kind: Kind = try section.choice("kind")
    window = try section.real("window", default: 30, in: 0.01...3600)
    hop = try section.real("hop", default: 20, in: 0.01...3600)
    tail = try section.choice("tail", default: .pad)
    features =
      switch kind {
      case .logMel: .logMel(try LogMelSettings(section))
      case .melPooled: .melPooled(try MelPooledSettings(section))
      case .mfccSequence: .mfccSequence(try MFCCSequenceSettings(section))
      case .mfccStatistics: .statistics(try StatisticsSettings(ofCepstra: section))
      case .mfccMean: .statistics(try StatisticsSettings(meansOf: section))
      case .statistics: .statistics(try StatisticsSettings(section))
      case .spectral: .spectral(try SpectralSettings(section))
      case .handcrafted: .handcrafted(try HandcraftedSettings(section))
      case .descriptors: .descriptors(try DescriptorsSettings(section))
      case .external: .external(try ExternalSettings(section))
      case .chroma: .chroma(try ChromaSettings(section))
      case .tonnetz: .tonnetz(try TonnetzSettings(section))
      case .constantQ: .constantQ(try ConstantQSettings(section))
      case .onset: .onset(try OnsetSettings(section))
      case .tempogram: .tempogram(try TempogramSettings(section))
      case .tempo: .tempo(try TempoSettings(section))
      case .key: .key(try KeySettings(section))
      case .loudness: .loudness(LoudnessSettings())
      case .tfidf: .tfidf(try LyricsTerms(section))
      case .scriptStatistics: .scriptStatistics(try ScriptStatistics(section))
      case .transformer: .transformer(try LyricsEncoding(section))
      case .metadata: .metadata(try MetadataSettings(section))
      case .descriptorWords: .descriptorWords(try DescriptorWordsSettings(section))
      }
  }

  /// The windows of audio of a sample rate: seconds rounded to whole samples.
  ///
  /// - Parameter sampleRate: Hz, at least 100.
  public func windows(sampleRate: Double) -> Windows {
    Windows(
      window: Int((window * sampleRate).rounded()), hop: Int((hop * sampleRate).rounded()),
      tail: tail)
  }

  /// The settings of the kind; `nil` where nothing is computed from audio.
  var kind: (any FeatureKind)? {
    switch features {
    case .logMel(let settings): settings
    case .melPooled(let settings): settings
    case .mfccSequence(let settings): settings
    case .statistics(let settings): settings
    case .spectral(let settings): settings
    case .handcrafted(let settings): settings
    case .descriptors(let settings): settings
    case .external, .tfidf, .scriptStatistics, .transformer, .metadata: nil
    case .descriptorWords(let settings): settings.descriptors
    case .chroma(let settings): settings
    case .tonnetz(let settings): settings
    case .constantQ(let settings): settings
    case .onset(let settings): settings
    case .tempogram(let settings): settings
    case .tempo(let settings): settings
    case .key(let settings): settings
    case .loudness(let settings): settings
    }
  }
}

/// What a report tells about: plain values, gathered from an experiment's artifacts.
public struct Experiment: Sendable {
  /// The experiment's name.
  public var name: String
  /// Names of the label columns, in the catalogue's order, such as language and genre.
  public var labels: [String] = []
  /// The songs that were decoded, sorted by id.
  public var songs: [Song] = []
  /// The songs that could not be used.
  public var quarantine: [Quarantined] = []
  /// Pairs of songs that must stay in one part.
  public var links: [Link] = []
  /// What was computed from the audio.
  public var features: [FeatureSet] = []
  /// The fitted models, sorted by name.
  public var models: [Model] = []
  /// How the models' latents cluster, sorted by name.
  public var evaluations: [Evaluation] = []
  /// How models differ on the same songs, for each task.
  public var comparisons: [Comparison] = []
  /// Whether models that fit better cluster better.
  public var lossCorrelations: [LossCorrelation] = []
  /// The audit, if it was made.
  public var audit: Audit?
  /// What leaky splits would have done to scores, if that was measured.
  public var inflation: [Inflation] = []
  /// What commands took, in the order in which they ran; empty where that was not noted.
  public var costs: [Cost] = []
  /// The files that the report was made from, in the order of the stages.
  public var artifacts: [Artifact] = []
  /// What the report lacks, each a sentence that names the stage to run.
  public var absent: [String] = []

  /// An experiment of which nothing is known yet but its name.
  public init(name: String) { self.name = name }
}

extension Experiment {
  /// One decoded song.
  public struct Song: Sendable {
    /// The song's id, unique.
    public var id: String
    /// Title, or "".
    public var title: String
    /// Artist, or "".
    public var artist: String
    /// Path within the corpus.
    public var path: String
    /// One value for each label column, "" where not known.
    public var labels: [String]
    /// Duration, s.
    public var duration: Double
    /// Container and encoding, as the decoder names them.
    public var codec: String
    /// Sample rate of the file, Hz.
    public var sampleRate: Int
    /// Channels of the file.
    public var channels: Int
    /// Bits a sample of the file, 0 where that has no meaning.
    public var bitDepth: Int
    /// Whether there are lyrics.
    public var hasLyrics: Bool
    /// Part of the split, or "" before it is made.
    public var part = ""
    /// Number of the leak group, or nil before the split is made.
    public var group: Int?
    /// Number of its clips, in the first feature set.
    public var clips = 0
    /// The collection it came from, or "" where that is not known.
    public var source = ""
    /// Where a browser finds its audio from the page, a relative URL reference; "" where it is not there.
    public var audio = ""

    /// A decoded song that is in no part yet.
    public init(
      id: String, title: String, artist: String, path: String, labels: [String], duration: Double,
      codec: String, sampleRate: Int, channels: Int, bitDepth: Int, hasLyrics: Bool
    ) {
      self.id = id
      self.title = title
      self.artist = artist
      self.path = path
      self.labels = labels
      self.duration = duration
      self.codec = codec
      self.sampleRate = sampleRate
      self.channels = channels
      self.bitDepth = bitDepth
      self.hasLyrics = hasLyrics
    }

    /// What to call it: its title, or its id, and the artist.
    public var name: String {
      (title.isEmpty ? id : title) + (artist.isEmpty ? "" : " · \(artist)")
    }
  }

  /// A song that could not be used.
  public struct Quarantined: Sendable, Hashable {
    /// The song's id, or "".
    public var id: String
    /// Path within the corpus.
    public var path: String
    /// The stage that gave up on it.
    public var stage: String
    /// Why, in a sentence.
    public var reason: String

    /// A song that could not be used.
    public init(id: String, path: String, stage: String, reason: String) {
      self.id = id
      self.path = path
      self.stage = stage
      self.reason = reason
    }
  }

  /// Two songs that must stay in one part.
  public struct Link: Sendable, Equatable {
    /// Id of one song.
    public var a: String
    /// Id of the other.
    public var b: String
    /// Why: same audio, fingerprint, artist, ….
    public var reason: String
    /// Strength of the evidence, or NaN.
    public var score: Double

    /// Two songs that must stay in one part.
    public init(_ a: String, _ b: String, reason: String, score: Double) {
      self.a = a
      self.b = b
      self.reason = reason
      self.score = score
    }
  }

  /// One set of features.
  public struct FeatureSet: Sendable, Equatable {
    /// Its name.
    public var name: String
    /// Number of clips.
    public var clips: Int
    /// Number of songs with clips.
    public var songs: Int
    /// Shape of one clip's values, such as "128 band × 1292 frame".
    public var shape: String

    /// One set of features.
    public init(name: String, clips: Int, songs: Int, shape: String) {
      self.name = name
      self.clips = clips
      self.songs = songs
      self.shape = shape
    }
  }

  /// One file that the report was made from.
  public struct Artifact: Sendable, Equatable {
    /// Path within the experiment's folder.
    public var path: String
    /// The make target of the stage that writes it.
    public var stage: String
    /// Schema, as name/version.
    public var schema: String
    /// Program and version that wrote it.
    public var producer: String
    /// The seed, or nil where nothing is random.
    public var seed: UInt64?
    /// The digest in its seal, hexadecimal.
    public var digest: String
    /// Paths and digests of what it was made from.
    public var inputs: [Input]
    /// The resolved configuration, YAML; may be empty.
    public var configuration: String

    /// What an artifact was made from.
    public struct Input: Sendable, Equatable {
      /// Path, as the artifact gives it.
      public var path: String
      /// The digest, hexadecimal.
      public var digest: String

      /// What an artifact was made from.
      public init(path: String, digest: String) {
        self.path = path
        self.digest = digest
      }
    }

    /// One file that the report was made from.
    public init(
      path: String, stage: String, schema: String, producer: String, seed: UInt64?, digest: String,
      inputs: [Input], configuration: String
    ) {
      self.path = path
      self.stage = stage
      self.schema = schema
      self.producer = producer
      self.seed = seed
      self.digest = digest
      self.inputs = inputs
      self.configuration = configuration
    }
  }
}

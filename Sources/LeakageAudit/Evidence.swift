internal import Artifacts
internal import DataSplit

/// What the artifacts of an experiment say, each for itself. Paths are relative to the experiment.
struct Evidence {
  /// An artifact that could be opened.
  struct Custody {
    let path: String
    let provenance: Provenance
  }

  /// The songs and clips of features, a model or scores.
  struct ClipTable {
    let path: String
    let songs: [String]
    let clips: Clips

    func song(ofClip clip: Int) -> String { songs[clips.songs[clip]] }
  }

  /// What a model says of the rows that it saw.
  struct Model {
    let table: ClipTable
    let record: ModelRecord
  }

  /// The experiment's folder.
  let folder: String
  /// Every artifact that could be opened, by path.
  var custody: [Custody] = []
  /// SHA-256 of each of these files as it is now.
  var digests: [String: String] = [:]
  /// Every artifact that could not be read, with the reason.
  var unreadable: [(path: String, reason: String)] = []
  /// The shards of decoded audio.
  var catalogue: [CatalogueShard] = []
  /// The largest share of songs that may be quarantined.
  var quarantineLimit = 0.0
  /// The gathered feature sets and their shards.
  var features: [ClipTable] = []
  /// The songs that featurizing could not use.
  var lostFeatures: [String: [String]] = [:]
  var split: SplitArtifact?
  /// How the split was asked for, as split.h5 records it.
  var settings = SplitSettings()
  var models: [Model] = []
  var scores: [ClipTable] = []
  /// All songs of the catalogue, by identifier.
  var songs: [SplitSong] = []
  /// The parts that split.h5 gives to each song; more than one is a leak of its own.
  var partsOfSong: [String: Set<Part>] = [:]

  init(folder: String) {
    self.folder = folder
  }
}

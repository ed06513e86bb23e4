internal import Artifacts
internal import DataSplit

/// What the artifacts of an experiment say, each for itself. Paths are relative to the experiment.
struct Evidence {
  /// An artifact that could be opened.
  struct Custody {
    let path: String
    let provenance: Provenance
    let seal: Seal
  }

  /// The songs and clips of features, a model or scores.
  struct ClipTable {
    let path: String
    let catalogue: Songs
    let clips: Clips

    var songs: [String] { catalogue.ids }
    func song(ofClip clip: Int) -> String { catalogue.ids[clips.songs[clip]] }
  }

  /// A gathered feature set or a shard of one.
  struct Features {
    let table: ClipTable
    /// The songs that featurizing could not use.
    let lost: [String]
    /// Values that belong to a whole song by name, of its first clip; `nil` for other features.
    let columns: NamedColumns?
  }

  /// Features with a name each, a row for each song of the table.
  struct NamedColumns {
    let names: [String]
    /// Column by column.
    let values: [[Float]]
  }

  /// What a model says of the rows that it saw.
  struct Model {
    let table: ClipTable
    let record: ModelRecord
  }

  /// Scores of a model.
  struct Scores {
    let table: ClipTable
    let artifact: ScoresArtifact
  }

  /// The experiment's folder.
  let folder: String
  /// Number of workers; findings do not depend on it.
  let threads: Int
  /// Whether what was fitted is fitted again.
  var isDeep = false
  /// The folder of the experiment's YAML files, where it is known.
  var configurations: String?
  /// The variants of those files that are meant.
  var variants: [String] = []
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
  var features: [Features] = []
  var split: SplitArtifact?
  /// How the split was asked for, as split.h5 records it.
  var settings = SplitSettings()
  var models: [Model] = []
  var scores: [Scores] = []
  /// All songs of the catalogue, by identifier.
  var songs: [SplitSong] = []
  /// The parts that split.h5 gives to each song; more than one is a leak of its own.
  var partsOfSong: [String: Set<Part>] = [:]
  /// The length of every song of the catalogue, seconds.
  var durationOfSong: [String: Double] = [:]
  /// Every label of the catalogue with its value for each song.
  var labelsOfCatalogue: [(label: String, values: [String: String])] = []
  /// The labels that anything is scored by.
  var tasks: [String] = []

  init(folder: String, threads: Int) {
    self.folder = folder
    self.threads = threads
  }

  /// All tables of clips, in the order of the stages.
  var tables: [ClipTable] { features.map(\.table) + models.map(\.table) + scores.map(\.table) }

  /// The parts of a model's clips, from their songs and split.h5; empty for songs without one.
  func parts(ofClipsOf model: Model) -> [Set<Part>] {
    parts(ofClipsOf: model.table, fold: model.record.fold)
  }

  /// The parts of clips when a fold is tested, or without folds.
  func parts(ofClipsOf table: ClipTable, fold: Int?) -> [Set<Part>] {
    guard let split, split.folds != nil || split.deal != nil else {
      return table.clips.songs.map { partsOfSong[table.songs[$0]] ?? [] }
    }
    let parts = try? split.parts(of: table.clips, songIDs: table.songs, fold: fold)
    return (parts ?? Array(repeating: nil, count: table.clips.count)).map { $0.map { [$0] } ?? [] }
  }
}

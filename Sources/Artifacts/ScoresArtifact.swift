internal import HDF5
public import LinearAlgebra

/// Clusterings of a model's latents and their scores, `scores/F/M/R.h5`.
public struct ScoresArtifact: Sendable {
  /// One clustering of the evaluated clips.
  public struct Assignment: Sendable, Equatable {
    /// The task, such as "language".
    public let task: String
    /// The clustering, such as "k-means".
    public let clustering: String
    /// Where it was made: "latent mean", or a projection, such as "pca (n_components 16) of latent mean".
    public let space: String
    /// Number of clusters.
    public let k: Int
    /// A cluster number for each evaluated clip, from 0; −1 is noise.
    public let clusters: [Int]
    /// For each evaluated song how well its clips' clusters are its label, 0 … 1, NaN where it has
    /// none: what models are compared by.
    public let agreement: [Double]

    /// Describes a clustering.
    public init(
      task: String, clustering: String, space: String, k: Int, clusters: [Int],
      agreement: [Double]
    ) {
      self.task = task
      self.clustering = clustering
      self.space = space
      self.k = k
      self.clusters = clusters
      self.agreement = agreement
    }

    /// Whether two are the same; NaN is itself.
    public static func == (a: Assignment, b: Assignment) -> Bool {
      (a.task, a.clustering, a.space, a.k) == (b.task, b.clustering, b.space, b.k)
        && a.clusters == b.clusters
        && a.agreement.map(\.bitPattern) == b.agreement.map(\.bitPattern)
    }
  }

  /// All clips in the plane: for looking, not for scoring.
  public struct Map: Sendable, Equatable {
    /// How it was made: "pca", "tsne" or "umap".
    public let kind: String
    /// Where each clip lies (clips, 2).
    public let coordinates: Matrix
    /// The share of variance that each axis explains; empty where that has no meaning.
    public let explainedVariance: [Double]

    /// Describes a map.
    public init(kind: String, coordinates: Matrix, explainedVariance: [Double] = []) {
      precondition(coordinates.columns == 2)
      self.kind = kind
      self.coordinates = coordinates
      self.explainedVariance = explainedVariance
    }
  }

  /// What the scores were made from.
  public var provenance: Provenance
  /// The songs, as in the model.
  public var songs: Songs
  /// All clips, as in the model.
  public var clips: Clips
  /// The evaluated clips, as rows of ``clips``, ascending.
  public var evaluated: [Int]
  /// The clips that clusterings were fitted to, as rows of ``clips``, ascending.
  public var fitted: [Int]
  /// One row a score: texts task, clustering, clustered_in, level, part, fit, space, metric; whole
  /// numbers k, count, left_out, valid; real numbers value, low, high, p_value, least_p_value.
  public var scores: Table
  /// The clusterings, each with a cluster for every evaluated clip.
  public var assignments: [Assignment]
  /// One row a pair of cluster and label: texts task, clustering, level, label; whole numbers cluster,
  /// count. Pairs that do not occur have no row.
  public var confusion: Table
  /// One row a clustering and a property that songs have beside their labels: texts task, clustering,
  /// level, property; whole numbers k, values, count; real numbers nmi, ami.
  public var confounds: Table
  /// One row a task with labels, of the latents before any clustering: text task, metric; real number
  /// value; whole numbers count, valid.
  public var latents: Table
  /// One row a score by labels of latents that know one feature set alone, or both: texts kept, task,
  /// clustering, level, metric; whole numbers count, valid; real number value. Empty for a model of
  /// one set.
  public var ablations: Table
  /// One row a clip that shows what a cluster is: texts task, clustering, kind ("central" or "ambiguous");
  /// whole numbers cluster, rank, clip (a row of ``clips``); real numbers distance, other_distance.
  public var exemplars: Table
  /// One row a number of clusters that was tried: texts task, clustering, criterion; whole numbers k, chosen;
  /// real number value.
  public var selections: Table
  /// Pictures of the latents.
  public var maps: [Map]

  /// The evaluated songs, as rows of ``songs``, ascending.
  public var evaluatedSongs: [Int] { Set(evaluated.map { clips.songs[$0] }).sorted() }

  /// Describes scores.
  public init(
    provenance: Provenance, songs: Songs, clips: Clips, evaluated: [Int], fitted: [Int],
    scores: Table, assignments: [Assignment], confusion: Table, confounds: Table = Table([]),
    latents: Table = Table([]), exemplars: Table = Table([]), selections: Table = Table([]),
    ablations: Table = Table([]), maps: [Map]
  ) {
    precondition(assignments.allSatisfy { $0.clusters.count == evaluated.count })
    precondition(maps.allSatisfy { $0.coordinates.rows == clips.count })
    self.provenance = provenance
    self.songs = songs
    self.clips = clips
    self.evaluated = evaluated
    self.fitted = fitted
    self.scores = scores
    self.assignments = assignments
    self.confusion = confusion
    self.confounds = confounds
    self.latents = latents
    self.ablations = ablations
    self.exemplars = exemplars
    self.selections = selections
    self.maps = maps
    let songCount = evaluatedSongs.count
    precondition(assignments.allSatisfy { $0.agreement.count == songCount })
  }
}

// MARK: - Reading

extension ScoresArtifact {
  /// Reads scores.
  public init(reading path: String) throws {
    let file = try openArtifact(path, .scores)
    let songs = try Songs(reading: file)
    let clips = try Clips(reading: file, songs: songs)
    let evaluated = try file.integers("evaluated/clip")
    let fitted = try file.integers("fitted/clip")
    let evaluatedSongs = try file.integers("evaluated_songs/song")
    let clusterings = try file.table("clusterings")
    let (tasks, names) = (try clusterings.texts("task"), try clusterings.texts("clustering"))
    let (spaces, k) = (try clusterings.texts("space"), try clusterings.integers("k"))
    let clusters = try file.integers("assignments/cluster")
    let agreement = try file.reals("assignments/agreement")
    guard (evaluated + fitted).allSatisfy({ (0..<clips.count).contains($0) }),
      evaluatedSongs == Set(evaluated.map { clips.songs[$0] }).sorted(),
      clusters.count == names.count * evaluated.count,
      agreement.count == names.count * evaluatedSongs.count
    else { throw ArtifactError(.invalid, "\(path): its tables do not fit each other") }
    // Files of earlier versions lack them.
    func optional(_ group: String) throws -> Table {
      file.contains(group) ? try file.table(group) : Table([])
    }
    func part<Value>(_ all: [Value], _ index: Int, _ count: Int) -> [Value] {
      Array(all[(index * count)..<((index + 1) * count)])
    }
    self.init(
      provenance: try Provenance(reading: file), songs: songs, clips: clips, evaluated: evaluated,
      fitted: fitted, scores: try file.table("scores"),
      assignments: names.indices.map {
        Assignment(
          task: tasks[$0], clustering: names[$0], space: spaces[$0], k: k[$0],
          clusters: part(clusters, $0, evaluated.count),
          agreement: part(agreement, $0, evaluatedSongs.count))
      },
      confusion: try file.table("confusion"), confounds: try file.table("confounds"),
      latents: try file.table("latents"), exemplars: try optional("exemplars"),
      selections: try optional("selections"),
      ablations: try optional("ablations"),
      maps: try file.names(in: "maps").map { kind in
        let values: [Float] = try file.read("maps/\(kind)/values")
        guard values.count == 2 * clips.count else {
          throw ArtifactError(.invalid, "\(path): maps/\(kind)/values must be clips × 2")
        }
        let explained = "maps/\(kind)/explained_variance"
        return Map(
          kind: kind, coordinates: Matrix(rows: clips.count, columns: 2, elements: values),
          explainedVariance: file.contains(explained) ? try file.reals(explained) : [])
      })
  }
}

// MARK: - Writing

extension ScoresArtifact {
  /// Writes the scores.
  public func write(to path: String) throws {
    try writeArtifact(to: path, .scores, provenance) { file in
      try songs.write(to: file)
      try clips.write(to: file, songs: songs)
      try file.createDimension("evaluated_clip", length: evaluated.count)
      try file.write(
        Table([.init("clip", evaluated, longName: "row in clips")]), group: "evaluated",
        dimension: "evaluated_clip")
      try file.createDimension("fitted_clip", length: fitted.count)
      try file.write(
        Table([
          .init("clip", fitted, longName: "row in clips that clusterings were fitted to")
        ]), group: "fitted", dimension: "fitted_clip")
      try file.createDimension("evaluated_song", length: evaluatedSongs.count)
      try file.write(
        Table([.init("song", evaluatedSongs, longName: "row in songs")]), group: "evaluated_songs",
        dimension: "evaluated_song")
      for (name, table, dimension) in [
        ("scores", scores, "score"), ("confusion", confusion, "pair"),
        ("confounds", confounds, "confound"), ("latents", latents, "latent_score"),
        ("exemplars", exemplars, "exemplar"), ("selections", selections, "tried_count"),
      ] {
        try file.createDimension(dimension, length: table.count)
        try file.write(table, group: name, dimension: dimension)
      }
      if ablations.count > 0 {
        try file.createDimension("ablation_score", length: ablations.count)
        try file.write(ablations, group: "ablations", dimension: "ablation_score")
      }
      try writeAssignments(to: file)
      try file.createGroup("maps")
      for (index, map) in maps.enumerated() {
        try write(map, to: file, isDefault: index == 0)
      }
      try file.close()
    }
  }

  private func writeAssignments(to file: borrowing HDF5File) throws {
    try file.createDimension("clustering", length: assignments.count)
    try file.write(
      Table([
        .init("task", assignments.map(\.task)),
        .init("clustering", assignments.map(\.clustering)),
        .init("space", assignments.map(\.space), longName: "where clusters were looked for"),
        .init("k", assignments.map(\.k)),
      ]), group: "clusterings", dimension: "clustering")
    try file.createGroup("assignments")
    try file.write(
      assignments.flatMap { $0.clusters.map(Int32.init) }, to: "assignments/cluster",
      dimensions: ["clustering", "evaluated_clip"])
    try file.describe(
      "assignments/cluster", unit: "", longName: "cluster of every evaluated clip")
    try file.write(
      assignments.flatMap(\.agreement), to: "assignments/agreement",
      dimensions: ["clustering", "evaluated_song"])
    try file.describe(
      "assignments/agreement", unit: "1", longName: "B-cubed F1 of every evaluated song")
  }

  private func write(_ map: Map, to file: borrowing HDF5File, isDefault: Bool) throws {
    let group = "maps/\(map.kind)"
    try file.createGroup(group)
    try file.createDimension("\(group)/component", length: 2)
    try file.write(
      map.coordinates.elements, to: "\(group)/values",
      dimensions: ["clip", "\(group)/component"])
    try file.describe(
      "\(group)/values", unit: "1", longName: "\(map.kind) of all clips, for looking")
    if !map.explainedVariance.isEmpty {
      try file.write(
        map.explainedVariance, to: "\(group)/explained_variance",
        dimensions: ["\(group)/component"])
    }
    try file.markAsPlot(
      group, signal: "values", axes: [".", "."], title: map.kind, isDefault: isDefault)
  }
}

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
    /// Number of clusters.
    public let k: Int
    /// A cluster number for each evaluated clip, from 0; −1 is noise.
    public let clusters: [Int]

    /// Describes a clustering.
    public init(task: String, clustering: String, k: Int, clusters: [Int]) {
      self.task = task
      self.clustering = clustering
      self.k = k
      self.clusters = clusters
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
  /// One row a score: texts task, clustering, level, part, fit, space, metric; whole numbers k, count,
  /// left_out, valid; real number value.
  public var scores: Table
  /// The clusterings, each with a cluster for every evaluated clip.
  public var assignments: [Assignment]
  /// One row a pair of cluster and label: texts task, clustering, level, label; whole numbers cluster,
  /// count. Pairs that do not occur have no row.
  public var confusion: Table
  /// The first two principal components of all clips, (clips, 2): for looking, not for scoring.
  public var projection: Matrix
  /// The share of variance that each of the two explains.
  public var explainedVariance: [Double]

  /// Describes scores.
  public init(
    provenance: Provenance, songs: Songs, clips: Clips, evaluated: [Int], scores: Table,
    assignments: [Assignment], confusion: Table, projection: Matrix, explainedVariance: [Double]
  ) {
    precondition(assignments.allSatisfy { $0.clusters.count == evaluated.count })
    precondition(projection.rows == clips.count && projection.columns == explainedVariance.count)
    self.provenance = provenance
    self.songs = songs
    self.clips = clips
    self.evaluated = evaluated
    self.scores = scores
    self.assignments = assignments
    self.confusion = confusion
    self.projection = projection
    self.explainedVariance = explainedVariance
  }

  /// Reads scores.
  public init(reading path: String) throws {
    let file = try openArtifact(path, .scores)
    let songs = try Songs(reading: file)
    let clips = try Clips(reading: file, songs: songs)
    let evaluated = try file.integers("evaluated/clip")
    let clusterings = try file.table("clusterings")
    let (tasks, names) = (try clusterings.texts("task"), try clusterings.texts("clustering"))
    let k = try clusterings.integers("k")
    let clusters = try file.integers("assignments/cluster")
    let explained = try file.reals("projection/explained_variance")
    let projection: [Float] = try file.read("projection/values")
    guard evaluated.allSatisfy({ (0..<clips.count).contains($0) }),
      clusters.count == names.count * evaluated.count,
      projection.count == clips.count * explained.count
    else { throw ArtifactError(.invalid, "\(path): its tables do not fit each other") }
    self.init(
      provenance: try Provenance(reading: file), songs: songs, clips: clips, evaluated: evaluated,
      scores: try file.table("scores"),
      assignments: names.indices.map {
        Assignment(
          task: tasks[$0], clustering: names[$0], k: k[$0],
          clusters: Array(clusters[($0 * evaluated.count)..<(($0 + 1) * evaluated.count)]))
      },
      confusion: try file.table("confusion"),
      projection: Matrix(rows: clips.count, columns: explained.count, elements: projection),
      explainedVariance: explained)
  }

  /// Writes the scores.
  public func write(to path: String) throws {
    try writeArtifact(to: path, .scores, provenance) { file in
      try songs.write(to: file)
      try clips.write(to: file, songs: songs)
      try file.createDimension("evaluated_clip", length: evaluated.count)
      try file.write(
        Table([.init("clip", evaluated, longName: "row in clips")]), group: "evaluated",
        dimension: "evaluated_clip")
      try file.createDimension("score", length: scores.count)
      try file.write(scores, group: "scores", dimension: "score")
      try file.createDimension("clustering", length: assignments.count)
      try file.write(
        Table([
          .init("task", assignments.map(\.task)),
          .init("clustering", assignments.map(\.clustering)), .init("k", assignments.map(\.k)),
        ]), group: "clusterings", dimension: "clustering")
      try file.createGroup("assignments")
      try file.write(
        assignments.flatMap { $0.clusters.map(Int32.init) }, to: "assignments/cluster",
        dimensions: ["clustering", "evaluated_clip"])
      try file.describe(
        "assignments/cluster", unit: "", longName: "cluster of every evaluated clip")
      try file.createDimension("pair", length: confusion.count)
      try file.write(confusion, group: "confusion", dimension: "pair")
      try file.createGroup("projection")
      try file.createDimension("projection/component", length: explainedVariance.count)
      try file.write(
        projection.elements, to: "projection/values",
        dimensions: ["clip", "projection/component"])
      try file.describe(
        "projection/values", unit: "1", longName: "principal components of all clips, for looking")
      try file.write(
        explainedVariance, to: "projection/explained_variance",
        dimensions: ["projection/component"])
      try file.markAsPlot(
        "projection", signal: "values", axes: [".", "."], title: "Principal components")
      try file.close()
    }
  }
}

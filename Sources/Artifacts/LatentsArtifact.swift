internal import HDF5
public import LinearAlgebra

/// Where a model that was fitted before puts the clips of new songs.
public struct LatentsArtifact: Sendable {
  /// What the latents were made from: the model and the features.
  public let provenance: Provenance
  /// The model's kind, such as "basic-vae".
  public let kind: String
  /// The songs, as in the features.
  public let songs: Songs
  /// The clips, as in the features.
  public let clips: Clips
  /// Latent means, (clips, latent): for a model that is not variational, its latents.
  public let mean: Matrix
  /// Logarithms of the latent variances, (clips, latent); `nil` for a model that is not variational.
  public let logVariance: Matrix?
  /// The probability of each clip to be of each cluster, (clips, cluster), of a model that has
  /// clusters.
  public let clusters: Matrix?

  /// Describes latents.
  public init(
    provenance: Provenance, kind: String, songs: Songs, clips: Clips, mean: Matrix,
    logVariance: Matrix? = nil, clusters: Matrix? = nil
  ) {
    precondition(mean.rows == clips.count)
    self.provenance = provenance
    self.kind = kind
    self.songs = songs
    self.clips = clips
    self.mean = mean
    self.logVariance = logVariance
    self.clusters = clusters
  }

  /// Reads latents.
  public init(reading path: String) throws {
    let file = try openArtifact(path, .latents)
    let songs = try Songs(reading: file)
    let clips = try Clips(reading: file, songs: songs)
    self.init(
      provenance: try Provenance(reading: file), kind: try file.text(attribute: "kind"),
      songs: songs, clips: clips, mean: try file.matrix("latents/mean", rows: clips.count),
      logVariance: try file.optionalMatrix("latents/log_variance", rows: clips.count),
      clusters: try file.optionalMatrix("clusters/probability", rows: clips.count))
  }

  /// Writes the latents.
  public func write(to path: String) throws {
    try writeArtifact(to: path, .latents, provenance) { file in
      try file.setAttribute("kind", to: kind)
      try songs.write(to: file)
      try clips.write(to: file, songs: songs)
      try file.writeLatents(mean: mean, logVariance: logVariance)
      if let clusters { try file.writeClusters(clusters) }
      try file.close()
    }
  }
}

extension HDF5File {
  /// Reads a matrix of so many rows.
  func matrix(_ dataset: String, rows: Int) throws -> Matrix {
    let shape = try shape(of: dataset)
    guard shape.count == 2, shape[0] == rows else {
      throw ArtifactError(
        .invalid, "\(path): \(dataset) must have \(rows) rows, but has the shape \(shape)")
    }
    return Matrix(rows: shape[0], columns: shape[1], elements: try read(dataset))
  }

  /// Reads a matrix of so many rows if it is there.
  func optionalMatrix(_ dataset: String, rows: Int) throws -> Matrix? {
    contains(dataset) ? try matrix(dataset, rows: rows) : nil
  }

  /// Writes the group `latents`, over the dimension `clip`.
  func writeLatents(mean: Matrix, logVariance: Matrix?) throws {
    try createGroup("latents")
    try createDimension("latents/latent", length: mean.columns)
    try write(
      mean.elements, to: "latents/mean", dimensions: ["clip", "latents/latent"], compressed: false)
    try describe("latents/mean", unit: "1", longName: "latent mean of every clip")
    if let logVariance {
      try write(
        logVariance.elements, to: "latents/log_variance",
        dimensions: ["clip", "latents/latent"], compressed: false)
      try describe("latents/log_variance", unit: "1", longName: "logarithm of the latent variance")
    }
    try markAsPlot("latents", signal: "mean", axes: [".", "."], title: "Latents by clip")
  }

  /// Writes the group `clusters`, over the dimension `clip`.
  func writeClusters(_ clusters: Matrix) throws {
    try createGroup("clusters")
    try createDimension("clusters/cluster", length: clusters.columns)
    try write(
      clusters.elements, to: "clusters/probability", dimensions: ["clip", "clusters/cluster"],
      compressed: false)
    try describe(
      "clusters/probability", unit: "1", longName: "probability of every clip to be of the cluster")
  }
}

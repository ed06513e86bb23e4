import Artifacts
import Autoencoders
import Clustering
import LinearAlgebra
import Projection
import Randomness
import StageKit
import TrainingData

extension Fit {
  /// Joins the clusterings of other models: clips are near each other that often share a cluster.
  ///
  /// The latents of each member are clustered many times by K-means, each time from another start into
  /// a number of clusters that is drawn. A clip becomes a 1 for each cluster that it is in: the inner
  /// products of such rows, divided by the number of clusterings, are the shares of clusterings that
  /// two clips have a cluster in common in, the co-association of Fred & Jain (2005, doi
  /// 10.1109/TPAMI.2005.113); to cluster the rows is a consensus (Topchy, Jain & Punch 2005, doi
  /// 10.1109/TPAMI.2005.237). Their principal components are the latents. Clusters and components are
  /// fitted to training clips; other clips go to the nearest centre.
  ///
  /// - Parameters:
  ///   - consensus: How many clusterings, and of how many clusters.
  ///   - paths: The fitted members, of the same clips and fold.
  ///   - data: Says which clips may be learned from.
  ///   - fold: The fold that is tested.
  ///   - seed: Draws starts and numbers of clusters.
  ///   - options: Gives the number of workers.
  /// - Throws: A ``StageFailure`` that names a member that cannot be joined.
  init(
    consensus: ConsensusSettings, _ paths: [String], of data: LearningData, fold: Int?,
    seed: UInt64, _ options: StageOptions
  ) throws {
    let (threads, training) = (options.threadCount, data.rows.training.indices)
    var told: Set<String> = []
    var clusterings: [(clusters: Int, ofClip: [Int])] = []
    for (path, name) in zip(paths, consensus.members) {
      let member = try ModelArtifact(reading: path)
      try member.requireSameFit(as: data, fold: fold, path: path)
      told.formUnion(member.conditionedOn)
      let rows = member.mean.gathering(rows: training)
      var generator = Generator(seed: seed, stream: "consensus of \(name)")
      for _ in 0..<consensus.clusterings {
        let drawn =
          consensus.counts.lowerBound + generator.integer(below: consensus.counts.count)
        let count = min(drawn, rows.rows)
        do {
          let found = try KMeans.fit(
            rows, clusters: count, settings: KMeans.Settings(starts: 1), using: &generator,
            threads: threads)
          clusterings.append((count, found.assign(member.mean, threads: threads)))
        } catch {
          throw StageFailure(.badData, "the latents of \(path) cannot be clustered: \(error)")
        }
      }
    }
    // So that inner products are shares of clusterings.
    let weight = 1 / Float(clusterings.count).squareRoot()
    var shared = Matrix(
      rows: data.clips.count, columns: clusterings.reduce(0) { $0 + $1.clusters })
    var first = 0
    for (clusters, ofClip) in clusterings {
      for (clip, cluster) in ofClip.enumerated() { shared[clip, first + cluster] = weight }
      first += clusters
    }
    let components = try PrincipalComponents(
      of: shared.gathering(rows: training), components: consensus.components, threads: threads)
    self.init(
      latents: Latents(mean: components.transform(shared, threads: threads)),
      fitted: [
        ModelArtifact.Fitted(name: "clusterings", rows: training),
        ModelArtifact.Fitted(
          name: "principal components", rows: training,
          values: [("explained_variance", components.explainedVariance.map { Float($0) })]),
      ],
      conditionedOn: told.sorted(),
      summary: "\(consensus.clusterings) clusterings of each of \(paths.count) models, in "
        + "\(components.components.rows) components")
  }
}

extension ModelArtifact {
  /// Refuses a model of other clips, parts or another fold.
  fileprivate func requireSameFit(as data: LearningData, fold: Int?, path: String) throws {
    guard clips.ids == data.clips.ids else {
      throw StageFailure(
        .badData,
        "\(path) has other clips than \(data.features.path): a consensus joins models of the same "
          + "windows")
    }
    guard self.fold == fold, parts == data.parts else {
      throw StageFailure(otherFit: path)
    }
  }
}

extension StageFailure {
  /// A model cannot be used beside others, being of another division of songs.
  init(otherFit path: String) {
    self.init(.badData, "\(path) was fitted to another split or fold: train it again")
  }
}

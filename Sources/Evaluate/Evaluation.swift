import Artifacts
import ClusterMetrics
import Clustering
import LinearAlgebra
import Randomness
import StageKit

/// Runs every clustering for every task and scores it.
struct Evaluation {
  let corpus: EvaluatedCorpus
  let settings: EvaluationSettings
  /// The model's seed: clusterings start from it too.
  let seed: UInt64
  let threads: Int
  /// Where internal metrics are measured besides.
  let other: OtherSpace?

  func run(on console: Console) throws -> EvaluationResults {
    let tasks = try EvaluatedTask.all(corpus, settings)
    let properties = try SongProperty.all(corpus.songs, scored: Set(corpus.songOfClip).sorted())
    var results = EvaluationResults(part: corpus.part, fit: settings.fit.rawValue)
    let spaces = try coordinates(on: console)
    let progress = StageProgress(
      "clustering", total: tasks.count * settings.clusterings.count, on: console)
    for task in tasks {
      if let leftOut = task.leftOut(of: corpus) {
        console.say("\(leftOut) of \(corpus.evaluated.count) clips have no \(task.name): left out")
      }
      scoreLatents(task, into: &results)
      for clustering in settings.clusterings {
        progress.advance("\(task.name), \(clustering.name)")
        let rows = spaces[clustering.space.name(of: corpus.space)] ?? spaces[corpus.space]
        guard let rows else { preconditionFailure("every space has coordinates") }
        guard let found = try clusters(task, clustering, rows, &results, console) else { continue }
        score(task, found, rows, latent: spaces[corpus.space], into: &results)
        score(properties, found, into: &results)
        if let own = found.clusters {
          results.add(found.key, exemplars(of: own, in: rows.scored), clips: corpus.evaluated)
        }
      }
    }
    progress.finish()
    return results
  }

  /// The coordinates of each space that is clustered in, and of the latents, by the space's name.
  private func coordinates(on console: Console) throws -> [String: Coordinates] {
    var found: [String: Coordinates] = [:]
    for space in [.latent] + settings.clusterings.map(\.space) {
      let name = space.name(of: corpus.space)
      guard found[name] == nil else { continue }
      if space != .latent { console.say("projecting: \(name)") }
      found[name] = try corpus.coordinates(in: space, seed: seed, threads: threads)
    }
    return found
  }

  // MARK: - Clusters

  /// A clustering of the scored clips.
  struct Found {
    let key: EvaluationResults.Key
    /// The cluster of each scored clip; `nil` where there are too few clips.
    let clusters: [Int]?
    /// The cluster of each scored song's mean, by ascending song.
    let clustersOfMeans: [Int]?
    /// Whether clips may be noise.
    let hasNoise: Bool
  }

  /// A clustering of the scored clips; `nil` where it would be the model's own and the model has none,
  /// or where the space has too many dimensions for it.
  private func clusters(
    _ task: EvaluatedTask, _ clustering: EvaluationSettings.Clustering, _ rows: Coordinates,
    _ results: inout EvaluationResults, _ console: Console
  ) throws -> Found? {
    let (name, method) = (clustering.name, clustering.method)
    if method == .model {
      guard let probabilities = corpus.probabilities else {
        console.say("\(name): the model has no clusters of its own; left out")
        return nil
      }
      let key = EvaluationResults.Key(
        task: task.name, clustering: name, space: rows.space, k: probabilities.columns)
      return Found(
        key: key, clusters: mostProbableClusters(probabilities),
        clustersOfMeans: mostProbableClusters(corpus.songMeans(probabilities)), hasNoise: false)
    }
    let (most, dimensions) = (
      clustering.mostDimensions,
      // Latents of more dimensions than rows are turned into fewer coordinates.
      clustering.space == .latent ? corpus.latents.columns : rows.fitted.columns
    )
    guard most == 0 || dimensions <= most else {
      console.say("\(name): \(dimensions) dimensions are more than \(most); left out")
      return nil
    }
    do {
      let k = try count(task, clustering, rows, &results)
      func key(_ k: Int) -> EvaluationResults.Key {
        EvaluationResults.Key(task: task.name, clustering: name, space: rows.space, k: k)
      }
      guard method.findsCount || k <= rows.fitted.rows else {
        console.warn(
          "\(task.name), \(name): \(k) clusters cannot be made of \(rows.fitted.rows) clips; "
            + "its scores are left empty")
        return Found(key: key(k), clusters: nil, clustersOfMeans: nil, hasNoise: false)
      }
      var generator = Generator(seed: seed, stream: "\(name) into \(k)")
      let fit = try method.fit(rows.fitted, clusters: k, using: &generator, threads: threads)
      if let density = fit as? DensityClustering {
        results.add(task: task.name, clustering: name, density)
      }
      return Found(
        key: key(method.findsCount ? fit.clusters : k),
        clusters: corpus.training == nil ? fit.labels : fit.assign(rows.scored, threads: threads),
        clustersOfMeans: fit.assign(corpus.songMeans(rows.scored), threads: threads),
        hasNoise: method.findsCount)
    } catch let error as ClusteringError {
      throw StageFailure(.badData, "the latents cannot be clustered by \(name): \(error)")
    }
  }

  /// The number of clusters that a task asks for.
  private func count(
    _ task: EvaluatedTask, _ clustering: EvaluationSettings.Clustering, _ rows: Coordinates,
    _ results: inout EvaluationResults
  ) throws -> Int {
    switch task.k {
    case .labels: return task.labels.count
    case .number(let k): return k
    case .chosen(let criterion, let range):
      if clustering.method.findsCount { return 1 }
      var generator = Generator(seed: seed, stream: "number of clusters of \(clustering.name)")
      let (k, tried) = try criterion.choose(
        among: range, for: clustering.method, rows.fitted, using: &generator, threads: threads)
      results.add(
        task: task.name, clustering: clustering.name, criterion: criterion.rawValue, tried: tried,
        chosen: k)
      return k
    }
  }
}

extension EvaluatedCorpus {
  /// The mean of each scored song's rows, by ascending song.
  func songMeans(_ rows: Matrix) -> Matrix {
    let songs = Set(songOfClip).sorted()
    let places = Dictionary(uniqueKeysWithValues: songs.enumerated().map { ($1, $0) })
    let d = rows.columns
    var sums = [Double](repeating: 0, count: songs.count * d)
    var counts = [Double](repeating: 0, count: songs.count)
    for (clip, song) in songOfClip.enumerated() {
      guard let place = places[song] else { continue }
      counts[place] += 1
      for t in 0..<d { sums[place * d + t] += Double(rows.elements[clip * d + t]) }
    }
    return Matrix(
      rows: songs.count, columns: d,
      elements: sums.indices.map { Float(sums[$0] / counts[$0 / d]) })
  }
}

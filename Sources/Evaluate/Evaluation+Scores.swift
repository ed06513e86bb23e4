import ClusterMetrics
import LinearAlgebra
import Randomness

extension Evaluation {
  /// Adds all scores of a clustering, undefined ones where it does not exist. A row of noise is a
  /// cluster of its own; where there may be noise, the rows that are covered are scored as well.
  func score(
    _ task: EvaluatedTask, _ found: Found, _ rows: Coordinates, latent: Coordinates?,
    into results: inout EvaluationResults
  ) {
    let clips = LabelledRows(
      level: "clip", songs: corpus.songOfClip, classOfSong: task.classOfSong)
    let scored = Set(corpus.songOfClip).sorted()
    if let clusters = found.clusters {
      results.add(
        found.key, clusters: clusters,
        agreement: agreement(clips, clusters, songs: scored, classOfSong: task.classOfSong))
    }
    if !task.labels.isEmpty {
      score(task, found, clips, found.clusters, into: &results)
      let songs = LabelledRows(level: "song", songs: scored, classOfSong: task.classOfSong)
      score(task, found, songs, found.clusters.map(votes), into: &results)
      let means = LabelledRows(level: "song mean", songs: scored, classOfSong: task.classOfSong)
      score(task, found, means, found.clustersOfMeans, into: &results)
    }
    score(found, in: rows, into: &results)
    if let latent, latent.space != rows.space { score(found, in: latent, into: &results) }
    if let other { score(found, in: other.coordinates, clips: other.clips, into: &results) }
  }

  /// The cluster of most clips of each scored song, by ascending song.
  func votes(_ clusters: [Int]) -> [Int] {
    let songs = Set(corpus.songOfClip).sorted()
    let places = Dictionary(uniqueKeysWithValues: songs.enumerated().map { ($1, $0) })
    return majorityVote(
      clusters, groups: corpus.songOfClip.compactMap { places[$0] }, count: songs.count)
  }

  // MARK: - By labels

  private func score(
    _ task: EvaluatedTask, _ found: Found, _ rows: LabelledRows, _ clusters: [Int]?,
    into results: inout EvaluationResults
  ) {
    let own = clusters.map { clusters in rows.rows.map { clusters[$0] } }
    let counts = EvaluationResults.Rows(
      level: rows.level, count: rows.rows.count, leftOut: rows.leftOut)
    guard let own else {
      for metric in ExternalMetric.allCases {
        results.add(
          found.key, counts, space: "", metric: metric.rawValue, value: .nan,
          isValid: task.isValid)
      }
      return
    }
    var generator = Generator(
      seed: seed, stream: "\(task.name), \(found.key.clustering), \(rows.level)")
    let scores = rows.scores(
      NoisyClusters(own).withSingletons, settings.certainty, using: &generator, threads: threads)
    for score in scores { results.add(found.key, counts, score, isValid: task.isValid) }
    results.add(
      found.key, level: rows.level,
      confusion: ContingencyTable(classes: rows.classes, clusters: own), labels: task.labels)
    guard found.hasNoise && rows.level == "clip" else { return }
    let covered = own.indices.filter { own[$0] != NoisyClusters.noise }
    let table = ContingencyTable(
      classes: covered.map { rows.classes[$0] }, clusters: covered.map { own[$0] })
    for metric in ExternalMetric.allCases {
      results.add(
        found.key,
        .init(
          level: "covered clip", count: covered.count,
          leftOut: corpus.evaluated.count - covered.count),
        space: "", metric: metric.rawValue,
        value: table.count > 0 ? metric.score(table) : .nan, isValid: task.isValid)
    }
  }

  /// The mean B³ F1 of each scored song's clips, NaN for songs without a label.
  private func agreement(
    _ clips: LabelledRows, _ clusters: [Int], songs: [Int], classOfSong: [Int?]
  ) -> [Double] {
    let scores = ContingencyTable.bCubedScores(
      classes: clips.classes,
      clusters: NoisyClusters(clips.rows.map { clusters[$0] }).withSingletons)
    var sums = [Double](repeating: 0, count: clips.classOfSong.count)
    var counts = sums
    for (song, score) in zip(clips.songOfRow, scores) {
      sums[song] += score
      counts[song] += 1
    }
    var place = -1
    return songs.map { song in
      guard classOfSong[song] != nil else { return .nan }
      place += 1
      return sums[place] / counts[place]
    }
  }

  // MARK: - By positions

  /// `clips` are the scored clips that have rows; all of them by default.
  private func score(
    _ found: Found, in rows: Coordinates, clips: [Int]? = nil,
    into results: inout EvaluationResults
  ) {
    let all = corpus.evaluated.count
    let clips = clips ?? Array(0..<all)
    let own = found.clusters.map { clusters in NoisyClusters(clips.map { clusters[$0] }) }
    let counts = EvaluationResults.Rows(
      level: "clip", count: clips.count, leftOut: all - clips.count)
    // Density clusterings alone have clusters of any shape.
    let metrics = InternalMetric.allCases.filter { found.hasNoise || $0 != .densityValidity }
    for metric in metrics {
      let value = own.map {
        metric.score(rows.measured, clusters: $0.withSingletons, threads: threads)
      }
      results.add(
        found.key, counts, space: rows.space,
        metric: metric.rawValue, value: value ?? .nan, isValid: true)
    }
    guard found.hasNoise, let own else { return }
    let covered = own.covered
    if rows.space == found.key.space {
      results.add(
        found.key, counts, space: "", metric: "coverage",
        value: own.coverage, isValid: true)
    }
    let measured = rows.measured.gathering(rows: covered)
    for metric in metrics {
      results.add(
        found.key,
        .init(level: "covered clip", count: covered.count, leftOut: all - covered.count),
        space: rows.space, metric: metric.rawValue,
        value: metric.score(measured, clusters: covered.map { own.clusters[$0] }, threads: threads),
        isValid: true)
    }
  }

  // MARK: - Without clusters

  /// Adds what the latents of scored clips tell of a task's labels, one dimension at a time.
  func scoreLatents(_ task: EvaluatedTask, into results: inout EvaluationResults) {
    guard !task.labels.isEmpty else { return }
    let clips = LabelledRows(
      level: "clip", songs: corpus.songOfClip, classOfSong: task.classOfSong)
    results.add(
      task: task.name, metric: "mig",
      value: mutualInformationGap(
        corpus.latents.gathering(rows: clips.rows), classes: clips.classes, threads: threads),
      count: clips.rows.count, isValid: task.isValid)
  }

  /// Adds how far clusters are what songs have beside their labels: codecs, say, instead of genres.
  func score(
    _ properties: [SongProperty], _ found: Found, into results: inout EvaluationResults
  ) {
    guard let clusters = found.clusters else { return }
    let songs = Set(corpus.songOfClip).sorted()
    for property in properties {
      for (level, own, clusters) in [
        ("clip", corpus.songOfClip, clusters), ("song", songs, votes(clusters)),
      ] {
        let rows = own.indices.filter { property.valueOfSong[own[$0]] != nil }
        let table = ContingencyTable(
          classes: rows.compactMap { property.valueOfSong[own[$0]] },
          clusters: NoisyClusters(rows.map { clusters[$0] }).withSingletons)
        results.add(
          found.key, level: level, property: property.name, table: table)
      }
    }
  }
}

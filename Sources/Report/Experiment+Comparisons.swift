import Randomness
import Reporting
import Statistics

extension Experiment {
  /// Compares the models of an experiment on the songs that all were scored on.
  ///
  /// A model's figure for a song is the mean over its clusterings and runs: none is picked by the labels
  /// that it is scored with. Songs are the observations, never clips, which are alike, nor seeds of
  /// one split, which are no new data.
  mutating func compare() {
    var tasks: [String] = []
    for agreement in evaluations.flatMap(\.agreements) where !tasks.contains(agreement.task) {
      tasks.append(agreement.task)
    }
    comparisons = tasks.compactMap { comparison($0) }
    lossCorrelations = Set(models.map(\.run.features)).sorted().flatMap { features in
      tasks.compactMap { correlation(features, $0) }
    }
  }

  // MARK: - Models on songs

  /// One model's figures.
  private struct Figures {
    let name: String
    /// The mean over runs, by song.
    let bySong: [String: Double]
    /// Each run's figures, by the run's name.
    let byRun: [String: [String: Double]]

    /// The standard deviation of the runs' means; `nil` for a single run.
    var deviation: Double? {
      let means = byRun.sorted { $0.key < $1.key }.map { mean(of: $0.value) }
      guard means.count > 1 else { return nil }
      let squares = means.reduce(0) { $0 + ($1 - mean(means)) * ($1 - mean(means)) }
      return (squares / Double(means.count - 1)).squareRoot()
    }
  }

  private func figures(_ task: String) -> [Figures] {
    var names: [String] = []
    var runs: [String: [String: [String: Double]]] = [:]
    for evaluation in evaluations {
      let isValid = !evaluation.scores.contains { $0.task == task && !$0.isValid }
      guard isValid, let own = evaluation.agreements.first(where: { $0.task == task }) else {
        continue
      }
      let name = "\(evaluation.run.features) · \(evaluation.run.model)"
      if runs[name] == nil { names.append(name) }
      runs[name, default: [:]][evaluation.run.run] = Dictionary(
        zip(own.songs, own.values)
      ) { first, _ in first }
    }
    return names.map { name in
      let byRun = runs[name] ?? [:]
      var values: [String: [Double]] = [:]
      for run in byRun.keys.sorted() {
        for (song, value) in byRun[run] ?? [:] { values[song, default: []].append(value) }
      }
      return Figures(
        name: name, bySong: values.mapValues { $0.reduce(0, +) / Double($0.count) }, byRun: byRun)
    }
  }

  private func comparison(_ task: String) -> Comparison? {
    let all = figures(task)
    let songs = all.map { Set($0.bySong.keys) }.reduce(nil) { $0?.intersection($1) ?? $1 }?.sorted()
    guard all.count > 1, let songs, songs.count > 1 else { return nil }
    let values = all.map { model in songs.map { model.bySong[$0] ?? .nan } }
    let pairs = pairs(of: all.count)
    // Rank 1 for the largest.
    let friedman = Friedman(songs.indices.map { song in values.map { -$0[song] } })
    var generator = Generator(seed: 0, stream: "comparison for \(task)")
    let samples = bootstrapIntervals(
      groups: Array(songs.indices), using: &generator
    ) { rows in
      let means = values.map { own in rows.reduce(0) { $0 + own[$1] } / Double(rows.count) }
      return means + pairs.map { means[$0.0] - means[$0.1] }
    }
    let standings = all.indices.map { model in
      Comparison.Standing(
        name: all[model].name, mean: mean(values[model]), interval: range(samples[model]),
        rank: friedman.meanRanks[model], deviation: all[model].deviation)
    }
    return Comparison(
      task: task, songs: songs.count,
      standings: standings.sorted { ($0.rank, $0.name) < ($1.rank, $1.name) },
      friedman: (
        friedman.imanDavenport.pValue, friedman.imanDavenport.verdict().rawValue
      ),
      criticalDifference: friedman.criticalDifference(),
      pairs: compared(all, values, pairs, samples.dropFirst(all.count).map(range)))
  }

  private func compared(
    _ all: [Figures], _ values: [[Double]], _ pairs: [(Int, Int)],
    _ intervals: [ClosedRange<Double>]
  ) -> [Comparison.Pair] {
    let tests = pairs.map { a, b in wilcoxonSignedRank(zip(values[a], values[b]).map { $0 - $1 }) }
    let adjusted = holm(tests.map(\.pValue))
    return pairs.indices.map { index in
      let (a, b) = pairs[index]
      let differences = zip(values[a], values[b]).map { $0 - $1 }
      let difference = mean(values[a]) - mean(values[b])
      let interval = intervals[index]
      let isTestable = tests[index].leastPValue * Double(pairs.count) <= 0.05
      let (first, second) = difference >= 0 ? (a, b) : (b, a)
      var pair = Comparison.Pair(
        first: all[first].name, second: all[second].name, difference: abs(difference),
        interval: difference >= 0 ? interval : -interval.upperBound...(-interval.lowerBound),
        effect: cliffDelta(values[first], values[second]), pValue: adjusted[index],
        foldPValue: foldTest(all[first], all[second]),
        verdict: !isTestable
          ? TestResult.Verdict.untestable.rawValue
          : adjusted[index] <= 0.05
            ? TestResult.Verdict.significant.rawValue : TestResult.Verdict.notSignificant.rawValue)
      pair.detectable = detectableDifference(differences, tests: pairs.count)
      return pair
    }.sorted { ($0.pValue, $0.first, $0.second) < ($1.pValue, $1.first, $1.second) }
  }

  /// The corrected resampled t-test over runs that both models have on different folds.
  private func foldTest(_ a: Figures, _ b: Figures) -> Double? {
    let runs = a.byRun.keys.filter { $0.contains("fold-") && b.byRun[$0] != nil }.sorted()
    guard runs.count > 1 else { return nil }
    let differences = runs.map { mean(of: a.byRun[$0] ?? [:]) - mean(of: b.byRun[$0] ?? [:]) }
    let folds = Set(runs.compactMap { $0.split(separator: "fold-").last }).count
    return correctedResampledTTest(differences, testShare: 1 / Double(max(folds - 1, 1)))
      .test.pValue
  }

  // MARK: - Losses

  private func correlation(_ features: String, _ task: String) -> LossCorrelation? {
    var (losses, scores): ([Double], [Double]) = ([], [])
    for model in models where model.run.features == features {
      guard let best = model.bestEpoch, model.history.indices.contains(best - 1),
        let evaluation = evaluations.first(where: { $0.run == model.run })
      else { continue }
      let own = evaluation.scores.filter {
        $0.task == task && $0.metric == "nmi" && $0.level == "clip" && $0.isValid
          && $0.value.isFinite
      }
      let loss = model.history[best - 1].validation.total
      guard !own.isEmpty, loss.isFinite else { continue }
      losses.append(loss)
      scores.append(mean(own.map(\.value)))
    }
    guard losses.count > 2 else { return nil }
    func values(
      _ found: Correlation
    ) -> (coefficient: Double, interval: ClosedRange<Double>, pValue: Double) {
      (found.coefficient, range(found.interval), found.test.pValue)
    }
    return LossCorrelation(
      features: features, task: task, count: losses.count,
      pearson: values(.pearson(losses, scores)), spearman: values(.spearman(losses, scores)))
  }
}

private func mean(of songs: [String: Double]) -> Double {
  mean(songs.sorted { $0.key < $1.key }.map(\.value))
}

private func range(_ interval: Interval) -> ClosedRange<Double> {
  interval.low <= interval.high ? interval.low...interval.high : -1...1
}

/// All pairs of numbers below a count, ascending.
private func pairs(of count: Int) -> [(Int, Int)] {
  (0..<count).flatMap { a in (a..<count).dropFirst().map { (a, $0) } }
}

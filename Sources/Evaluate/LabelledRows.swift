import ClusterMetrics
import Randomness
import Statistics

/// Scored clips or songs that have a label: what external metrics compare clusters with.
struct LabelledRows: Sendable {
  /// "clip", "song" or "song mean".
  let level: String
  /// Which of the scored rows they are, ascending.
  let rows: [Int]
  /// Rows that have no label.
  let leftOut: Int
  /// The place of each row's song among the songs that have a label.
  let songOfRow: [Int]
  /// The class of each of these songs.
  let classOfSong: [Int]

  /// The class of each row.
  var classes: [Int] { songOfRow.map { classOfSong[$0] } }

  /// - Parameters:
  ///   - level: What the rows are.
  ///   - songs: The song of every scored row.
  ///   - classOfSong: The class of every song; `nil` where it has no label.
  init(level: String, songs: [Int], classOfSong: [Int?]) {
    self.level = level
    rows = songs.indices.filter { classOfSong[songs[$0]] != nil }
    leftOut = songs.count - rows.count
    let known = Set(rows.map { songs[$0] }).sorted()
    let places = Dictionary(uniqueKeysWithValues: known.enumerated().map { ($1, $0) })
    songOfRow = rows.compactMap { places[songs[$0]] }
    self.classOfSong = known.compactMap { classOfSong[$0] }
  }

  /// A score with what it may be by chance.
  struct Score {
    let metric: ExternalMetric
    let value: Double
    /// Bounds over songs; NaN without resamples.
    let interval: Interval
    /// The test against shuffled labels, if any was made.
    let test: TestResult?
  }

  /// All external scores.
  ///
  /// - Parameters:
  ///   - clusters: The cluster of each of ``rows``; noise is alone.
  ///   - certainty: How many intervals and tests are drawn from.
  ///   - generator: Draws them.
  ///   - threads: Number of workers, ≥ 1; the bits do not depend on it.
  func scores(
    _ clusters: [Int], _ certainty: EvaluationSettings.Certainty,
    using generator: inout Generator, threads: Int
  ) -> [Score] {
    let classes = classes
    let values = externalScores(classes: classes, clusters: clusters)
    let undefined = Interval(low: .nan, high: .nan)
    var intervals = values.map { _ in undefined }
    var tests: [TestResult?] = values.map { _ in nil }
    if certainty.resamples > 0 && !rows.isEmpty {
      intervals = bootstrapIntervals(
        groups: songOfRow, resamples: certainty.resamples, level: certainty.level,
        using: &generator, threads: threads
      ) { drawn in
        externalScores(
          classes: drawn.map { classes[$0] }, clusters: drawn.map { clusters[$0] })
      }
    }
    if certainty.permutations > 0 && !rows.isEmpty {
      let songOfRow = songOfRow
      tests = permutationTests(
        labels: classOfSong, resamples: certainty.permutations, using: &generator,
        threads: threads
      ) { shuffled in
        externalScores(classes: songOfRow.map { shuffled[$0] }, clusters: clusters)
      }
    }
    return ExternalMetric.allCases.indices.map {
      Score(
        metric: ExternalMetric.allCases[$0], value: values[$0], interval: intervals[$0],
        test: tests[$0])
    }
  }
}

/// The score of every metric, NaN where there are no rows.
private func externalScores(classes: [Int], clusters: [Int]) -> [Double] {
  let table = ContingencyTable(classes: classes, clusters: clusters)
  return ExternalMetric.allCases.map { table.count > 0 ? $0.score(table) : .nan }
}

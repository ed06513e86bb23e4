public import Artifacts
internal import DataSplit
internal import Foundation
internal import Statistics

/// What a leak is worth: scores of the same models under splits that leak, against those under splits
/// by song.
///
/// Every seed is a split of its own, the same for all models, and runs are paired by seed. Since
/// training parts of such splits overlap, intervals are those of the corrected resampled t-test
/// (Nadeau & Bengio 2003, doi 10.1023/A:1024068626366).
public struct LeakageStudy: Sendable {
  /// One score under another split than by song.
  public struct Row: Sendable, Equatable {
    /// The split, such as "clip".
    public let split: String
    /// What is scored.
    public let score: Score
    /// Runs that both have.
    public let runs: Int
    /// The mean under splits by song.
    public let fair: Double
    /// The mean under this split.
    public let other: Double
    /// Bounds of other − fair, 95 %.
    public let low: Double
    /// See ``low``.
    public let high: Double
    /// Of the test that there is no difference.
    public let pValue: Double
  }

  /// What is scored.
  public struct Score: Sendable, Hashable {
    /// "F/M".
    public let model: String
    /// The label; empty for a loss.
    public let task: String
    /// The clustering; empty for a loss.
    public let clustering: String
    /// "clip" or "song"; empty for a loss.
    public let level: String
    /// The external metric, or "validation loss".
    public let metric: String

    fileprivate var order: [String] { [model, task, clustering, level, metric] }
  }

  /// All differences, by split and score.
  public let rows: [Row]

  /// Reads all runs of a study.
  ///
  /// - Parameter folder: Holds `STRATEGY/seed-N/` with split.h5, models and scores, of which the
  ///   strategy `song` is what others are compared with.
  /// - Throws: What is wrong with an artifact, or that there is nothing to compare.
  public init(reading folder: String) throws {
    let root = URL(filePath: folder)
    var values: [String: [Int: [Score: Double]]] = [:]
    var testShare = 0.25
    for strategy in try subfolders(of: root) {
      for run in try subfolders(of: root.appending(path: strategy)) {
        guard let seed = Int(run.dropFirst("seed-".count)) else { continue }
        let place = root.appending(path: "\(strategy)/\(run)")
        values[strategy, default: [:]][seed] = try scores(in: place)
        if strategy == "song" {
          let parts = try SplitArtifact(
            reading: place.appending(path: "split.h5").path(percentEncoded: false)
          ).parts
          testShare =
            Double(max(1, parts.count { $0 == .test })) / Double(parts.count { $0 == .train })
        }
      }
    }
    guard let fair = values.removeValue(forKey: "song"), !values.isEmpty else {
      throw ArtifactError(
        .missing, "\(folder) has no runs to compare: make leakage-study makes them")
    }
    rows = values.sorted { $0.key < $1.key }.flatMap { split, runs in
      Self.rows(split, runs, fair, testShare: testShare)
    }
  }

  private static func rows(
    _ split: String, _ runs: [Int: [Score: Double]], _ fair: [Int: [Score: Double]],
    testShare: Double
  ) -> [Row] {
    let seeds = Set(runs.keys).intersection(fair.keys).sorted()
    let scores = Set(seeds.flatMap { runs[$0].map { Array($0.keys) } ?? [] })
    return scores.sorted { $0.order.lexicographicallyPrecedes($1.order) }.compactMap { score in
      let pairs = seeds.compactMap { seed -> (other: Double, fair: Double)? in
        guard let other = runs[seed]?[score], let fair = fair[seed]?[score] else { return nil }
        return (other, fair)
      }
      guard !pairs.isEmpty else { return nil }
      let count = Double(pairs.count)
      let difference = correctedResampledTTest(
        pairs.map { $0.other - $0.fair }, testShare: testShare)
      return Row(
        split: split, score: score, runs: pairs.count,
        fair: pairs.reduce(0) { $0 + $1.fair } / count,
        other: pairs.reduce(0) { $0 + $1.other } / count, low: difference.interval.low,
        high: difference.interval.high, pValue: difference.test.pValue)
    }
  }

  /// The differences as a table.
  public var table: Table {
    Table([
      .init("split", rows.map(\.split)), .init("model", rows.map(\.score.model)),
      .init("task", rows.map(\.score.task)), .init("clustering", rows.map(\.score.clustering)),
      .init("level", rows.map(\.score.level)), .init("metric", rows.map(\.score.metric)),
      .init("runs", rows.map(\.runs), longName: "seeds, each a split of its own"),
      .init("by_song", rows.map(\.fair), longName: "mean under splits by song"),
      .init("by_this_split", rows.map(\.other), longName: "mean under this split"),
      .init("low", rows.map(\.low), longName: "lower bound of the difference, 95 %"),
      .init("high", rows.map(\.high), longName: "upper bound of the difference, 95 %"),
      .init("p_value", rows.map(\.pValue), unit: "1", longName: "of no difference"),
    ])
  }
}

/// The finite external scores and the validation losses of all models of a run.
private func scores(in place: URL) throws -> [LeakageStudy.Score: Double] {
  var found: [LeakageStudy.Score: Double] = [:]
  for path in artifacts(below: place.appending(path: "scores")) {
    let file = place.appending(path: "scores/\(path)").path(percentEncoded: false)
    let table = try ScoresArtifact(reading: file).scores
    let (tasks, clusterings) = (try table.texts("task"), try table.texts("clustering"))
    let (levels, metrics) = (try table.texts("level"), try table.texts("metric"))
    let (spaces, values) = (try table.texts("space"), try table.reals("value"))
    let places = table.contains("clustered_in") ? try table.texts("clustered_in") : spaces
    for row in values.indices where spaces[row].isEmpty && values[row].isFinite {
      let clustering =
        places[row].isEmpty ? clusterings[row] : "\(clusterings[row]), \(places[row])"
      let score = LeakageStudy.Score(
        model: model(of: path), task: tasks[row], clustering: clustering, level: levels[row],
        metric: metrics[row])
      found[score] = values[row]
    }
  }
  for path in artifacts(below: place.appending(path: "models")) {
    let file = place.appending(path: "models/\(path)").path(percentEncoded: false)
    let record = try ModelRecord(reading: file)
    guard let best = record.bestEpoch, record.history.contains("validation_total") else { continue }
    let losses = try record.history.reals("validation_total")
    guard losses.indices.contains(best - 1), losses[best - 1].isFinite else { continue }
    let score = LeakageStudy.Score(
      model: model(of: path), task: "", clustering: "", level: "", metric: "validation loss")
    found[score] = losses[best - 1]
  }
  return found
}

private func model(of path: String) -> String {
  path.split(separator: "/").dropLast().joined(separator: "/")
}

private func artifacts(below folder: URL) -> [String] {
  let all = FileManager.default.enumerator(atPath: folder.path(percentEncoded: false))
  return (all?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(".h5") }.sorted()
}

private func subfolders(of folder: URL) throws -> [String] {
  guard
    let names = try? FileManager.default.contentsOfDirectory(
      atPath: folder.path(percentEncoded: false))
  else {
    throw ArtifactError(.missing, "there is no folder \(folder.path(percentEncoded: false))")
  }
  return names.sorted().filter {
    (try? folder.appending(path: $0).resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory
      == true
  }
}

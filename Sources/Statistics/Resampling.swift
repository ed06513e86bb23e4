internal import Foundation
internal import Parallelism
public import Randomness

/// The percentile intervals of statistics over songs drawn with replacement (Efron 1979,
/// doi 10.1214/aos/1176344552; by groups, Field & Welsh 2007,
/// doi 10.1111/j.1467-9868.2007.00593.x).
///
/// Clips of a song are alike: drawing clips would make intervals too narrow.
///
/// - Parameters:
///   - groups: The song, or another group, of each row; any whole numbers (n ≥ 1).
///   - resamples: How often to draw, ≥ 1.
///   - level: Confidence, 0 … 1.
///   - generator: Seeds the draws.
///   - threads: Number of workers, ≥ 1; the bits do not depend on it.
///   - statistics: The values, always as many, for some rows: all rows of each group drawn, as often
///     as it was drawn.
/// - Returns: The bounds of each statistic, between which values are interpolated; values of NaN are
///   left out, and bounds are NaN where all are.
public func bootstrapIntervals(
  groups: [Int], resamples: Int = 2000, level: Double = 0.95,
  using generator: inout Generator, threads: Int = 1,
  statistics: @Sendable (_ rows: [Int]) -> [Double]
) -> [Interval] {
  precondition(!groups.isEmpty && resamples >= 1 && level > 0 && level < 1)
  let rowsOfGroup = Dictionary(grouping: groups.indices) { groups[$0] }
    .sorted { $0.key < $1.key }.map(\.value)
  let seed = generator.next()
  let values = concurrentValues(count: resamples, threads: threads) { resample in
    var generator = Generator(seed: seed, stream: "resample \(resample)")
    return statistics(
      rowsOfGroup.flatMap { _ in rowsOfGroup[generator.integer(below: rowsOfGroup.count)] })
  }
  return values[0].indices.map { index in
    let own = values.map { $0[index] }.filter { !$0.isNaN }.sorted()
    return Interval(low: quantile(own, (1 - level) / 2), high: quantile(own, (1 + level) / 2))
  }
}

/// Whether scores are better than chance: the share of shufflings of the labels that score at least
/// as well, (1 + b) / (1 + B) (Phipson & Smyth 2010, doi 10.2202/1544-6115.1585). One-sided.
///
/// - Parameters:
///   - labels: The label of each song: what can be exchanged if labels mean nothing (n).
///   - resamples: B, ≥ 1; p cannot be below 1/(1 + B), nor below one over the number of different
///     orders of the labels.
///   - generator: Seeds the shuffling.
///   - threads: Number of workers, ≥ 1; the bits do not depend on it.
///   - scores: The scores, always as many, for some order of the labels; larger is better.
/// - Returns: A test of each score, whose statistic is the score of the labels as they are.
public func permutationTests(
  labels: [Int], resamples: Int = 9999, using generator: inout Generator, threads: Int = 1,
  scores: @Sendable (_ labels: [Int]) -> [Double]
) -> [TestResult] {
  precondition(resamples >= 1)
  let observed = scores(labels)
  let seed = generator.next()
  // Sums in another order may differ by rounding though nothing differs.
  let least = observed.map { $0 - 1e-12 * abs($0) }
  let isAsGood = concurrentValues(count: resamples, threads: threads) { resample in
    var generator = Generator(seed: seed, stream: "shuffling \(resample)")
    var shuffled = labels
    generator.shuffle(&shuffled)
    return zip(scores(shuffled), least).map { $0 >= $1 }
  }
  // So many different orders of the labels are as likely.
  let counts = Dictionary(labels.map { ($0, 1) }, uniquingKeysWith: +).values.sorted()
  let orders = counts.reduce(logGamma(Double(labels.count + 1))) {
    $0 - logGamma(Double($1 + 1))
  }
  let leastPValue = max(1 / Double(1 + resamples), min(1, exp(-orders)))
  return observed.indices.map { index in
    let count = isAsGood.count { $0[index] }
    return TestResult(
      statistic: observed[index], pValue: Double(1 + count) / Double(1 + resamples),
      leastPValue: leastPValue, count: labels.count)
  }
}

/// The quantile of ascending values, linear between them, as NumPy's default.
private func quantile(_ values: [Double], _ share: Double) -> Double {
  guard !values.isEmpty else { return .nan }
  let place = share * Double(values.count - 1)
  let below = min(Int(place), values.count - 1)
  let above = min(below + 1, values.count - 1)
  return values[below] + (place - Double(below)) * (values[above] - values[below])
}

internal import Parallelism
public import Randomness

/// The percentile interval of a statistic over songs drawn with replacement (Efron 1979,
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
///   - statistic: The value for some rows: all rows of each group drawn, as often as it was drawn.
/// - Returns: The bounds, between which values are interpolated; values of NaN are left out, and
///   bounds are NaN where all are.
public func bootstrapInterval(
  groups: [Int], resamples: Int = 2000, level: Double = 0.95,
  using generator: inout Generator, threads: Int = 1,
  statistic: @Sendable (_ rows: [Int]) -> Double
) -> Interval {
  precondition(!groups.isEmpty && resamples >= 1 && level > 0 && level < 1)
  let rowsOfGroup = Dictionary(grouping: groups.indices) { groups[$0] }
    .sorted { $0.key < $1.key }.map(\.value)
  let seed = generator.next()
  let values = concurrentValues(count: resamples, threads: threads) { resample in
    var generator = Generator(seed: seed, stream: "resample \(resample)")
    return statistic(
      rowsOfGroup.flatMap { _ in rowsOfGroup[generator.integer(below: rowsOfGroup.count)] })
  }
  .filter { !$0.isNaN }.sorted()
  return Interval(
    low: quantile(values, (1 - level) / 2), high: quantile(values, (1 + level) / 2))
}

/// Whether a score is better than chance: the share of shufflings of the labels that score at least
/// as well, (1 + b) / (1 + B) (Phipson & Smyth 2010, doi 10.2202/1544-6115.1585). One-sided.
///
/// - Parameters:
///   - labels: The label of each song: what can be exchanged if labels mean nothing (n).
///   - resamples: B, ≥ 1; p cannot be below 1/(1 + B).
///   - generator: Seeds the shuffling.
///   - threads: Number of workers, ≥ 1; the bits do not depend on it.
///   - score: The score for some order of the labels; larger is better, never NaN.
/// - Returns: The statistic is the score of the labels as they are.
public func permutationTest(
  labels: [Int], resamples: Int = 9999, using generator: inout Generator, threads: Int = 1,
  score: @Sendable (_ labels: [Int]) -> Double
) -> TestResult {
  precondition(resamples >= 1)
  let observed = score(labels)
  let seed = generator.next()
  // Sums in another order may differ by rounding though nothing differs.
  let least = observed - 1e-12 * abs(observed)
  let isAsGood = concurrentValues(count: resamples, threads: threads) { resample in
    var generator = Generator(seed: seed, stream: "shuffling \(resample)")
    var shuffled = labels
    generator.shuffle(&shuffled)
    return score(shuffled) >= least
  }
  return TestResult(
    statistic: observed, pValue: Double(1 + isAsGood.count { $0 }) / Double(1 + resamples),
    leastPValue: Set(labels).count > 1 ? 1 / Double(1 + resamples) : 1, count: labels.count)
}

/// The quantile of ascending values, linear between them, as NumPy's default.
private func quantile(_ values: [Double], _ share: Double) -> Double {
  guard !values.isEmpty else { return .nan }
  let place = share * Double(values.count - 1)
  let below = min(Int(place), values.count - 1)
  let above = min(below + 1, values.count - 1)
  return values[below] + (place - Double(below)) * (values[above] - values[below])
}

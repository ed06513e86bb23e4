import HDF5
import Statistics
import TestSupport
import Testing

private func reference() throws -> HDF5File {
  try HDF5File(reading: fixture("statistics/statistics.h5"))
}

/// Equal to 1e-8, relative to each value.
private func expectEqual(_ actual: [Double], _ expected: [Double], _ what: String) {
  #expect(actual.count == expected.count)
  for (a, e) in zip(actual, expected) {
    #expect(
      a == e || (a.isNaN && e.isNaN) || abs(a - e) <= 1e-8 * abs(e),
      "\(what): \(a), expected \(e)")
  }
}

@Suite("Tests as SciPy computes them")
struct ReferenceTests {
  @Test func `Signed ranks, exact and not, with ties and zeros`() throws {
    let file = try reference()
    for name in try file.names(in: "pairs") {
      let test = wilcoxonSignedRank(try file.reals("pairs/\(name)/differences"))
      expectEqual([test.statistic, test.pValue], try file.reals("pairs/\(name)/wilcoxon"), name)
    }
  }

  @Test func `Paired t, its interval, and its correction for resampling`() throws {
    let file = try reference()
    for name in try file.names(in: "pairs") {
      let differences = try file.reals("pairs/\(name)/differences")
      let student = pairedTTest(differences, level: 0.9)
      expectEqual(
        [student.test.statistic, student.test.pValue, student.interval.low, student.interval.high],
        try file.reals("pairs/\(name)/student"), name)
      let corrected = correctedResampledTTest(differences, testShare: 0.25).test
      expectEqual(
        [corrected.statistic, corrected.pValue], try file.reals("pairs/\(name)/corrected"), name)
    }
  }

  @Test func `Friedman, Iman and Davenport, and critical differences`() throws {
    let file = try reference()
    for name in try file.names(in: "friedman") {
      let shape = try file.shape(of: "friedman/\(name)/values")
      let values = try file.reals("friedman/\(name)/values")
      let friedman = Friedman(
        (0..<shape[0]).map { Array(values[($0 * shape[1])..<(($0 + 1) * shape[1])]) })
      let (chi, f) = (friedman.chiSquared, friedman.imanDavenport)
      expectEqual(
        [chi.statistic, chi.pValue, f.statistic, f.pValue],
        try file.reals("friedman/\(name)/result"), name)
      expectEqual(friedman.meanRanks, try file.reals("friedman/\(name)/mean_ranks"), name)
      expectEqual(
        [0.05, 0.1, 0.01].map { friedman.criticalDifference(alpha: $0) },
        try file.reals("friedman/\(name)/critical"), name)
    }
  }

  @Test func `Correlations`() throws {
    let file = try reference()
    for name in try file.names(in: "correlation") {
      let x = try file.reals("correlation/\(name)/x")
      let y = try file.reals("correlation/\(name)/y")
      let pearson = Correlation.pearson(x, y)
      expectEqual(
        [
          pearson.coefficient, pearson.test.pValue, pearson.interval.low, pearson.interval.high,
        ], try file.reals("correlation/\(name)/pearson"), name)
      let spearman = Correlation.spearman(x, y)
      expectEqual(
        [spearman.coefficient, spearman.test.pValue],
        try file.reals("correlation/\(name)/spearman"), name)
    }
  }

  @Test func `Holm's correction and effect sizes`() throws {
    let file = try reference()
    expectEqual(holm(try file.reals("holm/p")), try file.reals("holm/adjusted"), "holm")
    let (x, y) = (try file.reals("effect/x"), try file.reals("effect/y"))
    expectEqual([cohenD(x, y)], try file.reals("effect/cohen"), "Cohen's d")
    expectEqual([cliffDelta(x, y)], try file.reals("effect/cliff"), "Cliff's delta")
  }
}

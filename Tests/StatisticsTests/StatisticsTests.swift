import Randomness
import Statistics
import TestSupport
import Testing

@Suite("What tests can say")
struct TestResultTests {
  @Test(arguments: 1...8)
  func `Signed ranks of fewer than six pairs are untestable`(count: Int) {
    let test = wilcoxonSignedRank((1...count).map { Double($0) })
    #expect(test.pValue == test.leastPValue)
    #expect(test.verdict() == (count < 6 ? .untestable : .significant))
  }

  @Test func `Verdicts compare p with the level`() {
    let mixed = wilcoxonSignedRank([1, -2, 3, -4, 5, -6, 7, -8, 9, -10])
    #expect(mixed.verdict() == .notSignificant)
    #expect(mixed.verdict(at: 1) == .significant)
    #expect(mixed.verdict(at: 1e-3) == .untestable)
  }

  @Test func `Where nothing differs, nothing is found`() {
    #expect(wilcoxonSignedRank([0, 0, 0]).verdict() == .untestable)
    #expect(wilcoxonSignedRank([]).pValue == 1)
    #expect(pairedTTest([0, 0, 0]).test.pValue == 1)
    #expect(pairedTTest([]).test.verdict() == .untestable)
    #expect(pairedTTest([0.3]).interval == pairedTTest([]).interval)
    let level = Friedman([[1, 1, 1], [2, 2, 2]])
    #expect(level.chiSquared.statistic == 0 && level.chiSquared.pValue == 1)
    #expect(level.imanDavenport.pValue == 1)
    #expect(Correlation.pearson([1, 1, 1, 1], [1, 2, 3, 4]).coefficient.isNaN)
    #expect(Correlation.pearson([1, 1, 1, 1], [1, 2, 3, 4]).test.verdict() == .untestable)
    #expect(cohenD([1, 1], [1, 1]) == 0)
    #expect(cliffDelta([1, 2], [1, 2]) == 0)
    #expect(holm([]).isEmpty)
  }

  @Test func `Where all agree, p is the least`() {
    #expect(pairedTTest([0.1, 0.1, 0.1]).test.pValue == 0)
    let agreed = Friedman(Array(repeating: [1, 2, 3], count: 5))
    #expect(agreed.imanDavenport.pValue == 0)
    #expect(agreed.chiSquared.pValue == agreed.chiSquared.leastPValue)
    #expect(Friedman([[1, 2, 3]]).chiSquared.verdict() == .untestable)
    #expect(Correlation.spearman([1, 2, 3, 4, 5], [1, 4, 9, 16, 25]).coefficient == 1)
    #expect(cliffDelta([3, 4], [1, 2]) == 1)
    #expect(cliffDelta([1], [1, 2, 3, 4]) == -0.75)
  }

  @Test func `The overlap of training parts makes differences less certain`() {
    let differences = [0.02, 0.03, 0.01, 0.04, 0.02]
    let (plain, corrected) = (
      pairedTTest(differences), correctedResampledTTest(differences, testShare: 0.25)
    )
    #expect(corrected.test.pValue > plain.test.pValue)
    #expect(corrected.interval.low < plain.interval.low)
    #expect(corrected.mean == plain.mean)
  }

  @Test func `Signs and order do not matter, p-values are uniform where nothing differs`() {
    var generator = Generator(seed: 3)
    var small = 0
    for _ in 0..<2000 {
      let differences = (0..<12).map { _ in generator.normal() }
      let test = wilcoxonSignedRank(differences)
      #expect(test == wilcoxonSignedRank(differences.reversed().map { -$0 }))
      if pairedTTest(differences).test.pValue <= 0.1 { small += 1 }
    }
    #expect((150...250).contains(small))
  }
}

@Suite("Resampling")
struct ResamplingTests {
  /// 40 songs of three clips; the clips of a song have one value.
  private let groups = (0..<120).map { $0 / 3 }
  private let values: [Double]

  init() {
    var generator = Generator(seed: 6)
    let ofSong = (0..<40).map { _ in generator.normal() }
    values = groups.map { ofSong[$0] }
  }

  private func interval(_ groups: [Int], threads: Int = 1) -> Interval {
    var generator = Generator(seed: 1)
    return bootstrapIntervals(groups: groups, using: &generator, threads: threads) { rows in
      [rows.reduce(0) { $0 + values[$1] } / Double(rows.count)]
    }[0]
  }

  @Test func `Intervals over songs are those of theory; over clips they are too narrow`() {
    let songs = stride(from: 0, to: 120, by: 3).map { values[$0] }
    let theory = pairedTTest(songs).interval
    let (bySong, byClip) = (interval(groups), interval(Array(0..<120)))
    let widths = [theory, bySong, byClip].map { $0.high - $0.low }
    #expect(abs(widths[1] / widths[0] - 1) < 0.1)
    #expect(abs(widths[2] / widths[0] - 1 / 3.0.squareRoot()) < 0.1)
    #expect(bySong.contains(pairedTTest(songs).mean))
  }

  @Test func `The names of songs do not matter, nor does the number of threads`() {
    #expect(interval(groups) == interval(groups.map { $0 * 7 - 100 }))
    #expect(interval(groups, threads: 1) == interval(groups, threads: 2))
  }

  @Test func `What is undefined for a draw is left out`() {
    var generator = Generator(seed: 1)
    let found = bootstrapIntervals(groups: [5, 5], resamples: 9, using: &generator) {
      [.nan, Double($0.count), 7]
    }
    #expect(found[0].low.isNaN && found[0].high.isNaN)
    #expect(found[1].low == 2 && found[1].high == 2 && found[2].low == 7)
  }

  private func agreement(_ labels: [Int], threads: Int = 1) -> TestResult {
    let clusters = (0..<labels.count).map { $0 % 2 }
    var generator = Generator(seed: 9)
    return permutationTests(labels: labels, resamples: 999, using: &generator, threads: threads) {
      [Double(zip($0, clusters).count { $0 == $1 })]
    }[0]
  }

  @Test func `Labels that agree are told from labels that do not`() {
    let agreeing = agreement((0..<30).map { $0 % 2 })
    #expect(agreeing.pValue == 0.001)
    #expect(agreeing.statistic == 30)
    #expect(agreement((0..<30).map { $0 / 2 % 2 }).pValue > 0.2)
    #expect(agreement(Array(repeating: 1, count: 30)).verdict() == .untestable)
    #expect(agreeing == agreement((0..<30).map { $0 % 2 }, threads: 2))
  }

  @Test func `The p-value is that of all orders`() {
    // 2 of 6 labels are 1 and both meet the two clusters: one of 15 ways.
    var generator = Generator(seed: 4)
    let tests = permutationTests(
      labels: [1, 1, 0, 0, 0, 0], resamples: 20_000, using: &generator
    ) { [Double($0[0] + $0[1]), Double($0[0])] }
    #expect(abs(tests[0].pValue - 1.0 / 15) < 0.006)
    #expect(abs(tests[1].pValue - 1.0 / 3) < 0.02)
    #expect(abs(tests[0].leastPValue - 1.0 / 15) < 1e-12 && tests[0].verdict() == .untestable)
  }

  @Test
  func
    `The difference that can be found shrinks with the root of the pairs, and grows with the tests`()
  {
    // (1.959964 + 0.841621)·s/√n with s = √(25/24) of ±1.
    let differences = (0..<25).map { $0 % 2 == 0 ? 1.0 : -1.0 }
    let deviation = ((25 - 1.0 / 25) / 24).squareRoot()
    let expected = (1.959963985 + 0.841621234) * deviation / 5
    #expect(abs(detectableDifference(differences) - expected) < 1e-6)
    #expect(detectableDifference(differences, tests: 10) > detectableDifference(differences))
    #expect(detectableDifference(differences, power: 0.9) > detectableDifference(differences))
    #expect(detectableDifference([1]).isNaN && detectableDifference([0, 0]) == 0)
  }
}

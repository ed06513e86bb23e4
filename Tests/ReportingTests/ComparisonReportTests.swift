import Reporting
import Testing

@Suite("Comparison of experiments") struct ComparisonReportTests {
  @Test func `Both stand side by side, row by row`() throws {
    var other = sampleExperiment()
    other.name = "other"
    for index in other.evaluations.indices {
      for place in other.evaluations[index].scores.indices {
        other.evaluations[index].scores[place].value += 0.125
      }
    }
    let report = ComparisonReport(sampleExperiment(), other, joined: sampleExperiment())
    _ = try elements(of: report.html)
    for text in ["A: sample", "B: other", "0.400", "0.525", "0.125", "Songs of both"] {
      #expect(report.html.contains(text), "\(text)")
    }
    #expect(report.files.contains { $0.name == "scores-language.tex" })
  }

  @Test(arguments: ReportTests.hostile)
  func `Hostile texts are shown as text`(_ attack: String) throws {
    let (plain, hostile) = (
      sampleExperiment(), sampleExperiment { "\($0)\(attack)" }
    )
    let a = try elements(of: ComparisonReport(plain, plain, joined: plain).html)
    let b = try elements(of: ComparisonReport(hostile, hostile, joined: hostile).html)
    #expect(a.map(\.name) == b.map(\.name))
  }

  @Test func `Experiments without anything can be compared`() throws {
    let nothing = Experiment(name: "nothing")
    _ = try elements(of: ComparisonReport(nothing, nothing, joined: nothing).html)
  }
}

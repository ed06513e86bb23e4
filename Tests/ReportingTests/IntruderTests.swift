import Foundation
import Reporting
import Testing

@Suite("Listening test") struct IntruderTests {
  /// The sample, its songs in two clusters of six: the first six and the others.
  static var experiment: Experiment {
    var experiment = sampleExperiment()
    for index in experiment.evaluations.indices {
      for place in experiment.evaluations[index].assignments.indices {
        experiment.evaluations[index].assignments[place].clusters = (0..<24).map { $0 < 12 ? 0 : 1 }
      }
    }
    return experiment
  }

  static func rows(_ text: String?) -> [[String]] {
    (text ?? "").split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  @Test func `Of five songs four are of one cluster, and the key knows the fifth`() throws {
    let files = Dictionary(
      uniqueKeysWithValues: Report(IntruderTests.experiment).files.map { ($0.name, $0.text) })
    let form = IntruderTests.rows(files["listening.csv"])
    let key = IntruderTests.rows(files["listening-key.csv"])
    #expect(form.count == 12 && key.count == 12)
    for (question, answer) in zip(form, key) {
      let clusters = question[1...5].map { path in
        (Int(path.dropFirst(2).prefix { $0 != "." }) ?? -1) < 6 ? 0 : 1
      }
      let intruder = try #require(["A", "B", "C", "D", "E"].firstIndex(of: answer[1]))
      let own = try #require(Int(answer[5]))
      for place in 0..<5 { #expect((clusters[place] == own) == (place != intruder)) }
      #expect(Set(question[1...5]).count == 5)
    }
  }

  @Test func `The sheet does not tell what it asks`() throws {
    let files = Dictionary(
      uniqueKeysWithValues: Report(IntruderTests.experiment).files.map { ($0.name, $0.text) })
    let sheet = try #require(files["listening.html"])
    _ = try elements(of: sheet)
    let body = sheet.components(separatedBy: "<body>").last ?? ""
    for text in ["Title", "song-", "cluster", "language", "genre"] { #expect(!body.contains(text)) }
    _ = try elements(of: try #require(files["listening-scores.html"]))
  }

  @Test func `Clusters too small for a question give none`() {
    #expect(!Report(sampleExperiment()).files.contains { $0.name.hasPrefix("listening") })
  }

  @Test func `A song is in the cluster of most of its clips`() {
    var evaluation = sampleExperiment().evaluations[0]
    evaluation.assignments[0].clusters =
      [1, 1, 2, 0, -1, -1, nil, nil] + Array(repeating: nil, count: 16)
    let found = evaluation.songs(of: evaluation.assignments[0])
    #expect(found == [1: ["song-0"], 0: ["song-1"], -1: ["song-2"]])
  }
}

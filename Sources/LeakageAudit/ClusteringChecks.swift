internal import Artifacts
internal import ClusterMetrics
internal import Configuration
internal import DataSplit

// Clusterings: what they were fitted to, and what their settings were chosen by.
extension Check {
  static let clusteredOnTarget = Check(
    code: "L13", title: "a clustering that saw what it is said to generalise to", severity: .error
  ) { evidence, check in
    var answer = Answer(examined: 0)
    for scores in evidence.scores {
      let artifact = scores.artifact
      answer.examined += artifact.fitted.count
      let claims = try artifact.scores.texts("fit").contains("training")
      guard claims, evidence.split != nil else { continue }
      let parts = evidence.parts(ofClipsOf: scores.table, fold: evidence.fold(of: scores))
      let others = artifact.fitted.filter { parts[$0] != [.train] }
      guard !others.isEmpty else { continue }
      answer.findings.append(
        check.finding(
          """
          \(scores.table.path) says that its clusterings were fitted to training songs, but they saw \
          \(others.count) other clips.
          """, songs(ofClips: others, in: scores.table),
          remedy: "Delete \(scores.table.path) and run make evaluate."))
    }
    return answer
  }

  static let scoredTraining = Check(
    code: "L15", title: "the training part among what is scored", severity: .warning
  ) { evidence, check in
    var answer = Answer(examined: 0)
    for scores in evidence.scores {
      let clips = Set(scores.artifact.evaluated)
      answer.examined += clips.count
      guard evidence.split != nil, evidence.isTrained(scores) else { continue }
      let parts = evidence.parts(ofClipsOf: scores.table, fold: evidence.fold(of: scores))
      let seen = parts.indices.filter { parts[$0] == [.train] }
      guard !seen.isEmpty, clips.isSuperset(of: seen) else { continue }
      answer.findings.append(
        check.finding(
          """
          \(scores.table.path) scores \(clips.count) clips, of which the model was trained on \
          \(seen.count): its figures are of memory too.
          """, [scores.table.path],
          remedy: "Leave train out of evaluated in evaluation.yaml, or say so beside the figures."))
    }
    return answer
  }

  static let selectedByLabel = Check(
    code: "L14", title: "settings chosen by the labels that are scored", severity: .error
  ) { evidence, check in
    var answer = Answer(examined: 0)
    for scores in evidence.scores {
      let choices = ["k", "eps", "select_by"].flatMap {
        configuredTexts(under: $0, in: scores.artifact.provenance.configuration)
      }
      answer.examined += choices.count
      let byLabel = choices.filter(labelMetrics.contains)
      guard !byLabel.isEmpty else { continue }
      answer.findings.append(
        check.finding(
          """
          \(scores.table.path) chose settings by \(byLabel.joined(separator: " and ")), which looks at \
          the labels of the rows that it scores.
          """, [scores.table.path],
          remedy: "Choose by silhouette, BIC, gap or stability, or on other rows."))
    }
    return answer
  }
}

private let labelMetrics = Set(ExternalMetric.allCases.map(\.rawValue))

extension Evidence {
  /// The fold that the model of some scores was tested on.
  func fold(of scores: Scores) -> Int? { model(of: scores)?.record.fold }

  /// Whether the model of some scores learned anything from training songs.
  fileprivate func isTrained(_ scores: Scores) -> Bool {
    model(of: scores).map { !$0.record.fitted.isEmpty } ?? true
  }

  private func model(of scores: Scores) -> Model? {
    let name = scores.table.path.dropFirst("scores/".count)
    return models.first { $0.table.path.hasSuffix(name) }
  }
}

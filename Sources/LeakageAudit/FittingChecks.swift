internal import Artifacts
internal import DataSplit

// Rows that something was fitted to, against the parts that split.h5 gives their songs.
extension Check {
  static let trainedOnOthers = Check(
    code: "L10", title: "a model trained on rows outside of the training part", severity: .error
  ) { evidence, check in
    var answer = Answer(examined: 0)
    for model in evidence.models {
      let fitted = model.record.fitted.filter { $0.name == parametersName }
      answer.examined += fitted.reduce(0) { $0 + $1.rows.count }
      answer.findings += fitted.flatMap { check.strangers(among: $0, of: model, evidence) }
      if fitted.isEmpty, model.record.epochs > 0 {
        answer.findings.append(
          check.finding(
            "\(model.table.path) was trained but does not say on which clips.",
            [model.table.path], remedy: trainAgain(model)))
      }
    }
    return answer
  }

  static let fittedOnOthers = Check(
    code: "L11", title: "a statistic fitted on rows outside of the training part", severity: .error
  ) { evidence, check in
    var answer = Answer(examined: 0)
    for model in evidence.models {
      for statistic in model.record.fitted
      where ![parametersName, selectionName].contains(statistic.name) {
        answer.examined += statistic.rows.count
        answer.findings += check.strangers(among: statistic, of: model, evidence)
      }
      if evidence.isDeep { answer.findings += try check.refits(of: model, evidence) }
      // Features taken as they are, and chance, need nothing fitted.
      if model.record.fitted.isEmpty, !["raw", "random"].contains(model.record.kind) {
        answer.findings.append(
          check.finding(
            "\(model.table.path) does not say what was fitted, nor on which clips.",
            [model.table.path], remedy: trainAgain(model)))
      }
    }
    return answer
  }

  static let selectedOnTest = Check(
    code: "L12", title: "a model selected on the test part", severity: .error
  ) { evidence, check in
    var answer = Answer(examined: 0)
    for model in evidence.models {
      let parts = evidence.parts(ofClipsOf: model)
      let selections = model.record.fitted.filter { $0.name == selectionName }
      for selection in selections {
        answer.examined += selection.rows.count
        let tested = selection.rows.filter { parts.indices.contains($0) && parts[$0] == [.test] }
        if !tested.isEmpty {
          let songs = songs(ofClips: tested, in: model.table)
          answer.findings.append(
            check.finding(
              "The epoch of \(model.table.path) was chosen on \(songs.count) songs of the test part.",
              songs, remedy: trainAgain(model)))
        }
      }
      if selections.isEmpty, let best = model.record.bestEpoch, best < model.record.epochs {
        answer.findings.append(
          check.finding(
            """
            \(model.table.path) kept epoch \(best) of \(model.record.epochs) but does not say on \
            which clips it was chosen.
            """, [model.table.path], remedy: trainAgain(model)))
      }
    }
    return answer
  }

  /// What a model records its own parameters as.
  private static let parametersName = "parameters"
  /// What a model records the choice of its epoch as.
  private static let selectionName = "early stopping"

  private static func trainAgain(_ model: Evidence.Model) -> String {
    "Delete \(model.table.path) and run make train."
  }

  /// A finding when a fitted thing saw rows that are not of the training part.
  private func strangers(
    among fitted: ModelRecord.Fitted, of model: Evidence.Model, _ evidence: Evidence
  ) -> [AuditArtifact.Finding] {
    let (parts, table) = (evidence.parts(ofClipsOf: model), model.table)
    let (known, beyond) = (
      fitted.rows.filter(table.clips.ids.indices.contains),
      fitted.rows.filter { !table.clips.ids.indices.contains($0) }
    )
    var findings: [AuditArtifact.Finding] = []
    if !beyond.isEmpty {
      findings.append(
        finding(
          "\(table.path) says that its \(fitted.name) saw rows that it does not have.",
          beyond.map { "row \($0)" }, remedy: Self.trainAgain(model)))
    }
    let others = known.filter { parts[$0] != [.train] }
    if !others.isEmpty, evidence.split != nil {
      let songs = songs(ofClips: others, in: table)
      findings.append(
        finding(
          """
          The \(fitted.name) of \(table.path) saw \(others.count) clips of \(songs.count) songs \
          that are not in the training part.
          """, songs, remedy: Self.trainAgain(model)))
    }
    return findings
  }
}

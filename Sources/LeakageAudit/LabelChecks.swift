internal import Artifacts
internal import Configuration
internal import Statistics

// Labels: who was told them, what was made from them, and whether they are there.
extension Check {
  static let conditionedOnTarget = Check(
    code: "L20", title: "a model scored by a label that it was told", severity: .error
  ) { evidence, check in
    var answer = Answer(examined: 0)
    for scores in evidence.scores {
      let name = scores.table.path.dropFirst("scores/".count)
      guard let model = evidence.models.first(where: { $0.table.path.hasSuffix(name) }) else {
        continue
      }
      let table = scores.artifact.scores
      let (tasks, valid) = (try table.texts("task"), try table.integers("valid"))
      let metrics = try table.texts("metric")
      answer.examined += Set(tasks).count
      let told = labelsTold(to: model.record)
      for task in Set(tasks).intersection(told).sorted() {
        let isMarked = !tasks.indices.contains {
          tasks[$0] == task && valid[$0] != 0 && !labelFreeMetrics.contains(metrics[$0])
        }
        answer.findings.append(
          check.finding(
            isMarked
              ? """
              \(model.table.path) was told \(task): its \(task) scores are marked as not valid.
              """
              : """
              \(model.table.path) was told \(task), yet \(scores.table.path) scores it by \(task) \
              as if it had not been.
              """,
            [scores.table.path],
            remedy: "Read no result from these scores, or train the model without the label.",
            severity: isMarked ? .warning : .error))
      }
    }
    return answer
  }

  static let madeFromLabel = Check(
    code: "L21", title: "features that are made from a label", severity: .error
  ) { evidence, check in
    var answer = Answer(examined: 0)
    for features in evidence.features where features.table.path.split(separator: "/").count == 2 {
      guard let columns = features.columns else { continue }
      for task in evidence.tasks {
        let labels = numbered((try? features.table.catalogue.label(task)) ?? [])
        guard Set(labels).count > 1 else { continue }
        answer.examined += columns.names.count
        // What a label is written into, it also explains; noise is explained by nothing.
        let explained = columns.names.indices.filter { column in
          let values = numbered(columns.values[column].map(\.bitPattern))
          return Set(values).count > 1 && conditionalUncertainty(of: values, given: labels) < 0.05
        }
        let together = numbered(
          labels.indices.map { row in explained.map { columns.values[$0][row].bitPattern } })
        guard !explained.isEmpty, conditionalUncertainty(of: labels, given: together) < 0.05 else {
          continue
        }
        answer.findings.append(
          check.finding(
            "\(explained.count) features of \(features.table.path) say what a song's \(task) is.",
            explained.map { columns.names[$0] },
            remedy: "Leave these features out, or \(task) out of the tasks."))
      }
    }
    return answer
  }

  static let missingLabels = Check(
    code: "L22", title: "labels that are missing, or invented", severity: .error
  ) { evidence, check in
    var answer = Answer(examined: 0)
    for (label, values) in evidence.labelsOfCatalogue where evidence.tasks.contains(label) {
      answer.examined += values.count
      let missing = values.filter { $0.value.isEmpty }.keys.sorted()
      if !missing.isEmpty {
        answer.findings.append(
          check.finding(
            "\(missing.count) of \(values.count) songs have no \(label): no score counts them.",
            missing, remedy: "Add the labels, or report the scores with this caveat.",
            severity: .warning))
      }
      for table in evidence.tables {
        let labels = (try? table.catalogue.label(label)) ?? []
        let invented = labels.indices.filter {
          !labels[$0].isEmpty && values[table.songs[$0]]?.isEmpty == true
        }
        if !invented.isEmpty {
          answer.findings.append(
            check.finding(
              "\(table.path) has a \(label) for songs that have none in the catalogue.",
              invented.map { table.songs[$0] },
              remedy: "Delete \(table.path) and run make again."))
        }
      }
    }
    return answer
  }
}

/// The labels a model was told, by what it says itself and by its settings.
private func labelsTold(to record: ModelRecord) -> Set<String> {
  let configured = configuredText(
    at: ["condition", "label"], in: record.provenance.configuration)
  return Set(record.conditionedOn).union(configured.map { [$0] } ?? [])
}

/// Values as whole numbers, equal ones alike, in the order in which they occur first.
func numbered<Value: Hashable>(_ values: [Value]) -> [Int] {
  var numbers: [Value: Int] = [:]
  return values.map { value in
    if let number = numbers[value] { return number }
    numbers[value] = numbers.count
    return numbers.count - 1
  }
}

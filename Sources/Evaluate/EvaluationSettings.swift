import Artifacts
import Clustering
import Configuration
import DataSplit

/// What `evaluation.yaml` says.
struct EvaluationSettings {
  /// Which rows a clustering is fitted to.
  enum Fit: String, CaseIterable {
    /// The rows that are scored, as study A does.
    case evaluated
    /// The rows of the training part; those that are scored are assigned to its clusters.
    case training
  }

  /// Something that clusters may reveal.
  struct Task: Equatable {
    /// What artifacts call it.
    let name: String
    /// The label to compare with; `nil` compares with nothing.
    let label: String?
    /// Number of clusters; `nil` takes the number of values that the label has.
    let k: Int?
  }

  /// Seeds that models are trained with: make reads them, this program takes the model's.
  let seeds: [Int]
  /// Parts whose clips are scored.
  let evaluated: [Part]
  /// Which clips clusterings are fitted to.
  let fit: Fit
  /// The tasks; empty for one task a label.
  let tasks: [Task]
  /// The clusterings, by the name that artifacts give them.
  let clusterings: [(name: String, method: ClusteringMethod)]

  init(reading section: Section) throws {
    seeds = try section.integers("seeds", default: [42], in: 0...Int(Int32.max))
    var parts: [Part] = []
    for name in try section.texts("evaluated", default: [Part.test.rawValue]) {
      guard let part = Part(rawValue: name), !parts.contains(part) else {
        throw section.error(
          "evaluated", "must list different parts of train, validation and test, not “\(name)”")
      }
      parts.append(part)
    }
    guard !parts.isEmpty else { throw section.error("evaluated", "must name at least one part") }
    evaluated = Part.allCases.filter(parts.contains)
    fit = try section.choice("fit", default: .evaluated)
    tasks = try section.sections("tasks").map { try Task(reading: $0) }
    clusterings = try section.sections("clusterings").map {
      let method = try ClusteringMethod(reading: $0)
      return (try $0.text("name", default: method.kind.rawValue), method)
    }
    guard !clusterings.isEmpty else {
      throw section.error("clusterings", "must list at least one, such as {kind: kmeans}")
    }
    if let name = firstRepeated(tasks.map(\.name)) {
      throw section.error("tasks", "has two tasks called \(name): give one another name")
    }
    if let name = firstRepeated(clusterings.map(\.name)) {
      throw section.error("clusterings", "has two called \(name): give one another name")
    }
  }
}

extension EvaluationSettings.Task {
  /// Reads `label`, `k` and `name`; `k: labels` (the default) stands for the number of values that
  /// the label has.
  init(reading section: Section) throws {
    let label = try section.text("label", default: "")
    let count = try section.text("k", default: "labels")
    let name = try section.text("name", default: label.isEmpty ? "k = \(count)" : label)
    let k = Int(count)
    guard count == "labels" || k.map({ (1...100_000).contains($0) }) ?? false else {
      throw section.error("k", "must be a whole number from 1 to 100000, or labels")
    }
    guard k != nil || !label.isEmpty else {
      throw section.error("k", "must be a number where the task has no label")
    }
    self.init(name: name, label: label.isEmpty ? nil : label, k: k)
  }
}

private func firstRepeated(_ names: [String]) -> String? {
  var seen: Set<String> = []
  return names.first { !seen.insert($0).inserted }
}

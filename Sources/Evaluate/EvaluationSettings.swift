import Artifacts
import ClusterMetrics
import Clustering
import Configuration
import DataSplit
import StageKit

/// What `evaluation.yaml` says.
struct EvaluationSettings: ConfigurationFile {
  /// Which rows a clustering is fitted to.
  enum Fit: String, CaseIterable {
    /// The rows that are scored, as study A does.
    case evaluated
    /// The rows of the training part; those that are scored are assigned to its clusters.
    case training
  }

  /// What stands for a clip of a variational model.
  enum Latents: String, CaseIterable {
    /// The posterior mean.
    case mean
    /// A draw from the posterior, as published code often scores; the audit calls it an error.
    case sample
  }

  /// Something that clusters may reveal.
  struct Task: Equatable {
    /// What artifacts call it.
    let name: String
    /// The label to compare with; `nil` compares with nothing.
    let label: String?
    /// Number of clusters.
    let k: ClusterCount
  }

  /// A clustering, and where it is made.
  struct Clustering {
    /// What artifacts call it.
    let name: String
    let method: ClusteringMethod
    let space: ClusteringSpace
    /// Models whose space has more dimensions are left out; 0 leaves none out.
    let mostDimensions: Int
  }

  /// How sure scores are.
  struct Certainty {
    /// Draws of songs for each interval; 0 gives none.
    let resamples: Int
    /// Shufflings of labels for each test; 0 makes none.
    let permutations: Int
    /// Confidence of the intervals, 0 … 1.
    let level: Double
  }

  /// Seeds that models are trained with: make reads them, this program takes the model's.
  let seeds: [Int]
  /// Parts whose clips are scored.
  let evaluated: [Part]
  /// Which clips clusterings are fitted to.
  let fit: Fit
  /// What stands for a clip of a variational model.
  let latents: Latents
  /// The model, "F/M", in whose latents internal metrics are measured besides; `nil` for none.
  let measuredIn: String?
  /// The tasks; empty for one task a label.
  let tasks: [Task]
  /// The clusterings.
  let clusterings: [Clustering]
  /// Intervals and tests.
  private(set) var certainty: Certainty
  /// Pictures of all clips.
  let maps: [MapKind]

  /// The same without intervals and tests.
  var withoutCertainty: EvaluationSettings {
    var settings = self
    settings.certainty = Certainty(resamples: 0, permutations: 0, level: certainty.level)
    return settings
  }

  init(_ section: Section) throws {
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
    latents = try section.choice("latents", default: .mean)
    let other = try section.text("measured_in", default: "")
    measuredIn = other.isEmpty ? nil : other
    tasks = try section.sections("tasks").map { try Task(reading: $0) }
    clusterings = try section.sections("clusterings").map { try Clustering(reading: $0) }
    guard !clusterings.isEmpty else {
      throw section.error("clusterings", "must list at least one, such as {kind: kmeans}")
    }
    certainty = try Certainty(reading: section.section("certainty"))
    maps = try section.texts("maps", default: [MapKind.pca.rawValue]).map { name in
      guard let kind = MapKind(rawValue: name) else {
        throw section.error("maps", "must list pca, tsne or umap, not “\(name)”")
      }
      return kind
    }
    if let name = firstRepeated(tasks.map(\.name)) {
      throw section.error("tasks", "has two tasks called \(name): give one another name")
    }
    if let name = firstRepeated(clusterings.map(\.name)) {
      throw section.error("clusterings", "has two called \(name): give one another name")
    }
    if let name = firstRepeated(maps.map(\.rawValue)) {
      throw section.error("maps", "lists \(name) twice")
    }
  }
}

extension EvaluationSettings.Task {
  /// Reads `label`, `k` (labels), `k_range` ([2, 12]) and `name`.
  init(reading section: Section) throws {
    let label = try section.text("label", default: "")
    let count = try section.text("k", default: "labels")
    let name = try section.text("name", default: label.isEmpty ? "k = \(count)" : label)
    if ClusterMetric(named: count).map({ if case .external = $0 { true } else { false } }) ?? false
    {
      throw section.error(
        "k",
        "cannot be chosen by \(count), which looks at the labels that the rows are scored with: "
          + "choose it by \(ClusterCount.Criterion.names)")
    }
    let bounds = try section.integers("k_range", default: [2, 12], in: 2...1000)
    guard bounds.count == 2, bounds[0] <= bounds[1] else {
      throw section.error("k_range", "must be two ascending numbers, such as [2, 12]")
    }
    guard let k = ClusterCount(count, among: bounds[0]...bounds[1]) else {
      throw section.error(
        "k",
        "must be a whole number from 1 to 100000, labels, or what to choose it by: "
          + ClusterCount.Criterion.names)
    }
    guard k != .labels || !label.isEmpty else {
      throw section.error("k", "must be a number where the task has no label")
    }
    self.init(name: name, label: label.isEmpty ? nil : label, k: k)
  }
}

extension EvaluationSettings.Clustering {
  /// Reads the method's settings, `space`, `most_dimensions` (0) and `name`: by default the method's, with the space's if
  /// that is a projection.
  init(reading section: Section) throws {
    let method = try ClusteringMethod(reading: section)
    let space = try ClusteringSpace(reading: section.section("space"))
    let kind = method.kind.rawValue
    let name = space == .latent ? kind : "\(kind) in \(space.kind.rawValue)"
    self.init(
      name: try section.text("name", default: name), method: method, space: space,
      mostDimensions: try section.integer("most_dimensions", default: 0, in: 0...Int(Int32.max)))
  }
}

extension EvaluationSettings.Certainty {
  /// Reads `resamples` (1000), `permutations` (999) and `level` (0.95).
  init(reading section: Section) throws {
    self.init(
      resamples: try section.integer("resamples", default: 1000, in: 0...1_000_000),
      permutations: try section.integer("permutations", default: 999, in: 0...1_000_000),
      level: try section.real("level", default: 0.95, in: 0.5...0.999))
  }
}

private func firstRepeated(_ names: [String]) -> String? {
  var seen: Set<String> = []
  return names.first { !seen.insert($0).inserted }
}

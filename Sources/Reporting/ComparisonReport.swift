internal import Charts

/// Two experiments side by side: one HTML file that needs no network, and what lies beside it.
public struct ComparisonReport: Sendable {
  /// The page.
  public let html: String
  /// What lies beside the page: paths and contents.
  public let files: [(name: String, text: String)]

  private struct Task {
    let name: String
    let figures: [Figure]
    let scores: DataTable
  }

  private struct Context {
    let a: String
    let b: String
    let facts: DataTable
    let tasks: [Task]
    let statistics: Markup
  }

  /// Most rows of a chart; the table has all.
  private static let mostRows = 30

  /// Compares two experiments. The same experiments give the same bytes.
  ///
  /// - Parameters:
  ///   - a: One experiment.
  ///   - b: The other.
  ///   - joined: The models of both, compared on the songs that all were scored on.
  public init(_ a: Experiment, _ b: Experiment, joined: Experiment) {
    let tasks = a.tasks + b.tasks.filter { !a.tasks.contains($0) }
    let statistics = StatisticsSection(joined)
    let context = Context(
      a: a.name, b: b.name, facts: ComparisonReport.facts(a, b, tasks),
      tasks: tasks.enumerated().map { ComparisonReport.task(a, b, $1, id: "task-\($0 + 1)") },
      statistics: Template(PackageResources.statistics_mustache)(statistics))
    var contents = Contents()
    contents.collect(from: context)
    contents.collect(from: statistics)
    html =
      Page(
        title: "\(a.name) and \(b.name) · Cantus report",
        body: Template(PackageResources.compare_mustache)(context)
      ).html
    files = contents.files
  }

  private static func facts(_ a: Experiment, _ b: Experiment, _ tasks: [String]) -> DataTable {
    let common = Set(a.songs.map(\.id)).intersection(b.songs.map(\.id)).count
    func best(_ experiment: Experiment, _ task: String) -> String {
      experiment.candidates(task).first.map {
        "\(decimal($0.value, 3)), \($0.name), \(clusteringName($0.clustering))"
      } ?? "–"
    }
    let facts: [(String, (Experiment) -> String)] = [
      ("Songs", { grouped($0.songs.count) }), ("Songs of both", { _ in grouped(common) }),
      (
        "Duration",
        { experiment in
          duration(experiment.songs.map(\.duration).filter(\.isFinite).reduce(0, +))
        }
      ),
      ("Quarantined", { grouped($0.quarantine.count) }),
      ("Feature sets", { $0.features.map(\.name).joined(separator: ", ") }),
      ("Models", { grouped($0.models.count) }),
      ("Clusterings", { $0.clusterings.map(clusteringName).joined(separator: ", ") }),
      ("Scored", { partName($0.reportedPart) }),
      ("Leakage audit", { $0.audit?.badge.text ?? "not made" }),
    ]
    let rows = facts.map { name, fact in
      [DataTable.Cell(name), DataTable.Cell(fact(a)), DataTable.Cell(fact(b))]
    }
    let verdicts = tasks.map { task in
      [
        DataTable.Cell("Highest AMI, \(task)"), DataTable.Cell(best(a, task)),
        DataTable.Cell(best(b, task)),
      ]
    }
    return DataTable(
      "The experiments", name: "experiments",
      [.text(""), .text("A: \(a.name)"), .text("B: \(b.name)")], groups: [rows, verdicts])
  }

  private static func task(
    _ a: Experiment, _ b: Experiment, _ task: String, id: String
  ) -> Task {
    struct Pair {
      let name: String
      let clustering: String
      var a = Double.nan
      var b = Double.nan
      var difference: Double { b - a }
    }
    var pairs: [Pair] = []
    for (isA, experiment) in [(true, a), (false, b)] {
      for found in experiment.candidates(task) {
        let place =
          pairs.firstIndex { $0.name == found.name && $0.clustering == found.clustering }
          ?? pairs.count
        if place == pairs.count {
          pairs.append(Pair(name: found.name, clustering: found.clustering))
        }
        if isA { pairs[place].a = found.value } else { pairs[place].b = found.value }
      }
    }
    let plot = DotPlot(
      title: "A and B, \(task)", label: Metric.leading.name, series: ["A", "B"],
      rows: pairs.prefix(mostRows).map {
        DotPlot.Row("\($0.name), \(clusteringName($0.clustering))", [$0.a, $0.b])
      })
    return Task(
      name: task,
      figures: pairs.isEmpty
        ? []
        : [
          Figure(
            id: id, title: "\(Metric.leading.name) of both for \(task)", legend: plot.legend,
            panels: [plot.drawing])
        ],
      scores: DataTable(
        "\(Metric.leading.name) for \(task), song level where there is one",
        name: "scores-\(slug(task))",
        [
          .text("Model"), .text("Clustering"), .number("A"), .number("B"), .number("B − A"),
        ],
        rows: pairs.map {
          [
            DataTable.Cell($0.name), DataTable.Cell(clusteringName($0.clustering)),
            DataTable.Cell($0.a, digits: 3), DataTable.Cell($0.b, digits: 3),
            DataTable.Cell($0.difference, digits: 3),
          ]
        }))
  }
}

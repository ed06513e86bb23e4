internal import Charts

/// What the experiment took.
struct CostSection {
  let isMissing: Bool
  let figures: [Figure]
  let stages: DataTable
  let commands: DataTable

  /// Most commands shown; all are in costs.csv.
  private static let mostCommands = 40

  init(_ experiment: Experiment) {
    isMissing = experiment.costs.isEmpty
    var names: [String] = []
    for cost in experiment.costs where !names.contains(cost.stage) { names.append(cost.stage) }
    let sums = names.map { name in
      let own = experiment.costs.filter { $0.stage == name }
      return (
        name: name, count: own.count, wall: own.reduce(0) { $0 + $1.wall },
        processor: own.reduce(0) { $0 + $1.processor }, memory: own.map(\.memory).max() ?? 0
      )
    }
    func bars(_ title: String, _ label: String, _ value: (Experiment.Cost) -> Double, sum: Bool)
      -> Drawing
    {
      BarChart(
        title: title, label: label,
        bars: names.map { name in
          let values = experiment.costs.filter { $0.stage == name }.map(value)
          return (name, max(0, sum ? values.reduce(0, +) : values.max() ?? 0))
        }, mark: Mark(0)
      ).drawing
    }
    figures =
      names.isEmpty
      ? []
      : [
        Figure(
          id: "costs", title: "What each stage took",
          note: "Commands that ran at the same time are added up.",
          panels: [
            bars("processor time, s", "s", { ($0.processor * 10).rounded() / 10 }, sum: true),
            bars(
              "most memory of a command, MiB", "MiB", { ($0.memory / 0x1p20).rounded() }, sum: false
            ),
          ])
      ]
    stages = DataTable(
      "Stages", name: "stages",
      [
        .text("Stage"), .number("Commands"), .number("Wall time"), .number("Processor time"),
        .number("Most memory (MiB)"),
      ],
      rows: sums.map {
        [
          DataTable.Cell($0.name), DataTable.Cell($0.count), DataTable.Cell(duration($0.wall)),
          DataTable.Cell(duration($0.processor)), DataTable.Cell($0.memory / 0x1p20, digits: 0),
        ]
      })
    let longest = experiment.costs.sorted { ($1.wall, $0.output) < ($0.wall, $1.output) }
    commands = DataTable(
      experiment.costs.count > CostSection.mostCommands
        ? "The \(CostSection.mostCommands) longest commands; all are in costs.csv"
        : "Commands, from the longest",
      name: "commands",
      [
        .text("Wrote"), .text("Stage"), .number("Wall time"), .number("Processor time"),
        .number("Most memory (MiB)"),
      ],
      rows: longest.prefix(CostSection.mostCommands).map {
        [
          .code($0.output), DataTable.Cell($0.stage), DataTable.Cell(duration($0.wall)),
          DataTable.Cell(duration($0.processor)), DataTable.Cell($0.memory / 0x1p20, digits: 0),
        ]
      })
  }
}

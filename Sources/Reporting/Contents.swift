internal import Charts

/// The figures and tables of a page, found where sections have them.
struct Contents {
  private var figures: [Figure] = []
  private var tables: [DataTable] = []

  /// Adds the figures and tables among the properties of a value, in their order.
  mutating func collect(from value: Any) {
    for child in Mirror(reflecting: value).children {
      switch child.value {
      case let figure as Figure: figures.append(figure)
      case let table as DataTable: tables.append(table)
      case is Markup, is String: continue
      default: collect(from: child.value)
      }
    }
  }

  /// Every panel of every figure as SVG, every table that has a name as LaTeX.
  var files: [(name: String, text: String)] {
    let drawings = figures.flatMap { figure in
      figure.panels.enumerated().map { index, panel in
        let number = figure.panels.count > 1 ? "-\(index + 1)" : ""
        return (
          name: "figures/\(figure.id)\(number).svg", text: panel.file(legend: figure.legend)
        )
      }
    }
    var names: [String: Int] = [:]
    let papers = tables.filter { !$0.name.isEmpty && !$0.isEmpty }.map { table in
      names[table.name, default: 0] += 1
      let count = names[table.name] ?? 1
      return (name: table.name + (count > 1 ? "-\(count)" : "") + ".tex", text: table.latex)
    }
    return drawings + papers
  }
}

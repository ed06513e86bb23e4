/// Scores of several things, a row each (Cleveland & McGill 1984, doi 10.1080/01621459.1984.10478080: positions on a common scale are read best).
public struct DotPlot: Sendable {
  /// One row.
  public struct Row: Sendable {
    /// What is scored.
    public let name: String
    /// One score for each series; what is not a number is not drawn.
    public let values: [Double]

    /// A row of scores.
    public init(_ name: String, _ values: [Double]) {
      self.name = name
      self.values = values
    }
  }

  /// What the chart shows.
  public let title: String
  /// Name of the score.
  public let label: String
  /// Names of the series.
  public let series: [String]
  /// The rows, from the top.
  public let rows: [Row]

  /// Scores of several things.
  public init(title: String, label: String, series: [String], rows: [Row]) {
    precondition(rows.allSatisfy { $0.values.count == series.count }, "a value for each series")
    self.title = title
    self.label = label
    self.series = series
    self.rows = rows
  }

  /// What the marks stand for.
  public var legend: [LegendEntry] {
    series.enumerated().map { LegendEntry($0.element, Mark($0.offset)) }
  }

  /// The chart.
  public var drawing: Drawing {
    let (width, step, top) = (430.0, 34.0, 6.0)
    let bottom = top + Double(rows.count) * step
    let all = rows.flatMap(\.values)
    let high = max(0.5, all.filter(\.isFinite).max() ?? 1)
    let low = min(0, all.filter(\.isFinite).min() ?? 0)
    let x = Scale(domain: low...min(1, high * 1.05), range: (from: 8, to: width - 12))
    let ticks = x.ticks(about: 5)
    let columns = zip(ticks.values, ticks.labels).map { value, text -> Markup in
      """
      <path class="grid" d="M\(x(value)) \(top)V\(bottom)"/>\
      <text class="tick" x="\(x(value))" y="\(bottom + 14)" text-anchor="middle">\(text)</text>

      """
    }
    let lines = rows.enumerated().map { index, row in
      line(row, x, y: top + (Double(index) + 0.72) * step)
    }
    return Drawing(
      title: title, description: summary, width: width, height: bottom + 34,
      content: """
        \(columns)\(lines)\
        <text class="axis" x="\(width - 12)" y="\(bottom + 30)" text-anchor="end">\(label)</text>

        """,
      table: table)
  }

  private func line(_ row: Row, _ x: Scale, y: Double) -> Markup {
    let marks = zip(series.indices, row.values).filter { $0.1.isFinite }.map { index, value in
      Mark(index).drawing(
        x: x(value), y: y, radius: 4.6,
        title: "\(row.name), \(series[index]): \(decimal(value, 3))")
    }
    return """
      <path class="grid strong" d="M\(x.range.from) \(y)H\(x.range.to)"/>\
      <text class="name" x="\(x.range.from)" y="\(y - 9)">\(row.name)</text>\(marks)

      """
  }

  private var summary: String {
    let rows = rows.map { row in
      let values = zip(series, row.values).map { "\($0) \(decimal($1, 2))" }
      return "\(row.name): \(values.joined(separator: ", "))"
    }
    return "\(label). " + rows.joined(separator: "; ") + "."
  }

  private var table: DataTable {
    DataTable(
      "\(title): \(label)", [.text("")] + series.map { .number($0) },
      rows: rows.map { row in
        [DataTable.Cell(row.name)] + row.values.map { DataTable.Cell($0, digits: 3) }
      })
  }
}

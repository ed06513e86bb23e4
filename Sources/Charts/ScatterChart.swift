/// Points in a plane, each of one series.
public struct ScatterChart: Sendable {
  /// One point.
  public struct Point: Sendable {
    /// Position to the right.
    public let x: Double
    /// Position upwards.
    public let y: Double
    /// Which series it belongs to.
    public let series: Int
    /// What a reader sees when pointing at it.
    public let name: String

    /// A point of a series.
    public init(x: Double, y: Double, series: Int, name: String) {
      self.x = x
      self.y = y
      self.series = series
      self.name = name
    }
  }

  /// What the chart shows.
  public let title: String
  /// Name of the x axis.
  public let xLabel: String
  /// Name of the y axis.
  public let yLabel: String
  /// Names of the series.
  public let series: [String]
  /// The points; what is not finite is not drawn.
  public let points: [Point]

  /// Further positions, drawn small and without a series, to show where the points lie among all.
  public let context: [(x: Double, y: Double)]

  /// Points in a plane.
  public init(
    title: String, xLabel: String, yLabel: String, series: [String], points: [Point],
    context: [(x: Double, y: Double)] = []
  ) {
    precondition(points.allSatisfy { series.indices.contains($0.series) }, "a point has a series")
    self.title = title
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.series = series
    self.points = points
    self.context = context
  }

  /// The chart.
  public var drawing: Drawing {
    let drawn = points.filter { $0.x.isFinite && $0.y.isFinite }
    let plot = Plot(
      width: 300, height: 270,
      x: (xLabel, domain(covering: drawn.map(\.x) + context.map(\.x)), false),
      y: (yLabel, domain(covering: drawn.map(\.y) + context.map(\.y)), .linear))
    let radius = drawn.count > 1500 ? 1.8 : drawn.count > 400 ? 2.4 : 3.2
    let marks = drawn.map { point in
      Mark(point.series).drawing(
        x: plot.x(point.x), y: plot.y(point.y), radius: radius, title: point.name)
    }
    let dots = context.filter { $0.x.isFinite && $0.y.isFinite }.map { dot -> Markup in
      "<circle cx=\"\(plot.x(dot.x))\" cy=\"\(plot.y(dot.y))\" r=\"1.4\"/>"
    }
    return Drawing(
      title: title, description: summary(of: drawn), width: plot.width, height: plot.height,
      content: """
        \(plot.axes)<g class="context">\(dots)</g>
        <g class="points">\(marks)</g>

        """, table: table,
      legend: series.enumerated().map { LegendEntry($0.element, Mark($0.offset)) })
  }

  private func summary(of drawn: [Point]) -> String {
    let counts = series.indices.map { index in
      "\(series[index]) \(grouped(drawn.count { $0.series == index }))"
    }
    return "\(counted(drawn.count, "point")) by \(xLabel) and \(yLabel): "
      + counts.joined(separator: ", ") + "."
  }

  private var table: DataTable {
    DataTable(
      title, [.text("Point"), .text("Group"), .number(xLabel), .number(yLabel)],
      rows: points.map { point in
        [
          DataTable.Cell(point.name), DataTable.Cell(series[point.series]),
          DataTable.Cell(point.x, digits: 2), DataTable.Cell(point.y, digits: 2),
        ]
      })
  }
}

/// Curves over a common x.
public struct LineChart: Sendable {
  /// One curve.
  public struct Line: Sendable {
    /// What it is.
    public let name: String
    /// Colour and dashes.
    public let mark: Mark
    /// One y for each x; what is not a number leaves a gap.
    public let values: [Double]

    /// A curve.
    public init(_ name: String, _ mark: Mark, _ values: [Double]) {
      self.name = name
      self.mark = mark
      self.values = values
    }
  }

  /// What the chart shows.
  public let title: String
  /// Name of the x axis, with its unit.
  public let xLabel: String
  /// Name of the y axis, with its unit.
  public let yLabel: String
  /// The common x, ascending whole numbers such as epochs.
  public let x: [Double]
  /// The curves, each as long as `x`.
  public let lines: [Line]
  /// How y is spread; a logarithmic axis leaves out what is not above 0.
  public let kind: Scale.Kind
  /// An x to mark with a vertical line, and what to call it.
  public let marked: (x: Double, name: String)?

  /// Curves over a common x.
  public init(
    title: String, xLabel: String, yLabel: String, x: [Double], lines: [Line],
    kind: Scale.Kind = .linear, marked: (x: Double, name: String)? = nil
  ) {
    precondition(lines.allSatisfy { $0.values.count == x.count }, "a line is as long as its x")
    self.title = title
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.x = x
    self.lines = lines
    self.kind = kind
    self.marked = marked
  }

  /// The chart.
  public var drawing: Drawing {
    let plot = Plot(
      width: 300, height: 200,
      x: (xLabel, domain(covering: x, margin: 0.02), true),
      y: (
        yLabel == title ? "" : yLabel,
        domain(covering: lines.flatMap(\.values), margin: 0.06, kind), kind
      ))
    return Drawing(
      title: title, description: summary, width: plot.width, height: plot.height,
      content: "\(plot.axes)\(guide(plot))\(lines.map { curve($0, plot) })", table: table)
  }

  private func guide(_ plot: Plot) -> Markup {
    guard let marked, plot.x.domain.contains(marked.x) else { return "" }
    let at = plot.x(marked.x)
    let isRight = at > (plot.left + plot.right) / 2
    return """
      <path class="guide" d="M\(at) \(plot.top - 16)V\(plot.bottom)"/>\
      <text class="tick" x="\(at + (isRight ? -4 : 4))" y="\(plot.top - 8)" \
      text-anchor="\(isRight ? "end" : "start")">\(marked.name)</text>

      """
  }

  private func curve(_ line: Line, _ plot: Plot) -> Markup {
    var path = ""
    var isDrawing = false
    for (x, y) in zip(x, line.values) {
      let isDrawable = y.isFinite && (kind == .linear || y >= plot.y.domain.lowerBound)
      if isDrawable {
        path += "\(isDrawing ? "L" : "M")\(coordinate(plot.x(x))) \(coordinate(plot.y(y)))"
      }
      isDrawing = isDrawable
    }
    return """
      <path class="line m\(line.mark.colour)" stroke-dasharray="\(line.mark.dashes)" \
      d="\(path)"><title>\(line.name)</title></path>

      """
  }

  private var summary: String {
    let ends = lines.compactMap { line -> String? in
      let drawn = line.values.filter(\.isFinite)
      guard let first = drawn.first, let last = drawn.last else { return nil }
      return "\(line.name) goes from \(concise(first)) to \(concise(last))"
    }
    let mark = marked.map { " Marked: \($0.name)." } ?? ""
    return "\(yLabel) by \(xLabel). " + ends.joined(separator: "; ") + "." + mark
  }

  private var table: DataTable {
    DataTable(
      title, [.number(xLabel)] + lines.map { .number($0.name) },
      rows: x.indices.map { row in
        [DataTable.Cell(concise(x[row]))] + lines.map { DataTable.Cell(concise($0.values[row])) }
      })
  }
}

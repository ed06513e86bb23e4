/// The frame of a chart with two axes: grid, labels, and scales to draw with.
struct Plot {
  let width: Double
  let height: Double
  /// Data to coordinates, left to right.
  let x: Scale
  /// Data to coordinates, bottom to top.
  let y: Scale
  private let xTicks: Ticks
  private let yTicks: Ticks
  private let xLabel: String
  private let yLabel: String
  private static let (top, right, bottom) = (22.0, 12.0, 36.0)

  init(
    width: Double, height: Double,
    x: (label: String, domain: ClosedRange<Double>, wholeNumbers: Bool),
    y: (label: String, domain: ClosedRange<Double>, kind: Scale.Kind)
  ) {
    self.width = width
    self.height = height
    (xLabel, yLabel) = (x.label, y.label)
    self.y = Scale(
      y.kind, domain: y.domain, range: (from: height - Plot.bottom, to: Plot.top))
    yTicks = self.y.ticks(about: max(2, Int(height / 45)))
    // Digits are about 6 units wide at the size of axis labels.
    let widest = yTicks.labels.map(\.count).max() ?? 0
    self.x = Scale(
      domain: x.domain, range: (from: Double(widest) * 6.2 + 12, to: width - Plot.right))
    xTicks = self.x.ticks(about: max(2, Int(width / 65)), wholeNumbers: x.wholeNumbers)
  }

  /// Left edge of the area of data.
  var left: Double { x.range.from }
  /// Right edge of the area of data.
  var right: Double { x.range.to }
  /// Upper edge of the area of data.
  var top: Double { y.range.to }
  /// Lower edge of the area of data.
  var bottom: Double { y.range.from }

  /// Grid and labels, to be drawn first.
  var axes: Markup {
    let rows = zip(yTicks.values, yTicks.labels).map { value, label -> Markup in
      """
      <path class="grid" d="M\(left) \(y(value))H\(right)"/>\
      <text class="tick" x="\(left - 6)" y="\(y(value) + 3.5)" text-anchor="end">\(label)</text>

      """
    }
    let columns = zip(xTicks.values, xTicks.labels).map { value, label -> Markup in
      """
      <path class="grid" d="M\(x(value)) \(top)V\(bottom)"/>\
      <text class="tick" x="\(x(value))" y="\(bottom + 14)" text-anchor="middle">\(label)</text>

      """
    }
    return """
      \(rows)\(columns)\
      <text class="axis" x="\(left - 6)" y="11">\(yLabel)</text>\
      <text class="axis" x="\(right)" y="\(height - 5)" text-anchor="end">\(xLabel)</text>

      """
  }
}

/// Counts as horizontal bars with their values at the ends.
public struct BarChart: Sendable {
  /// What the chart shows.
  public let title: String
  /// What is counted, such as "songs".
  public let label: String
  /// Names and values of the bars, from the top; values are at least 0.
  public let bars: [(name: String, value: Double)]
  /// Colour of the bars.
  public let mark: Mark

  /// Counts as bars.
  public init(title: String, label: String, bars: [(name: String, value: Double)], mark: Mark) {
    precondition(bars.allSatisfy { $0.value >= 0 && $0.value.isFinite }, "a bar has a length")
    self.title = title
    self.label = label
    self.bars = bars
    self.mark = mark
  }

  /// The chart.
  public var drawing: Drawing {
    let (width, step, top) = (300.0, 24.0, 4.0)
    let named = bars.map { shortened($0.name, to: 20) }
    let left = 12 + 6.4 * Double(min(20, max(4, named.map(\.count).max() ?? 0)))
    let longest = max(bars.map(\.value).max() ?? 0, 1e-9)
    let x = Scale(domain: 0...longest, range: (from: left, to: width - 44))
    let drawn = zip(bars, named).enumerated().map { index, bar -> Markup in
      let y = top + Double(index) * step
      return """
        <text class="name" x="\(left - 7)" y="\(y + 14)" text-anchor="end">\(bar.1)</text>\
        <rect class="bar m\(mark.colour)" x="\(left)" y="\(y + 3)" \
        width="\(max(x(bar.0.value) - left, 0.5))" height="\(step - 9)" rx="1.5">\
        <title>\(bar.0.name): \(concise(bar.0.value)) \(label)</title></rect>\
        <text class="tick" x="\(x(bar.0.value) + 5)" y="\(y + 14)">\(concise(bar.0.value))</text>

        """
    }
    let bottom = top + step * Double(bars.count)
    return Drawing(
      title: title, description: summary, width: width, height: bottom + 4,
      content: "\(drawn)<path class=\"base\" d=\"M\(left) \(top)V\(bottom)\"/>", table: table)
  }

  private var summary: String {
    "\(title), in \(label): "
      + bars.map { "\($0.name) \(concise($0.value))" }.joined(separator: ", ") + "."
  }

  private var table: DataTable {
    DataTable(
      title, [.text(""), .number(label)],
      rows: bars.map { [DataTable.Cell($0.name), DataTable.Cell(concise($0.value))] })
  }
}

/// The beginning of a text that is too long for its place.
///
/// - Parameters:
///   - text: The text.
///   - length: Most characters to keep, the ellipsis included; 2 or more.
public func shortened(_ text: String, to length: Int) -> String {
  text.count <= length ? text : text.prefix(length - 1) + "…"
}

/// One finished chart: what to draw, what to say to those who do not see it, and the numbers.
public struct Drawing: Sendable {
  /// What the chart shows, in a few words.
  public let title: String
  /// What there is to see, in a sentence or two.
  public let description: String
  /// Width in user units, which are CSS pixels at full size.
  public let width: Double
  /// Height in user units.
  public let height: Double
  /// The SVG inside of the `svg` element.
  public let content: Markup
  /// The numbers drawn.
  public let table: DataTable
  /// What the marks of this chart alone stand for; may be empty.
  public var legend: [LegendEntry] = []

  /// The chart as an SVG element that scales with the page.
  ///
  /// - Parameter id: Unique in the page; letters, digits and hyphens.
  public func svg(id: String) -> Markup {
    """
    <svg role="img" aria-labelledby="\(id)-t \(id)-d" viewBox="0 0 \(width) \(height)" \
    style="max-width:\(width * 1.35)px" preserveAspectRatio="xMinYMin meet">
    <title id="\(id)-t">\(title)</title><desc id="\(id)-d">\(description)</desc>
    \(content)</svg>

    """
  }
}

extension Drawing {
  /// The chart as a file of its own, light, with its legend below: what papers and slides take.
  ///
  /// - Parameter legend: What marks stand for, beside the chart's own legend.
  public func file(legend shared: [LegendEntry] = []) -> String {
    let entries = shared + legend
    var (x, y) = (0.0, height + 8)
    let drawn = entries.map { entry -> Markup in
      let needed = 34 + 6.4 * Double(entry.name.count)
      if x > 0, x + needed > width { (x, y) = (0, y + 18) }
      defer { x += needed }
      return """
        <g transform="translate(\(x) \(y))">\(entry.swatch)\
        <text class="name" x="\(entry.isLine ? 30.0 : 18.0)" y="11">\(entry.name)</text></g>

        """
    }
    let bottom = entries.isEmpty ? height : y + 20
    let style = Markup(trusting: ChartStyle.resolved(.light))
    let markup: Markup = """
      <svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="t d" \
      width="\(width)" height="\(bottom)" viewBox="0 0 \(width) \(bottom)">
      <title id="t">\(title)</title><desc id="d">\(description)</desc>
      <style>\(style)</style>
      \(content)\(drawn)</svg>

      """
    return markup.text
  }
}

/// Charts that belong together, with one legend, and their numbers in tables behind them.
public struct Figure: Sendable {
  /// Unique in the page; letters, digits and hyphens.
  public let id: String
  /// What the figure shows.
  public let title: String
  /// How to read it; may be empty.
  public let note: String
  /// What the marks stand for; may be empty.
  public let legend: [LegendEntry]
  /// The charts, in reading order.
  public let panels: [Drawing]
  /// The numbers; those of the panels if nil.
  public let tables: [DataTable]?

  /// Puts charts together.
  public init(
    id: String, title: String, note: String = "", legend: [LegendEntry] = [], panels: [Drawing],
    tables: [DataTable]? = nil
  ) {
    self.id = id
    self.title = title
    self.note = note
    self.legend = legend
    self.panels = panels
    self.tables = tables
  }

  /// The figure as HTML.
  public var html: Markup {
    let drawn = panels.enumerated().map { index, panel -> Markup in
      let heading: Markup =
        panels.count > 1 ? "<p class=\"panel-title\"><bdi>\(panel.title)</bdi></p>" : ""
      return """
        <div class="panel">\(heading)\(panel.svg(id: "\(id)-\(index + 1)"))\
        \(Charts.legend(panel.legend))</div>

        """
    }
    let explained: Markup = note.isEmpty ? "" : " <span class=\"note\">\(note)</span>"
    return """
      <figure id="\(id)">
      <figcaption><strong><bdi>\(title)</bdi></strong>\(explained)</figcaption>
      \(Charts.legend(legend))<div class="panels">\(drawn)</div>
      <details class="data"><summary>Data<span class="unseen"> of the figure: \(title)</span></summary>
      \((tables ?? panels.map(\.table)).map(\.html))</details>
      </figure>

      """
  }
}

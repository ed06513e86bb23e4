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
        \(Reporting.legend(panel.legend))</div>

        """
    }
    let explained: Markup = note.isEmpty ? "" : " <span class=\"note\">\(note)</span>"
    return """
      <figure id="\(id)">
      <figcaption><strong><bdi>\(title)</bdi></strong>\(explained)</figcaption>
      \(Reporting.legend(legend))<div class="panels">\(drawn)</div>
      <details class="data"><summary>Data<span class="unseen"> of the figure: \(title)</span></summary>
      \((tables ?? panels.map(\.table)).map(\.html))</details>
      </figure>

      """
  }
}

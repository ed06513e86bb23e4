/// The look of one series: colour and shape, so that colour is never the only difference.
///
/// Series 0–63 look different from each other; then the looks repeat.
public struct Mark: Sendable, Equatable {
  /// Which series.
  public let series: Int

  /// The look of a series, 0 or more.
  public init(_ series: Int) {
    precondition(series >= 0)
    self.series = series
  }

  /// Which colour of the palette.
  public var colour: Int { series % Palette.count }

  /// Which of the eight shapes.
  public var shape: Int { (series + series / Palette.count) % Mark.shapes.count }

  /// Dashes of a line, for `stroke-dasharray`; a plain line for series 0.
  public var dashes: String { ["none", "5 3", "1.5 2.5", "8 3 1.5 3"][series % 4] }

  /// Outlines of about equal area around the origin, y downwards, with a radius near 1: circle, which has
  /// no corners, square, triangle, diamond, cross, pointing-down triangle, star, saltire.
  public static let shapes: [[(Double, Double)]] = [
    [],
    [(-0.89, -0.89), (0.89, -0.89), (0.89, 0.89), (-0.89, 0.89)],
    [(0, -1.3), (1.2, 0.85), (-1.2, 0.85)],
    [(0, -1.3), (1.2, 0), (0, 1.3), (-1.2, 0)],
    [
      (-0.4, -1.2), (0.4, -1.2), (0.4, -0.4), (1.2, -0.4), (1.2, 0.4), (0.4, 0.4), (0.4, 1.2),
      (-0.4, 1.2), (-0.4, 0.4), (-1.2, 0.4), (-1.2, -0.4), (-0.4, -0.4),
    ],
    [(0, 1.3), (1.2, -0.85), (-1.2, -0.85)],
    [
      (0, -1.45), (0.4, -0.5), (1.4, -0.45), (0.6, 0.2), (0.88, 1.2), (0, 0.6), (-0.88, 1.2),
      (-0.6, 0.2), (-1.4, -0.45), (-0.4, -0.5),
    ],
    [
      (-0.6, -1.15), (0, -0.55), (0.6, -1.15), (1.15, -0.6), (0.55, 0), (1.15, 0.6), (0.6, 1.15),
      (0, 0.55), (-0.6, 1.15), (-1.15, 0.6), (-0.55, 0), (-1.15, -0.6),
    ],
  ]

  /// The mark drawn at a point.
  ///
  /// - Parameters:
  ///   - x: Coordinate to the right.
  ///   - y: Coordinate downwards.
  ///   - radius: About half its width.
  ///   - title: What a reader sees when pointing at it, or nothing.
  public func drawing(x: Double, y: Double, radius: Double, title: String = "") -> Markup {
    let corners = Mark.shapes[shape]
    let hover: Markup = title.isEmpty ? "" : "<title>\(title)</title>"
    if corners.isEmpty {
      return
        "<circle class=\"mark m\(colour)\" cx=\"\(x)\" cy=\"\(y)\" r=\"\(radius)\">\(hover)</circle>"
    }
    let points = corners.map { corner in
      "\(coordinate(x + radius * corner.0)),\(coordinate(y + radius * corner.1))"
    }
    return
      "<polygon class=\"mark m\(colour)\" points=\"\(points.joined(separator: " "))\">\(hover)</polygon>"
  }
}

/// One entry of a legend.
public struct LegendEntry: Sendable, Equatable {
  /// What the mark stands for.
  public let name: String
  /// The mark.
  public let mark: Mark
  /// Whether it is drawn as a line instead of a mark.
  public let isLine: Bool

  /// Names a mark, or a line.
  public init(_ name: String, _ mark: Mark, isLine: Bool = false) {
    self.name = name
    self.mark = mark
    self.isLine = isLine
  }

  /// The mark or line, 14 high.
  var swatch: Markup {
    isLine
      ? "<path class=\"line m\(mark.colour)\" stroke-dasharray=\"\(mark.dashes)\" d=\"M0 7H26\"/>"
      : mark.drawing(x: 7, y: 7, radius: 4.5)
  }

  var html: Markup {
    """
    <li><svg aria-hidden="true" width="\(isLine ? 26 : 14)" height="14">\(swatch)</svg> \
    <bdi>\(name)</bdi></li>
    """
  }
}

/// A legend as a list.
///
/// - Parameter entries: Its entries; none gives no list.
public func legend(_ entries: [LegendEntry]) -> Markup {
  entries.isEmpty ? "" : "<ul class=\"legend\">\(entries.map(\.html))</ul>"
}

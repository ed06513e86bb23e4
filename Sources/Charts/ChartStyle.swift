/// How charts look, as CSS.
public enum ChartStyle {
  /// The rules of every chart, in the custom properties of ``Palette/css``.
  public static let rules = """
    svg text{font-size:11px;fill:var(--muted);font-family:inherit}
    svg .name{fill:var(--ink)}
    svg .count{fill:var(--ink);font-size:11.5px}
    svg .grid{stroke:var(--line);stroke-width:1;fill:none}
    svg .base{stroke:var(--muted);fill:none}
    svg .guide{stroke:var(--muted);stroke-dasharray:2 3;fill:none}
    svg .tie{stroke:var(--ink);stroke-width:4;fill:none}
    svg .line{fill:none;stroke-width:1.8;stroke-linejoin:round;stroke-linecap:butt}
    svg .mark{stroke-width:1}
    svg .points .mark{fill-opacity:.72;stroke-width:.8}
    svg .context{fill:var(--muted);fill-opacity:.35}
    svg .heat{fill:var(--heat)}

    """

  /// The rules of the eight colours of series.
  public static let series = (0..<Palette.count).map { index in
    """
    svg .mark.m\(index){fill:var(--fill-\(index));stroke:var(--outline-\(index))}\
    svg .line.m\(index){stroke:var(--outline-\(index))}\
    svg rect.bar.m\(index){fill:var(--outline-\(index))}

    """
  }.joined()

  /// The rules with the colours of a palette in place of custom properties, which programs for drawing do
  /// not know.
  static func resolved(_ palette: Palette) -> String {
    palette.colours.reduce(rules + series) { text, named in
      text.replacing("var(--\(named.name))", with: named.colour.css)
    }.replacing("inherit", with: "Noto Sans,DejaVu Sans,sans-serif")
  }
}

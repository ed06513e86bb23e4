extension DataTable {
  /// The table as LaTeX, a `tabular` with the rules of booktabs; the best of a column is bold.
  ///
  /// A document needs `\usepackage{booktabs}`, and XeLaTeX or LuaLaTeX where names are not Latin.
  public var latex: String {
    let headings = latexHeadings.map { "\($0)\n" } ?? ""
    let names = columns.map { escapedForLaTeX($0.name) }.joined(separator: " & ")
    let bodies = groups.filter { !$0.isEmpty }.map { rows in
      rows.map { row in row.map(latex).joined(separator: " & ") + " \\\\\n" }.joined()
    }
    return """
      % \(caption.split(whereSeparator: \.isNewline).joined(separator: " "))
      \\begin{tabular}{\(columns.map { $0.isNumeric ? "r" : "l" }.joined())}
      \\toprule
      \(headings)\(names) \\\\
      \\midrule
      \(bodies.joined(separator: "\\midrule\n"))\\bottomrule
      \\end{tabular}

      """
  }

  private var latexHeadings: String? {
    guard columns.contains(where: { !$0.heading.isEmpty }) else { return nil }
    let cells = headingRuns.map { run in
      run.text.isEmpty
        ? Array(repeating: "", count: run.length).joined(separator: " & ")
        : "\\multicolumn{\(run.length)}{c}{\(escapedForLaTeX(run.text))}"
    }
    return cells.joined(separator: " & ") + " \\\\"
  }

  private func latex(_ cell: Cell) -> String {
    let text = escapedForLaTeX(cell.text)
    return cell.isBest ? "\\textbf{\(text)}" : text
  }
}

/// A text in which no character means anything to LaTeX; signs that its fonts lack are its own.
///
/// - Parameter text: Any text.
public func escapedForLaTeX(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\\": result += "\\textbackslash{}"
    case "{", "}", "$", "&", "#", "%", "_": result += "\\\(scalar)"
    case "~": result += "\\textasciitilde{}"
    case "^": result += "\\textasciicircum{}"
    case "<", ">", "|", "\"": result += "{\(latexSigns[scalar] ?? "")}"
    case "[", "]": result += "{\(scalar)}"
    case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}": result += " "
    default: result += latexSigns[scalar] ?? String(scalar)
    }
  }
  return result
}

private let latexSigns: [Unicode.Scalar: String] = [
  "<": "\\textless", ">": "\\textgreater", "|": "\\textbar", "\"": "\\textquotedbl",
  "−": "$-$", "–": "--", "±": "$\\pm$", "×": "$\\times$", "·": "$\\cdot$", "…": "\\ldots{}",
  "’": "'", "†": "$\\dagger$", "↑": "$\\uparrow$", "↓": "$\\downarrow$", "∞": "$\\infty$",
  "δ": "$\\delta$", "ρ": "$\\rho$", "β": "$\\beta$", "α": "$\\alpha$", "≥": "$\\geq$",
  "≤": "$\\leq$", "³": "$^3$", "²": "$^2$", "✓": "", "✕": "",
  "\u{2068}": "", "\u{2069}": "",
]

/// Numbers in a grid: each in its cell, and a tint for how large it is.
public struct HeatMap: Sendable {
  /// What a full tint means.
  public enum Shares: Sendable {
    /// All of the row.
    case ofRow
    /// The largest cell.
    case ofLargest
  }

  /// What the chart shows.
  public let title: String
  /// Name of what the rows are.
  public let rowLabel: String
  /// Name of what the columns are.
  public let columnLabel: String
  /// Names of the rows, from the top.
  public let rows: [String]
  /// Names of the columns, from the left.
  public let columns: [String]
  private let texts: [[String]]
  /// How strong each cell is tinted, 0–1.
  private let tints: [[Double]]
  private let nameLength: Int

  /// Counts in a grid, row by row.
  public init(
    title: String, rowLabel: String, columnLabel: String, rows: [String], columns: [String],
    counts: [[Int]], shares: Shares = .ofLargest
  ) {
    let largest = counts.joined().max() ?? 0
    let tints = counts.map { row in
      let whole = shares == .ofRow ? row.reduce(0, +) : largest
      return row.map { whole > 0 ? Double($0) / Double(whole) : 0 }
    }
    self.init(
      title, rowLabel, columnLabel, rows, columns, counts.map { $0.map(grouped) }, tints,
      nameLength: 14)
  }

  /// Scores in a grid, row by row: every column is tinted by itself, from its worst to its best value.
  ///
  /// - Parameters:
  ///   - title: What the chart shows.
  ///   - rowLabel: Name of what the rows are.
  ///   - columnLabel: Name of what the columns are.
  ///   - rows: Names of the rows.
  ///   - columns: Names of the columns.
  ///   - scores: The scores; what is not a number is not tinted.
  ///   - lessIsBetter: Whether the least of a column is its best, a value for each column.
  public init(
    title: String, rowLabel: String, columnLabel: String, rows: [String], columns: [String],
    scores: [[Double]], lessIsBetter: [Bool]
  ) {
    precondition(lessIsBetter.count == columns.count, "a direction for each column")
    let ranges = columns.indices.map { column in
      let values = scores.map { $0[column] }.filter(\.isFinite)
      return (low: values.min() ?? 0, high: values.max() ?? 0)
    }
    let tints = scores.map { row in
      zip(row, columns.indices).map { value, column -> Double in
        let (low, high) = ranges[column]
        guard value.isFinite, high > low else { return 0 }
        let share = (value - low) / (high - low)
        return lessIsBetter[column] ? 1 - share : share
      }
    }
    let texts = scores.map { $0.map { abs($0) < 10 ? decimal($0, 2) : concise($0) } }
    self.init(title, rowLabel, columnLabel, rows, columns, texts, tints, nameLength: 40)
  }

  private init(
    _ title: String, _ rowLabel: String, _ columnLabel: String, _ rows: [String],
    _ columns: [String], _ texts: [[String]], _ tints: [[Double]], nameLength: Int
  ) {
    precondition(
      texts.count == rows.count && texts.allSatisfy { $0.count == columns.count },
      "a number for each row and column")
    self.title = title
    self.rowLabel = rowLabel
    self.columnLabel = columnLabel
    self.rows = rows
    self.columns = columns
    self.texts = texts
    self.tints = tints
    self.nameLength = nameLength
  }

  /// The chart.
  public var drawing: Drawing {
    let named = rows.map { shortened($0, to: nameLength) }
    let widest = max(named.map(\.count).max() ?? 0, rowLabel.count)
    let left = 10 + 6.4 * Double(widest)
    let isWide = nameLength > 14
    let (step, top, tall) = (isWide ? 62.0 : columns.count > 6 ? 34.0 : 46.0, 36.0, 26.0)
    let width = left + step * Double(columns.count) + 4
    let headings = columns.enumerated().map { index, name -> Markup in
      """
      <text class="tick" x="\(left + step * (Double(index) + 0.5))" y="\(top - 7)" \
      text-anchor="middle">\(shortened(name, to: Int(step / 6)))<title>\(name)</title></text>

      """
    }
    let lines = rows.indices.map { row -> Markup in
      let y = top + tall * Double(row)
      let cells = columns.indices.map { cell(row, $0, x: left + step * Double($0), y, step, tall) }
      return """
        <text class="name" x="\(left - 7)" y="\(y + tall / 2 + 4)" text-anchor="end">\
        \(named[row])</text>\(cells)

        """
    }
    return Drawing(
      title: title, description: summary, width: max(width, 150),
      height: top + tall * Double(rows.count) + 4,
      content: """
        <text class="axis" x="\(left)" y="11">\(columnLabel) →</text>\
        <text class="axis" x="\(left - 7)" y="\(top - 7)" text-anchor="end">\(rowLabel)</text>\
        \(headings)\(lines)
        """,
      table: table)
  }

  private func cell(
    _ row: Int, _ column: Int, x: Double, _ y: Double, _ width: Double, _ height: Double
  ) -> Markup {
    let opacity = decimal(tints[row][column] * Palette.strongestHeat, 3)
    return """
      <rect class="heat" x="\(x + 1)" y="\(y + 1)" width="\(width - 2)" height="\(height - 2)" rx="2" \
      fill-opacity="\(opacity)"><title>\(rows[row]), \(columns[column]): \(texts[row][column])</title></rect>\
      <text class="count" x="\(x + width / 2)" y="\(y + height / 2 + 4)" text-anchor="middle">\
      \(texts[row][column])</text>
      """
  }

  private var summary: String {
    let lines = rows.indices.map { row in
      "\(rows[row]): "
        + zip(columns, texts[row]).map { "\($0) \($1)" }.joined(separator: ", ")
    }
    return "\(rowLabel) by \(columnLabel). " + lines.joined(separator: "; ") + "."
  }

  private var table: DataTable {
    DataTable(
      title, [.text("\(rowLabel) \\ \(columnLabel)")] + columns.map { .number($0) },
      rows: rows.indices.map { row in
        [DataTable.Cell(rows[row])] + texts[row].map { DataTable.Cell($0) }
      })
  }
}

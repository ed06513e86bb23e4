/// Counts in a grid: the number in each cell, and a tint for its share.
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
  /// Counts, row by row.
  public let counts: [[Int]]
  /// What a full tint means.
  public let shares: Shares

  /// Counts in a grid.
  public init(
    title: String, rowLabel: String, columnLabel: String, rows: [String], columns: [String],
    counts: [[Int]], shares: Shares = .ofLargest
  ) {
    precondition(
      counts.count == rows.count && counts.allSatisfy { $0.count == columns.count },
      "a count for each row and column")
    self.title = title
    self.rowLabel = rowLabel
    self.columnLabel = columnLabel
    self.rows = rows
    self.columns = columns
    self.counts = counts
    self.shares = shares
  }

  /// The chart.
  public var drawing: Drawing {
    let named = rows.map { shortened($0, to: 14) }
    let widest = max(named.map(\.count).max() ?? 0, rowLabel.count)
    let left = 10 + 6.4 * Double(widest)
    let (step, top, tall) = (columns.count > 6 ? 34.0 : 46.0, 36.0, 26.0)
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
    let count = counts[row][column]
    let opacity = decimal(share(row, column) * Palette.strongestHeat, 3)
    return """
      <rect class="heat" x="\(x + 1)" y="\(y + 1)" width="\(width - 2)" height="\(height - 2)" rx="2" \
      fill-opacity="\(opacity)"><title>\(rows[row]), \(columns[column]): \(grouped(count))</title></rect>\
      <text class="count" x="\(x + width / 2)" y="\(y + height / 2 + 4)" text-anchor="middle">\
      \(grouped(count))</text>
      """
  }

  private func share(_ row: Int, _ column: Int) -> Double {
    let whole: Int
    switch shares {
    case .ofRow: whole = counts[row].reduce(0, +)
    case .ofLargest: whole = counts.joined().max() ?? 0
    }
    return whole > 0 ? Double(counts[row][column]) / Double(whole) : 0
  }

  private var summary: String {
    let lines = rows.indices.map { row in
      "\(rows[row]): "
        + zip(columns, counts[row]).map { "\($0) \(grouped($1))" }.joined(separator: ", ")
    }
    return "\(rowLabel) by \(columnLabel). " + lines.joined(separator: "; ") + "."
  }

  private var table: DataTable {
    DataTable(
      title, [.text("\(rowLabel) \\ \(columnLabel)")] + columns.map { .number($0) },
      rows: rows.indices.map { row in
        [DataTable.Cell(rows[row])] + counts[row].map { DataTable.Cell($0) }
      })
  }
}

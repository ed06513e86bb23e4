/// Mean ranks of several things on one axis, those that do not differ tied by a bar (Demšar 2006,
/// https://jmlr.org/papers/v7/demsar06a.html: the critical-difference diagram).
public struct RankDiagram: Sendable {
  /// What the chart shows.
  public let title: String
  /// Names and mean ranks, from the best; rank 1 is the best.
  public let ranks: [(name: String, rank: Double)]
  /// The difference of mean ranks from which two differ.
  public let criticalDifference: Double

  /// Mean ranks with the difference that counts.
  ///
  /// - Parameters:
  ///   - title: What the chart shows.
  ///   - ranks: Names and mean ranks, in any order.
  ///   - criticalDifference: The difference of mean ranks from which two differ, above 0.
  public init(title: String, ranks: [(name: String, rank: Double)], criticalDifference: Double) {
    self.title = title
    self.ranks = ranks.sorted { ($0.rank, $0.name) < ($1.rank, $1.name) }
    self.criticalDifference = criticalDifference
  }

  /// Runs of neighbours that do not differ, as places in ``ranks``: the longest ones, of two or more.
  public var ties: [ClosedRange<Int>] {
    var found: [ClosedRange<Int>] = []
    for first in ranks.indices {
      let last =
        ranks.indices.last { ranks[$0].rank - ranks[first].rank < criticalDifference } ?? first
      if last > first, found.last.map({ $0.upperBound < last }) ?? true {
        found.append(first...last)
      }
    }
    return found
  }

  /// The chart: names of the better half on the left, the others on the right, so that lines do not cross.
  public var drawing: Drawing {
    let (width, top, step) = (720.0, 46.0, 22.0)
    let names = ranks.map { shortened($0.name, to: 34) }
    let room = 30 + 6.4 * Double(names.map(\.count).max() ?? 0)
    let count = Double(max(ranks.count, 2))
    let x = Scale(domain: 1...count, range: (from: room, to: width - room))
    let ticks = x.ticks(about: min(ranks.count, 12), wholeNumbers: true)
    let ties = ties
    let below = top + 12 + 9 * Double(ties.count)
    let half = (ranks.count + 1) / 2
    let axis = zip(ticks.values, ticks.labels).map { value, label -> Markup in
      """
      <path class="base" d="M\(x(value)) \(top - 5)V\(top)"/>\
      <text class="tick" x="\(x(value))" y="\(top - 9)" text-anchor="middle">\(label)</text>

      """
    }
    let lines = ranks.indices.map { place -> Markup in
      let isLeft = place < half
      let row = isLeft ? place : ranks.count - 1 - place
      let (y, at) = (below + step * (Double(row) + 0.6), x(ranks[place].rank))
      let end = isLeft ? room - 6 : width - room + 6
      return """
        <path class="base" d="M\(at) \(top)V\(y)H\(end)"/>\
        <text class="name" x="\(isLeft ? end - 5 : end + 5)" y="\(y + 4)" \
        text-anchor="\(isLeft ? "end" : "start")">\(names[place])\
        <title>\(ranks[place].name): mean rank \(decimal(ranks[place].rank, 2))</title></text>

        """
    }
    let bars = ties.enumerated().map { row, tie -> Markup in
      let y = top + 8 + 9 * Double(row)
      let (from, to) = (x(ranks[tie.lowerBound].rank) - 4, x(ranks[tie.upperBound].rank) + 4)
      return "<path class=\"tie\" d=\"M\(from) \(y)H\(to)\"/>\n"
    }
    return Drawing(
      title: title, description: summary, width: width,
      height: below + step * (Double(half) + 0.4) + 4,
      content: """
        <path class="base" d="M\(x.range.from) \(top)H\(x.range.to)"/>\(axis)\(lines)\(bars)\
        \(ruler(x, y: 10))
        """,
      table: table)
  }

  /// The critical difference as a length, above the axis.
  private func ruler(_ x: Scale, y: Double) -> Markup {
    let length = min(x(1 + criticalDifference), x.range.to) - x.range.from
    guard length > 0 else { return "" }
    let end = x.range.from + length
    return """
      <path class="base" d="M\(x.range.from) \(y - 4)V\(y + 4)M\(x.range.from) \(y)H\(end)\
      M\(end) \(y - 4)V\(y + 4)"/>\
      <text class="tick" x="\(end + 6)" y="\(y + 4)">critical difference \
      \(decimal(criticalDifference, 2))</text>

      """
  }

  private var summary: String {
    let order = ranks.map { "\($0.name) \(decimal($0.rank, 2))" }.joined(separator: ", ")
    let tied = ties.map { "\(ranks[$0.lowerBound].name) to \(ranks[$0.upperBound].name)" }
    return "Mean ranks, 1 is the best: \(order). They differ from "
      + "\(decimal(criticalDifference, 2)) on. Not different: "
      + (tied.isEmpty ? "none." : tied.joined(separator: "; ") + ".")
  }

  private var table: DataTable {
    DataTable(
      title, [.text("Model"), .number("mean rank")],
      rows: ranks.map { [DataTable.Cell($0.name), DataTable.Cell($0.rank, digits: 2)] })
  }
}

internal import Randomness

/// Rounds the cells of a table up or down so that the sums over each label's values are rounded up
/// or down too, and the total is kept.
///
/// Walks from the fractional table to a corner of the polytope of all tables within these bounds,
/// in random directions of which each leaves every cell's expectation as it is: the flight phase of
/// the cube method (Deville & Tillé 2004, doi 10.1093/biomet/91.4.893) with the sums' own rounding
/// as further unknowns. So every song of a cell is equally likely to be chosen. For one or two
/// labels the bounds form a network and a corner is whole-numbered: the rounding is always found
/// (controlled rounding; Cox 1987, doi 10.1080/01621459.1987.10478456). For more it need not exist:
/// the sums of the last label are then let go, and so on.
///
/// - Parameters:
///   - targets: The fractional cells, ≥ 0; their sum is a whole number up to 1e-6.
///   - margins: For each label, the value of each cell, 0, 1, ….
///   - generator: Decides between the roundings.
/// - Returns: For each cell its target rounded up or down.
func controlledRounding(
  _ targets: [Double], margins: [[Int]], using generator: inout Generator
) -> [Int] {
  var walk = RoundingWalk(targets, margins: margins)
  var order = Array(walk.values.indices)
  generator.shuffle(&order)
  var labels = margins.count
  while true {
    let open = order.filter { walk.isOpen($0, labels: labels) }
    guard open.contains(where: { $0 < targets.count }) else { break }
    if let step = walk.direction(among: open, labels: labels) {
      walk.move(along: step, toward: generator.uniform())
    } else if labels > 0 {
      labels -= 1
    } else {
      break
    }
  }
  return walk.values.prefix(targets.count).map { Int($0.rounded()) }
}

/// The unknowns of a controlled rounding: cells, then the sums of each label's values.
private struct RoundingWalk {
  private(set) var values: [Double]
  /// Unknown → the label whose sum it is; −1 for cells.
  private var label: [Int]
  /// Each equation: the label it belongs to (−1: the total), and its unknowns with coefficients.
  private var equations: [(label: Int, terms: [Int: Double])]

  init(_ targets: [Double], margins: [[Int]]) {
    values = targets
    label = targets.map { _ in -1 }
    equations = [(-1, Dictionary(uniqueKeysWithValues: targets.indices.map { ($0, 1) }))]
    for (index, valueOfCell) in margins.enumerated() {
      for value in 0..<((valueOfCell.max() ?? -1) + 1) {
        let cells = targets.indices.filter { valueOfCell[$0] == value }
        var terms = Dictionary(uniqueKeysWithValues: cells.map { ($0, 1.0) })
        terms[values.count] = -1
        equations.append((index, terms))
        values.append(cells.reduce(0) { $0 + targets[$1] })
        label.append(index)
      }
    }
    for unknown in values.indices { settle(unknown) }
  }

  /// Makes a value whole that is so but for rounding errors.
  private mutating func settle(_ unknown: Int) {
    let whole = values[unknown].rounded()
    if abs(values[unknown] - whole) < 1e-7 { values[unknown] = whole }
  }

  /// Whether an unknown is still fractional, when only the sums of the first `labels` labels count.
  func isOpen(_ unknown: Int, labels: Int) -> Bool {
    label[unknown] < labels && values[unknown] != values[unknown].rounded()
  }

  /// A direction that keeps every equation and changes open unknowns only; `nil` at a corner.
  func direction(among open: [Int], labels: Int) -> [(unknown: Int, change: Double)]? {
    let kept = equations.filter { $0.label < labels }
    // One unknown more than there are equations is enough for a direction to exist.
    let unknowns = Array(open.prefix(kept.count + 1))
    let matrix = kept.map { equation in unknowns.map { equation.terms[$0] ?? 0 } }
    guard let vector = nullVector(of: matrix, columns: unknowns.count) else { return nil }
    return zip(unknowns, vector).filter { $0.1 != 0 }.map { ($0.0, $0.1) }
  }

  /// Moves until an unknown becomes whole: forward when `chance`, uniform in 0 ..< 1, is below the
  /// probability that keeps expectations.
  mutating func move(along step: [(unknown: Int, change: Double)], toward chance: Double) {
    func room(_ sign: Double) -> Double {
      step.map { unknown, change in
        let value = values[unknown]
        let bound = sign * change > 0 ? value.rounded(.up) : value.rounded(.down)
        return (bound - value) / (sign * change)
      }.min() ?? 0
    }
    let (forward, backward) = (room(1), room(-1))
    let length = chance * (forward + backward) < backward ? forward : -backward
    for (unknown, change) in step {
      values[unknown] += length * change
      settle(unknown)
    }
  }
}

/// A vector x ≠ 0 with A x = 0, by Gauss–Jordan elimination with row pivots; `nil` when there is
/// none.
///
/// - Parameters:
///   - matrix: A by rows.
///   - columns: The number of columns.
private func nullVector(of matrix: [[Double]], columns: Int) -> [Double]? {
  var a = matrix
  for column in 0..<columns {
    let pivot = (column..<max(column, a.count)).max { abs(a[$0][column]) < abs(a[$1][column]) }
    guard let pivot, abs(a[pivot][column]) > 1e-9 else {
      // All earlier columns have pivots, in rows 0 ..< column.
      return (0..<columns).map { $0 < column ? -a[$0][column] : $0 == column ? 1 : 0 }
    }
    a.swapAt(column, pivot)
    let scale = a[column][column]
    for j in column..<columns { a[column][j] /= scale }
    for i in a.indices where i != column && a[i][column] != 0 {
      let factor = a[i][column]
      for j in column..<columns { a[i][j] -= factor * a[column][j] }
    }
  }
  return nil
}

internal import Foundation

/// How far two nominal quantities go together: Cramér's V with the bias of small tables removed
/// (Bergsma 2013, doi 10.1016/j.jkss.2012.10.002).
///
/// φ̃² = max(0, χ²/n − (r − 1)(c − 1)/(n − 1)), V = √(φ̃² / min(r̃ − 1, c̃ − 1)) with
/// r̃ = r − (r − 1)²/(n − 1) and c̃ likewise; r and c are the values that occur.
///
/// - Parameters:
///   - x: The one quantity's values, whole numbers (n).
///   - y: The other's (n).
/// - Returns: 0 … 1; 0 where one of them is constant, or with fewer than two rows.
public func cramersV(_ x: [Int], _ y: [Int]) -> Double {
  precondition(x.count == y.count)
  let n = Double(x.count)
  let (rows, columns) = (counts(x), counts(y))
  guard rows.count > 1, columns.count > 1 else { return 0 }
  // Σ n_ij² / (n_i n_j) − 1, summed in the order of the values.
  let phiSquared =
    counts(zip(x, y).map(Pair.init)).sorted { $0.key < $1.key }.reduce(0.0) { sum, cell in
      let (i, j) = (rows[cell.key.x, default: 1], columns[cell.key.y, default: 1])
      return sum + Double(cell.value * cell.value) / (Double(i) * Double(j))
    } - 1
  let (r, c) = (Double(rows.count), Double(columns.count))
  let unbiased = max(0, phiSquared - (r - 1) * (c - 1) / (n - 1))
  let least = min(r - (r - 1) * (r - 1) / (n - 1), c - (c - 1) * (c - 1) / (n - 1)) - 1
  return least > 0 ? min(1, (unbiased / least).squareRoot()) : 0
}

/// The values of one row.
private struct Pair: Hashable, Comparable {
  let x: Int
  let y: Int

  static func < (one: Pair, other: Pair) -> Bool { (one.x, one.y) < (other.x, other.y) }
}

private func counts<Value: Hashable>(_ values: [Value]) -> [Value: Int] {
  values.reduce(into: [:]) { $0[$1, default: 0] += 1 }
}

/// The mean uncertainty of x that is left when y is known, as a share of what there was: conditional
/// entropy H(x|y) / H(x) (Shannon 1948, doi 10.1002/j.1538-7305.1948.tb01338.x), from frequencies.
///
/// - Returns: 0 where y determines x, or x is constant; 1 where it says nothing.
public func conditionalUncertainty(of x: [Int], given y: [Int]) -> Double {
  precondition(x.count == y.count)
  let ofPair = counts(zip(x, y).map(Pair.init))
  let whole = entropy(Array(counts(x).values))
  guard whole > 0 else { return 0 }
  return max(0, entropy(Array(ofPair.values)) - entropy(Array(counts(y).values))) / whole
}

private func entropy(_ counts: [Int]) -> Double {
  let n = Double(counts.reduce(0, +))
  return -counts.sorted().reduce(0) { $0 + Double($1) / n * log(Double($1) / n) }
}

public import LinearAlgebra

/// Where other rows lie in a map: the mean of the places of their nearest mapped rows, weighted by
/// how far they belong to them (as ``FuzzyGraph``): what UMAP begins with for new rows.
///
/// - Parameters:
///   - rows: (m, d), finite.
///   - mapped: The rows that the map was made of (n, d), n ≥ 1.
///   - coordinates: Where they lie (n, dimensions).
///   - neighbours: Nearest rows that count, ≥ 1; at most n.
///   - threads: Number of workers, ≥ 1; the bits do not depend on it.
/// - Returns: (m, dimensions). A row that coincides with a mapped one may lie elsewhere.
public func placed(
  _ rows: Matrix, among mapped: Matrix, at coordinates: Matrix, neighbours: Int, threads: Int = 1
) -> Matrix {
  precondition(mapped.rows == coordinates.rows && mapped.rows >= 1 && neighbours >= 1)
  let found = NeighbourLists(
    of: rows, among: mapped, count: min(neighbours, mapped.rows), threads: threads)
  let weights = Memberships(found, threads: threads).values
  var result = Matrix(rows: rows.rows, columns: coordinates.columns)
  for row in 0..<rows.rows {
    let own = (row * found.count)..<((row + 1) * found.count)
    let total = own.reduce(0.0) { $0 + Double(weights[$1]) }
    for axis in 0..<coordinates.columns {
      let sum = own.reduce(0.0) {
        $0 + Double(weights[$1]) * Double(coordinates[Int(found.indices[$1]), axis])
      }
      result[row, axis] = Float(sum / total)
    }
  }
  return result
}

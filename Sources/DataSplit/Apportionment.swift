/// Divides a number of songs by the method of largest remainders (Hamilton's).
///
/// - Parameters:
///   - total: Songs to divide, at least the sum of `minimum`.
///   - shares: The proportion of each part, ≥ 0 and not all 0; they need not add up to 1.
///   - minimum: The least number for each part; where the method gives less, the part that has
///     most to spare gives one.
/// - Returns: One number per part, together `total`. Ties go to the earlier part.
func apportion(_ total: Int, shares: [Double], minimum: [Int]) -> [Int] {
  let sum = shares.reduce(0, +)
  let quotas = shares.map { Double(total) * $0 / sum }
  // A quota such as 0.8 · 180 may come out a rounding error below the whole number.
  var counts = quotas.map { Int(($0 + 1e-9).rounded(.down)) }
  let byRemainder = quotas.indices.sorted {
    (Double(counts[$0]) - quotas[$0], $0) < (Double(counts[$1]) - quotas[$1], $1)
  }
  for part in byRemainder.prefix(total - counts.reduce(0, +)) { counts[part] += 1 }
  while let needy = counts.indices.first(where: { counts[$0] < minimum[$0] }),
    let giver = counts.indices.max(by: { counts[$0] - minimum[$0] < counts[$1] - minimum[$1] })
  {
    counts[giver] -= 1
    counts[needy] += 1
  }
  return counts
}

/// Fits a table to given row and column sums by iterative proportional fitting (Deming & Stephan
/// 1940, doi 10.1214/aoms/1177731829).
///
/// - Parameters:
///   - table: Entries above 0, row by row.
///   - rows: The sum that each row is to have.
///   - columns: The sum that each column is to have; together as much as the rows.
func fitted(_ table: [[Double]], rows: [Int], columns: [Int]) -> [[Double]] {
  var table = table
  for _ in 0..<10_000 {
    for (row, sum) in rows.enumerated() {
      let scale = Double(sum) / max(table[row].reduce(0, +), .leastNormalMagnitude)
      for column in columns.indices { table[row][column] *= scale }
    }
    var worst = 0.0
    for (column, sum) in columns.enumerated() {
      let found = table.reduce(0) { $0 + $1[column] }
      worst = max(worst, abs(found - Double(sum)))
      for row in rows.indices {
        table[row][column] *= Double(sum) / max(found, .leastNormalMagnitude)
      }
    }
    if worst < 1e-9 { break }
  }
  return table
}

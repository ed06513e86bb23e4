/// p-values of m tests made together, each raised so that comparing it with α keeps the chance of
/// any false discovery below α (Holm 1979, https://www.jstor.org/stable/4615733).
///
/// - Parameter pValues: 0 … 1, in any order.
/// - Returns: The adjusted p-values in the same order, ≤ 1.
public func holm(_ pValues: [Double]) -> [Double] {
  let order = pValues.indices.sorted { (pValues[$0], $0) < (pValues[$1], $1) }
  var adjusted = pValues
  var largest = 0.0
  for (place, index) in order.enumerated() {
    largest = max(largest, min(1, Double(pValues.count - place) * pValues[index]))
    adjusted[index] = largest
  }
  return adjusted
}

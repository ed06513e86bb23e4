public import Testing

/// Expects two lists of numbers to agree; a failure names the worst place and both values.
///
/// - Parameters:
///   - actual: What was computed.
///   - expected: The reference, of the same count.
///   - absolute: The largest difference allowed.
///   - relative: Allowed in addition, in units of the largest expected magnitude.
///   - what: Names the numbers in the message.
///   - sourceLocation: The caller.
public func expectClose(
  _ actual: some Collection<some BinaryFloatingPoint>,
  _ expected: some Collection<some BinaryFloatingPoint>,
  absolute: Double = 0, relative: Double = 0, _ what: String = "values",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard actual.count == expected.count else {
    Issue.record(
      "\(what): \(actual.count) values, expected \(expected.count)", sourceLocation: sourceLocation)
    return
  }
  let largest = expected.lazy.map { abs(Double($0)) }.max() ?? 0
  var worst = (index: -1, difference: 0.0, actual: 0.0, expected: 0.0)
  for (index, pair) in zip(actual, expected).enumerated() {
    let (a, e) = (Double(pair.0), Double(pair.1))
    let difference = a == e || (a.isNaN && e.isNaN) ? 0 : abs(a - e)
    if !(difference <= worst.difference) {
      worst = (index, difference.isNaN ? .infinity : difference, a, e)
    }
  }
  let allowed = absolute + relative * largest
  #expect(
    worst.difference <= allowed,
    "\(what)[\(worst.index)] is \(worst.actual), expected \(worst.expected); off by \(worst.difference), allowed \(allowed)",
    sourceLocation: sourceLocation)
}

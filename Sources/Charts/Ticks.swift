internal import Foundation

/// Where an axis is labelled, and how.
public struct Ticks: Sendable, Equatable {
  /// Positions in data units, ascending.
  public let values: [Double]
  /// One label for each position.
  public let labels: [String]

  /// Multiples of 1, 2 or 5 times a power of ten within an interval (Heckbert, "Nice numbers for
  /// graph labels", Graphics Gems, 1990; the rounding is geometric, so that the count is nearest to
  /// the one asked for).
  ///
  /// - Parameters:
  ///   - low: Start of the interval.
  ///   - high: End of the interval, finite, at least `low`.
  ///   - count: About how many intervals, 1 or more.
  ///   - wholeNumbers: Whether only whole numbers make sense.
  public init(from low: Double, to high: Double, about count: Int, wholeNumbers: Bool = false) {
    guard low.isFinite, high.isFinite, high > low, count > 0 else {
      values = low.isFinite ? [low] : []
      labels = low.isFinite ? [concise(low)] : []
      return
    }
    let rough = (high - low) / Double(count)
    var exponent = Int(log10(rough).rounded(.down))
    let fraction = rough / pow(10, Double(exponent))
    var multiple =
      fraction >= 50.0.squareRoot()
      ? 10
      : fraction >= 10.0.squareRoot()
        ? 5
        : fraction >= 2.0.squareRoot() ? 2 : 1
    if multiple == 10 { (multiple, exponent) = (1, exponent + 1) }
    if wholeNumbers && exponent < 0 { (multiple, exponent) = (1, 0) }
    let step = Double(multiple) * pow(10, Double(exponent))
    let (first, last) = ((low / step - 1e-9).rounded(.up), (high / step + 1e-9).rounded(.down))
    guard last >= first, last - first < 1000 else {
      values = [low, high]
      labels = values.map(concise)
      return
    }
    // Dividing by a power of ten gives the double nearest to the decimal; multiplying does not.
    let positions = stride(from: first, through: last, by: 1).map { index in
      exponent < 0
        ? index * Double(multiple) / pow(10, Double(-exponent))
        : index * Double(multiple) * pow(10, Double(exponent))
    }
    values = positions
    let largest = max(abs(low), abs(high))
    labels = positions.map { value in
      if exponent < -4 || largest >= 1e6 { return concise(value) }
      return exponent < 0
        ? decimal(value, -exponent)
        : (value < 0 ? "−" : "") + grouped(Int(abs(value)))
    }
  }

  /// Powers of ten within an interval of a logarithmic axis, with 2 and 5 between them where the
  /// interval is shorter than two powers.
  ///
  /// - Parameters:
  ///   - low: Start of the interval, above 0.
  ///   - high: End of the interval, at least `low`.
  public init(powersOfTenFrom low: Double, to high: Double) {
    guard low > 0, low.isFinite, high.isFinite, high >= low else {
      values = []
      labels = []
      return
    }
    let exponents = Int(log10(low).rounded(.down))...Int(log10(high).rounded(.up))
    let multiples: [Double] = high / low < 100 ? [1, 2, 5] : [1]
    let every = max(1, exponents.count / 6)
    var positions: [Double] = []
    for exponent in exponents where (exponent - exponents.lowerBound) % every == 0 {
      let power = pow(10, Double(abs(exponent)))
      positions += multiples.map { exponent < 0 ? $0 / power : $0 * power }
    }
    values = positions.filter { $0 >= low * (1 - 1e-9) && $0 <= high * (1 + 1e-9) }
    labels = values.map { value in
      let exponent = Int((log10(value) + 1e-9).rounded(.down))
      let multiple = Int((value / pow(10, Double(exponent))).rounded())
      return (multiple == 1 ? "" : "\(multiple)×") + "10" + superscript(exponent)
    }
  }
}

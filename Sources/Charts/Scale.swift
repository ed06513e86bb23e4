internal import Foundation

/// Maps data to drawing coordinates along one axis.
public struct Scale: Sendable {
  /// How data are spread along the axis.
  public enum Kind: Sendable {
    /// Equal steps for equal differences.
    case linear
    /// Equal steps for equal ratios; the data must be above 0.
    case logarithmic
  }

  /// How data are spread.
  public let kind: Kind
  /// First and last data value.
  public let domain: ClosedRange<Double>
  /// Coordinate of the first and of the last data value.
  public let range: (from: Double, to: Double)

  /// A scale from data to coordinates.
  ///
  /// - Parameters:
  ///   - kind: How data are spread; a logarithmic scale needs a domain above 0.
  ///   - domain: First and last data value, finite.
  ///   - range: Coordinate of the first and of the last data value.
  public init(
    _ kind: Kind = .linear, domain: ClosedRange<Double>, range: (from: Double, to: Double)
  ) {
    precondition(kind == .linear || domain.lowerBound > 0, "a logarithmic scale starts above 0")
    self.kind = kind
    self.domain = domain
    self.range = range
  }

  /// The coordinate of a value; the middle of the axis if the domain is one point.
  public func callAsFunction(_ value: Double) -> Double {
    let (low, high, x) =
      kind == .linear
      ? (domain.lowerBound, domain.upperBound, value)
      : (log10(domain.lowerBound), log10(domain.upperBound), log10(value))
    let share = high > low ? (x - low) / (high - low) : 0.5
    return range.from + share * (range.to - range.from)
  }

  /// Good positions for labels along the axis.
  ///
  /// - Parameters:
  ///   - count: About how many intervals.
  ///   - wholeNumbers: Whether only whole numbers make sense.
  public func ticks(about count: Int, wholeNumbers: Bool = false) -> Ticks {
    kind == .linear
      ? Ticks(
        from: domain.lowerBound, to: domain.upperBound, about: count, wholeNumbers: wholeNumbers)
      : Ticks(powersOfTenFrom: domain.lowerBound, to: domain.upperBound)
  }
}

/// The interval that holds all finite values, widened by a share of its length at either end.
///
/// - Parameters:
///   - values: The values; those not finite do not count.
///   - margin: Share of the length to add at either end.
///   - kind: For a logarithmic axis only values above 0 count, and the margin is a ratio.
/// - Returns: An interval of positive length; 0…1 (1…10 on a logarithmic axis) without any value.
public func domain(
  covering values: some Sequence<Double>, margin: Double = 0.04, _ kind: Scale.Kind = .linear
) -> ClosedRange<Double> {
  let isLinear = kind == .linear
  let usable = values.filter { $0.isFinite && abs($0) < 1e300 && (isLinear || $0 > 1e-300) }
  guard let low = usable.min(), let high = usable.max() else { return isLinear ? 0...1 : 1...10 }
  if isLinear {
    let length = high > low ? high - low : max(abs(high), 1) * 0.5
    return (low - margin * length)...(high + margin * length)
  }
  let ratio = high > low ? pow(high / low, margin) : 2
  return (low / ratio)...(high * ratio)
}

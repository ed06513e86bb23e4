internal import Foundation

/// A number with a fixed count of decimals and a true minus sign; an en dash for what is not a
/// number.
///
/// - Parameters:
///   - value: The number.
///   - digits: Decimals, 0 or more.
public func decimal(_ value: Double, _ digits: Int) -> String {
  guard !value.isNaN else { return "–" }
  guard value.isFinite else { return value < 0 ? "−∞" : "∞" }
  let text = String(format: "%.\(digits)f", abs(value))
  let isZero = text.allSatisfy { $0 == "0" || $0 == "." }
  return value < 0 && !isZero ? "−" + text : text
}

/// A number as people write it: whole numbers whole, others to about three significant digits:
/// 1,234 · 0.123 · 4.5×10⁻⁶.
///
/// - Parameter value: The number.
public func concise(_ value: Double) -> String {
  guard value.isFinite else { return decimal(value, 0) }
  if abs(value) < 1e7, value == value.rounded() {
    return (value < 0 ? "−" : "") + grouped(Int(abs(value)))
  }
  let exponent = Int(log10(abs(value)).rounded(.down))
  switch exponent {
  case -3..<3: return decimal(value, min(2 - exponent, 4))
  case 3..<7: return (value < 0 ? "−" : "") + grouped(Int(abs(value).rounded()))
  default:
    let mantissa = value / pow(10, Double(exponent))
    return decimal(mantissa, 1) + "×10" + superscript(exponent)
  }
}

/// A whole number with a comma between thousands.
///
/// - Parameter value: The number.
public func grouped(_ value: Int) -> String {
  var digits = String(value.magnitude)
  var parts: [String] = []
  while digits.count > 3 {
    parts.insert(String(digits.suffix(3)), at: 0)
    digits.removeLast(3)
  }
  parts.insert(digits, at: 0)
  return (value < 0 ? "−" : "") + parts.joined(separator: ",")
}

/// An exponent in raised digits.
///
/// - Parameter value: The exponent.
func superscript(_ value: Int) -> String {
  let raised: [Character] = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]
  let digits = String(value.magnitude).compactMap(\.wholeNumberValue).map { raised[$0] }
  return (value < 0 ? "⁻" : "") + String(digits)
}

/// A duration as people say it: 45 s · 3 min 20 s · 2 h 5 min.
///
/// - Parameter seconds: The duration, s.
public func duration(_ seconds: Double) -> String {
  guard seconds.isFinite, seconds >= 0, seconds < 1e12 else { return "–" }
  let whole = Int(seconds.rounded())
  let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
  if hours > 0 { return "\(grouped(hours)) h \(minutes) min" }
  if minutes > 0 { return "\(minutes) min \(rest) s" }
  return seconds < 10 ? decimal(seconds, 1) + " s" : "\(rest) s"
}

/// A count with its noun: 1 song · 2 songs.
///
/// - Parameters:
///   - count: How many.
///   - noun: The noun, singular.
///   - plural: The plural, `noun` + s if not given.
public func counted(_ count: Int, _ noun: String, plural: String? = nil) -> String {
  "\(grouped(count)) \(count == 1 ? noun : plural ?? noun + "s")"
}

/// A drawing coordinate: at most one decimal, no exponent, 0 for what is not a number.
///
/// - Parameter value: The coordinate, in user units of the drawing.
public func coordinate(_ value: Double) -> String {
  guard value.isFinite, abs(value) < 1e9 else { return "0" }
  let tenths = Int((value * 10).rounded())
  let sign = tenths < 0 ? "-" : ""
  let (whole, rest) = tenths.magnitude.quotientAndRemainder(dividingBy: 10)
  return rest == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(rest)"
}

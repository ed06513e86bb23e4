internal import Configuration

/// How far from A4 = 440 Hz music is tuned.
public enum Tuning: Sendable, Equatable {
  /// As each clip's own peaks of pitch tell.
  case estimated
  /// The same for all clips, in steps of the scale, −0.5 … 0.5.
  case fixed(Double)

  /// Reads the key `tuning`: `estimated`, or a number.
  ///
  /// - Parameters:
  ///   - section: The feature set.
  ///   - fallback: Where the file has none.
  init(_ section: Section, default fallback: String) throws(ConfigurationError) {
    let text = try section.text("tuning", default: fallback)
    if text == "estimated" {
      self = .estimated
    } else if let steps = Double(text), (-0.5...0.5).contains(steps) {
      self = .fixed(steps)
    } else {
      throw section.error(
        "tuning", "must be estimated or a number from -0.5 to 0.5, not “\(text.prefix(80))”")
    }
  }
}

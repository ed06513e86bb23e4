internal import Configuration

/// A finding of the audit that someone answers for: it stays visible, but is no failure.
public struct AcceptedFinding: Sendable, Equatable {
  /// The check, such as "L04".
  public let code: String
  /// The song, clip or file that the finding is about.
  public let object: String
  /// Why it may stand.
  public let reason: String

  /// Accepts a finding.
  public init(code: String, object: String, reason: String) {
    self.code = code
    self.object = object
    self.reason = reason
  }

  init(reading section: Section) throws(ConfigurationError) {
    code = try section.text("code")
    object = try section.text("object")
    reason = try section.text("reason")
    for (key, text) in [("code", code), ("object", object), ("reason", reason)]
    where text.allSatisfy(\.isWhitespace) {
      throw section.error(
        key, "must not be empty: a finding is accepted by code, object and reason")
    }
  }
}

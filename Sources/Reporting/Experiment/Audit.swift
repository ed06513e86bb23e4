public import Charts

extension Experiment {
  /// What the leakage audit found.
  public struct Audit: Sendable, Equatable {
    /// The checks, in order.
    public var checks: [Check]
    /// What they found.
    public var findings: [Finding]

    /// What the leakage audit found.
    public init(checks: [Check], findings: [Finding]) {
      self.checks = checks
      self.findings = findings
    }

    /// One check.
    public struct Check: Sendable, Equatable {
      /// Its code.
      public var code: String
      /// What it makes sure of.
      public var title: String
      /// How grave a finding is: `error`, `warning` or `note`.
      public var severity: String
      /// What came of it, such as `passed`, `failed` or `not run`.
      public var result: String
      /// Number of objects looked at.
      public var examined: Int

      /// One check.
      public init(code: String, title: String, severity: String, result: String, examined: Int) {
        self.code = code
        self.title = title
        self.severity = severity
        self.result = result
        self.examined = examined
      }
    }

    /// One finding.
    public struct Finding: Sendable, Equatable {
      /// Code of the check.
      public var code: String
      /// How grave it is: `error`, `warning`, `note`, or `accepted` if someone answers for it.
      public var severity: String
      /// What was found, in a sentence.
      public var message: String
      /// What it is about: song ids, paths.
      public var objects: String
      /// What to do, or why it may stand.
      public var remedy: String

      /// One finding.
      public init(
        code: String, severity: String, message: String, objects: String, remedy: String
      ) {
        self.code = code
        self.severity = severity
        self.message = message
        self.objects = objects
        self.remedy = remedy
      }
    }

    /// The verdict in a word.
    public var badge: Badge {
      let severities = findings.map(\.severity)
      if severities.contains("error") { return Badge("leakage found", .bad) }
      if checks.isEmpty { return Badge("nothing checked", .caution) }
      if severities.contains("warning") { return Badge("passed with warnings", .caution) }
      return Badge("passed", .good)
    }
  }
}

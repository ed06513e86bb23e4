/// One of the three parts of a split.
public enum Part: String, CaseIterable, Sendable, Comparable {
  /// What models are fitted on.
  case train
  /// What decides when fitting stops.
  case validation
  /// What is kept for the end.
  case test

  /// The part of a song in cross-validation: its fold is tested, the next one (cyclically)
  /// validates, the others train.
  ///
  /// - Parameters:
  ///   - own: The song's fold, from 0.
  ///   - tested: The fold that is tested.
  ///   - count: Number of folds.
  public init(ofFold own: Int, testing tested: Int, of count: Int) {
    self = own == tested ? .test : own == (tested + 1) % count ? .validation : .train
  }

  private var order: Int { Part.allCases.firstIndex(of: self) ?? 0 }

  /// In the order train, validation, test.
  public static func < (a: Part, b: Part) -> Bool { a.order < b.order }
}

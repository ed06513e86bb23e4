/// What songs may share only within one part of a split. Identical audio always counts.
public struct LeakCriteria: Sendable, Equatable {
  /// When fingerprints count as one recording; `nil` when they are not compared.
  public var fingerprint: FingerprintCriterion?
  /// Whether songs of one title and artist belong together; spelling, brackets and guests
  /// ("feat.") aside.
  public var title: Bool
  /// When lyrics count as the same; `nil` when they are not compared.
  public var lyrics: LyricsCriterion?
  /// Columns whose equal values bind songs, for instance artist; values are compared without regard
  /// to case and spacing, and an empty value binds nothing.
  public var columns: [String]

  /// Creates criteria, by default every evidence of one song and no column.
  public init(
    fingerprint: FingerprintCriterion? = FingerprintCriterion(), title: Bool = true,
    lyrics: LyricsCriterion? = LyricsCriterion(), columns: [String] = []
  ) {
    self.fingerprint = fingerprint
    self.title = title
    self.lyrics = lyrics
    self.columns = columns
  }
}

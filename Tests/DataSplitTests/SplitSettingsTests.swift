import Configuration
import DataSplit
import Testing

private func settings(_ yaml: String) throws -> Configured<SplitSettings> {
  try configuration(parsing: yaml, name: "split.yaml") { try SplitSettings($0) }
}

@Suite("split.yaml")
struct SplitSettingsTests {
  @Test func `An empty file takes the defaults, and says them`() throws {
    let read = try settings("")
    #expect(read.settings == SplitSettings())
    for line in [
      "strategy: song", "train: 0.8", "stratify: []", "group_by: []", "threshold: 0.15",
      "seed: 42",
    ] {
      #expect(read.yaml.contains(line))
    }
    #expect(try settings(read.yaml).settings == read.settings)
  }

  @Test func `Every key is read`() throws {
    let read = try settings(
      """
      strategy: song
      proportions: {train: 0.6, validation: 0.4, test: 0}
      stratify: [language, genre]
      group_by: [artist]
      fingerprint: {enabled: false}
      same_title: false
      lyrics: {threshold: 0.8}
      accepted: [{code: L32, object: language, reason: the collection is one}]
      seed: 7
      """
    ).settings
    var expected = SplitSettings()
    expected.division = .proportions([.train: 0.6, .validation: 0.4, .test: 0])
    expected.stratify = ["language", "genre"]
    expected.criteria = LeakCriteria(
      fingerprint: nil, title: false, lyrics: LyricsCriterion(smallestJaccardIndex: 0.8),
      columns: ["artist"])
    expected.accepted = [
      AcceptedFinding(code: "L32", object: "language", reason: "the collection is one")
    ]
    expected.seed = 7
    #expect(read == expected)
  }

  @Test func `A strategy that is a column groups by it`() throws {
    let album = try settings("{strategy: album, group_by: [artist]}").settings
    #expect(album.criteria.columns == ["album", "artist"])
    #expect(!album.dealsClips)
    let clips = try settings("{strategy: clip, study: true}").settings
    #expect(clips.dealsClips && clips.criteria.columns.isEmpty)
  }

  @Test func `Folds and a given split take the place of proportions`() throws {
    #expect(try settings("folds: 5").settings.division == .folds(5))
    let given = try settings("given: published.csv")
    #expect(given.settings.division == .given("published.csv"))
    #expect(try settings(given.yaml).settings == given.settings)
  }

  @Test(arguments: [
    "proportions: {train: 0.8, validation: 0.1, test: 0.2}",
    "proportions: {train: 0, validation: 0.5, test: 0.5}",
    "proportions: {train: 1.5, validation: -0.5, test: 0}",
    "stratify: [genre, genre]", "group_by: {artist: yes}", "strategy: clip",
    "fingerprint: {threshold: 0.9}", "lyrics: {threshold: 0.1}",
    "study: true", "folds: 2", "{folds: 5, proportions: {train: 1, validation: 0, test: 0}}",
    "{strategy: clip, study: true, folds: 3}", "{given: a.csv, folds: 3}",
    "accepted: [{code: L04, object: Fairuz}]", "accepted: [{code: L04, object: a, reason: ' '}]",
    "seed: -1", "stratfy: [genre]",
  ])
  func `What makes no sense is refused`(yaml: String) {
    #expect(throws: ConfigurationError.self) { try settings(yaml) }
  }
}

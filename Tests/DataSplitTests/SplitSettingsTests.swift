import Configuration
import DataSplit
import Testing

private func settings(_ yaml: String) throws -> Configured<SplitSettings> {
  try configuration(parsing: yaml, name: "split.yaml") { try SplitSettings(reading: $0) }
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
      seed: 7
      """
    ).settings
    var expected = SplitSettings()
    expected.proportions = [.train: 0.6, .validation: 0.4, .test: 0]
    expected.stratify = ["language", "genre"]
    expected.groupBy = ["artist"]
    expected.criterion = nil
    expected.seed = 7
    #expect(read == expected)
  }

  @Test(arguments: [
    "proportions: {train: 0.8, validation: 0.1, test: 0.2}",
    "proportions: {train: 0, validation: 0.5, test: 0.5}",
    "proportions: {train: 1.5, validation: -0.5, test: 0}",
    "stratify: [genre, genre]", "group_by: {artist: yes}", "strategy: clip",
    "fingerprint: {threshold: 0.9}", "seed: -1", "stratfy: [genre]",
  ])
  func `What makes no sense is refused`(yaml: String) {
    #expect(throws: ConfigurationError.self) { try settings(yaml) }
  }
}

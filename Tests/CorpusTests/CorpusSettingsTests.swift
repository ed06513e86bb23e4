import Configuration
import Corpus
import Testing

@Suite("Corpus settings") struct CorpusSettingsTests {
  @Test(arguments: [
    (#"{pattern: "{a}{b}"}"#, "pattern"), (#"{pattern: "{tempo}.{ext}"}"#, "{tempo}"),
    (#"{id: "{x}"}"#, "id"), (#"{labels: [mood], pattern: "{title}.{ext}"}"#, "mood"),
    ("{labels: [title]}", "title"), ("{labels: [genre, genre]}", "twice"),
    ("{labels: [codec]}", "codec"), ("{metadata: {file: a.csv}}", "key"),
    ("{metadata: {file: a.csv, key: k, columns: {tempo: T}}}", "tempo"),
    ("{lyrics: {folder: ../x}}", "folder"), ("{lyrics: {pair: name}}", "pair"),
    ("{sampling: {by: [genre]}}", "by"), ("{max_quarantined: 2}", "max_quarantined"),
    ("{patern: x}", "pattern"),
  ])
  func `A mistake is named`(yaml: String, word: String) {
    let error = #expect(throws: ConfigurationError.self) {
      try configuration(parsing: yaml, name: "corpus.yaml", CorpusSettings.init)
    }
    #expect(error?.description.contains(word) == true, "\(error?.description ?? "")")
  }

  @Test func `The resolved file is complete and reads as itself`() throws {
    let first = try configuration(
      parsing: """
        pattern: "{language}/{title}.{ext}"
        labels: [language, genre]
        metadata: {file: a.csv, key: K, columns: {genre: Genre}}
        """, name: "corpus.yaml", CorpusSettings.init)
    let second = try configuration(
      parsing: first.yaml, name: "corpus.yaml", CorpusSettings.init)
    #expect(first.yaml == second.yaml)
    #expect(first.yaml.contains("max_quarantined: 0.05"))
    #expect(first.yaml.contains("genre: Genre"))
  }
}

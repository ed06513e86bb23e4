import Configuration
import Testing

@Suite("One number of another stage's file")
struct ConfiguredRealTests {
  @Test func `It is found beside keys that nobody here knows`() throws {
    let yaml = "audio: {rate: 22050}\nmax_quarantined: 0.2\n"
    #expect(try configuredReal("max_quarantined", in: yaml, name: "corpus.yaml") == 0.2)
    #expect(try configuredReal("missing", in: yaml, name: "corpus.yaml") == nil)
    #expect(try configuredReal("missing", in: "", name: "corpus.yaml") == nil)
  }

  @Test(arguments: ["max_quarantined: many", "- a\n- b", "max_quarantined: [1"])
  func `What is no number is refused`(yaml: String) {
    #expect(throws: ConfigurationError.self) {
      try configuredReal("max_quarantined", in: yaml, name: "corpus.yaml")
    }
  }
}

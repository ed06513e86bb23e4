import Configuration
import Testing

@Suite("Variants of a file")
struct VariantTests {
  private struct Settings: Equatable {
    var epochs: Int
    var rate: Double
    var parts: [String]
    var name: String
  }

  private let yaml = """
    training: {epochs: 100, rate: 0.5}
    parts: [test]
    name: whole
    variants:
      demo: &small
        training: {epochs: 5}
        parts: [validation, test]
      smoke: *small
      published:
        parts: [train]
        name:
    """

  private func read(_ yaml: String, as variants: [String]) throws -> Settings {
    try configuration(parsing: yaml, name: "a.yaml", as: variants) { section in
      let training = try section.section("training")
      return Settings(
        epochs: try training.integer("epochs", default: 10), rate: try training.real("rate"),
        parts: try section.texts("parts"), name: try section.text("name", default: "none"))
    }.settings
  }

  @Test func `A section goes before the rest key by key, later ones before earlier ones`() throws {
    let plain = Settings(epochs: 100, rate: 0.5, parts: ["test"], name: "whole")
    #expect(try read(yaml, as: []) == plain)
    #expect(try read(yaml, as: ["another"]) == plain)
    let demo = Settings(epochs: 5, rate: 0.5, parts: ["validation", "test"], name: "whole")
    #expect(try read(yaml, as: ["demo"]) == demo)
    #expect(try read(yaml, as: ["smoke"]) == demo)
    #expect(
      try read(yaml, as: ["demo", "published"])
        == Settings(epochs: 5, rate: 0.5, parts: ["train"], name: "none"))
    // A key that only one kind of settings has can be taken away.
    let other = yaml + "\n  bare: {extra: 1}"
    #expect(throws: ConfigurationError.self) { try read(other, as: ["bare"]) }
    #expect(
      try read("extra: 1\n" + other.replacing("extra: 1}", with: "extra: }"), as: ["bare"]) == plain
    )
    #expect(try read(yaml, as: ["published", "demo"]).parts == ["validation", "test"])
  }

  @Test func `What is wrong in a variant that is asked for is said`() {
    let wrong = yaml + "\n  late: {training: {epoch: 3}}"
    #expect(throws: Never.self) { try read(wrong, as: ["demo"]) }
    let error = #expect(throws: ConfigurationError.self) { try read(wrong, as: ["late"]) }
    #expect(
      error?.description
        == "a.yaml:12: training.epoch is not a known key; did you mean epochs?")
    for yaml in ["variants: 3", "variants: {demo: 3}"] {
      #expect(throws: ConfigurationError.self) { try read(yaml, as: ["demo"]) }
    }
  }

  @Test func `The resolved file is that of the variant, without the others`() throws {
    let configured = try configuration(
      parsing: "epochs: 3\nvariants: {demo: {epochs: 2}}", name: "a.yaml", as: ["demo"]
    ) { try $0.integer("epochs") }
    #expect(configured.yaml == "epochs: 2\n")
  }
}

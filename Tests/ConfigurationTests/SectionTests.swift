import Configuration
import Testing

@Suite("Configuration")
struct SectionTests {
  enum Tail: String, CaseIterable { case pad, drop, shift }

  struct Settings: Equatable {
    var window: Double
    var bands: Int
    var tail: Tail
    var labels: [String]
    var widths: [Int]
    var norm: Bool
    var name: String
    var learningRate: Double
    var tasks: [String]
  }

  func read(_ yaml: String) throws -> Configured<Settings> {
    try configuration(parsing: yaml, name: "a.yaml") { section in
      let training = try section.section("training")
      return Settings(
        window: try section.real("window", default: 30, in: 0.1...600),
        bands: try section.integer("bands", default: 128, in: 1 ... .max),
        tail: try section.choice("tail", default: .pad),
        labels: try section.texts("labels", default: ["language"]),
        widths: try section.integers("widths", default: [], in: 1...9),
        norm: try section.flag("norm", default: true),
        name: try section.text("name", default: "no"),
        learningRate: try training.real("learning_rate", default: 1e-4),
        tasks: try section.sections("tasks").map { try $0.text("label") })
    }
  }

  @Test func `What is no YAML is told in one line, with its place`() {
    let error = #expect(throws: ConfigurationError.self) {
      try configuration(parsing: "a: 1\nb: [", name: "f.yaml") { _ in }
    }
    #expect(error?.description.hasPrefix("f.yaml:3 is not valid YAML: ") == true, "\(error as Any)")
    #expect(error?.description.contains("\n") == false)
  }

  @Test func `Settings may share a key; it is listed once`() throws {
    let configured = try configuration(parsing: "rates: [0.5, 2]", name: "a.yaml") { section in
      [try section.reals("rates", in: 0...9), try section.reals("rates", default: [1], in: 0...9)]
    }
    #expect(configured.settings == [[0.5, 2], [0.5, 2]])
    #expect(configured.yaml == "rates: [0.5, 2]\n")
    let defaults = try configuration(parsing: "", name: "a.yaml") { section in
      [try section.text("kind", default: "a"), try section.text("kind", default: "b")]
    }
    #expect(defaults.settings == ["a", "a"] && defaults.yaml == "kind: a\n")
    #expect(throws: ConfigurationError.self) {
      try configuration(parsing: "rates: [10]", name: "a.yaml") { try $0.reals("rates", in: 0...9) }
    }
  }

  @Test func `Missing keys take their defaults`() throws {
    for yaml in ["", "# nothing\n", "window:\n"] {
      let settings = try read(yaml).settings
      #expect(settings.window == 30 && settings.tail == .pad && settings.learningRate == 1e-4)
    }
  }

  @Test func `The resolved file is complete and reads as the same settings`() throws {
    let first = try read(
      "window: 3.5\nwidths: [3, 2]\ntraining: {learning_rate: 1e-3}\ntasks:\n- label: genre\n")
    #expect(first.settings.widths == [3, 2])
    #expect(first.settings.learningRate == 1e-3)
    #expect(first.settings.tasks == ["genre"])
    let second = try read(first.yaml)
    #expect(second.settings == first.settings)
    #expect(second.yaml == first.yaml)
    for key in ["window: 3.5", "bands: 128", "name: \"no\"", "learning_rate: 0.001"] {
      #expect(first.yaml.contains(key), "\(key) in \(first.yaml)")
    }
  }

  @Test(arguments: [
    ("windw: 3", "a.yaml:1: windw is not a known key; did you mean window?"),
    ("a: 1\n", "a.yaml:1: a is not a known key"),
    (
      "training:\n  learning_rat: 1",
      "a.yaml:2: training.learning_rat is not a known key; did you mean learning_rate?"
    ),
    ("\nwindow: long", "a.yaml:2: window must be a number from 0.1 to 600, not “long”"),
    ("window: 1e9", "a.yaml:1: window must be a number from 0.1 to 600, not “1e9”"),
    ("window: .nan", "a.yaml:1: window must be a number from 0.1 to 600, not “.nan”"),
    ("bands: 0", "a.yaml:1: bands must be a whole number of at least 1, not “0”"),
    ("bands: 1.5", "a.yaml:1: bands must be a whole number of at least 1, not “1.5”"),
    ("tail: cut", "a.yaml:1: tail must be one of pad, drop, shift, not “cut”"),
    ("norm: yes", "a.yaml:1: norm must be true or false, not “yes”"),
    ("labels: language", "a.yaml:1: labels must be a list of texts"),
    ("widths: [10]", "a.yaml:1: widths must be a list of whole numbers from 1 to 9, not “10”"),
    ("window: [1]", "a.yaml:1: window must be a number from 0.1 to 600"),
    ("training: 3", "a.yaml:1: training must be a mapping (key: value)"),
    ("- 1", "a.yaml:1: the file must be a mapping (key: value)"),
    ("tasks: [{}]", "a.yaml:1: tasks[0].label is missing: a text is needed"),
  ])
  func `What is wrong is said with file, line and key`(yaml: String, message: String) {
    let error = #expect(throws: ConfigurationError.self) { _ = try read(yaml) }
    #expect(error?.description == message)
  }

  @Test(arguments: ["a: b: c", "\"", "a: [1", "a: 1\na: 2", "\u{0}", "&a [*a]"])
  func `What is not YAML is refused`(yaml: String) {
    #expect(throws: ConfigurationError.self) { _ = try read(yaml) }
  }

  @Test func `A missing file is named`() {
    #expect(
      throws: ConfigurationError(
        "/nowhere/a.yaml cannot be read: no such file, or no permission")
    ) {
      _ = try configuration(reading: "/nowhere/a.yaml") { _ in 0 }
    }
  }
}

import Charts
import Foundation
import Reporting
import Testing

@Suite("Report") struct ReportTests {
  /// Texts that would do harm in a page that does not escape, or escapes by characters.
  static let hostile = [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)",
    "\"\u{301} onfocus=alert(1) autofocus x=\"", "<\u{338}/title><script>", "javascript:alert(1)",
    "{{{style}}}", "&lt;b&gt;", "</style></svg></td>", "a\u{0}b\u{1B}[31m\u{FFFE}",
    "\u{202E}desrever\u{2066}", "ليلة القمر", "]]> --> <!--",
  ]

  @Test func `The page is well-formed, and its numbering unique`() throws {
    let found = try elements(of: Report(sampleExperiment()).html)
    let ids = found.compactMap { $0.value("id") }
    #expect(Set(ids).count == ids.count)
    #expect(found.first?.value("lang") == "en")
    for link in found.filter({ $0.name == "a" }) {
      let target = try #require(link.value("href"))
      #expect(target.hasPrefix("#") && ids.contains(String(target.dropFirst())))
    }
  }

  @Test func `Nothing is asked of any network, and nothing runs but the page's own script`() throws
  {
    let report = Report(IntruderTests.experiment)
    for page in [report.html] + report.files.filter({ $0.name.hasSuffix(".html") }).map(\.text) {
      let found = try elements(of: page)
      let scripts = found.filter { $0.name == "script" && $0.value("type") == nil }
      #expect(scripts.count == 1)
      let policy = found.first { $0.value("http-equiv") != nil }?.value("content") ?? ""
      #expect(policy.hasPrefix("default-src &#39;none&#39;") && policy.contains("sha256-"))
      #expect(!policy.contains("script-src &#39;unsafe"))
      for element in found {
        #expect(!["link", "img", "iframe", "object", "use"].contains(element.name))
        for attribute in element.attributes {
          #expect(!attribute.name.hasPrefix("on"))
          let isImage = element.name == "image" && attribute.name == "href"
          #expect(!isImage || attribute.value.hasPrefix("data:image/png;base64,"))
          let isPlain = !attribute.value.contains("url(") && !attribute.value.contains("//")
          #expect(isImage || attribute.name == "content" || isPlain)
          if attribute.name == "src" {
            #expect(element.name == "audio" && attribute.value.hasPrefix("./"))
            #expect(element.value("preload") == "none")
          }
        }
      }
      let text = page.replacingOccurrences(of: "http://www.w3.org/2000/svg", with: "")
      for forbidden in ["http:", "https:", "@import", "url("] {
        #expect(!text.contains(forbidden))
      }
    }
  }

  @Test(arguments: hostile)
  func `Hostile texts are shown as text, wherever they stand`(_ attack: String) throws {
    let plain = try elements(of: Report(sampleExperiment()).html)
    let attacked = try elements(of: Report(sampleExperiment { "\($0)\(attack)" }).html)
    #expect(attacked.count == plain.count)
    // One element that differs is enough to be told of: all after it do.
    let different = zip(attacked, plain).first { a, b in
      a.name != b.name || a.attributes.map(\.name) != b.attributes.map(\.name)
        || ["id", "href", "class"].contains { a.value($0) != b.value($0) }
    }
    #expect(different == nil, "\(String(describing: different).prefix(600))")
  }

  @Test func `Escaping leaves no character with a meaning`() {
    for attack in ReportTests.hostile {
      let text = escaped(attack).unicodeScalars
      #expect(!text.contains { "<>\"'".unicodeScalars.contains($0) || $0.value == 0 })
    }
    #expect(escaped("a & b < \u{301}") == "a &amp; b &lt; \u{301}")
    let markup: Markup = "<b title=\"\("\"\u{301}")\">\("<")</b>"
    #expect(markup.text == "<b title=\"&quot;\u{301}\">&lt;</b>")
  }

  @Test func `A training that was cut short is said before the figures`() {
    var experiment = sampleExperiment()
    #expect(!Report(experiment).html.contains("cut short"))
    experiment.models[0].truncatedAtStep = 7
    #expect(Report(experiment).html.contains("training was cut short after 7 steps"))
  }

  @Test func `Headings are in order`() throws {
    let found = try elements(of: Report(sampleExperiment()).html)
    let levels = found.filter { ["h1", "h2", "h3", "h4", "h5"].contains($0.name) }
      .compactMap { $0.name.last?.wholeNumberValue }
    #expect(levels.first == 1 && levels.count { $0 == 1 } == 1)
    for (above, below) in zip(levels, levels.dropFirst()) { #expect(below <= above + 1) }
  }

  @Test func `Every chart has a title, a description and its numbers in a table`() throws {
    let found = try elements(of: Report(sampleExperiment()).html)
    let charts = found.indices.filter {
      found[$0].name == "svg" && found[$0].value("aria-hidden") == nil
    }
    #expect(charts.count > 20)
    for chart in charts {
      #expect(found[chart].value("role") == "img")
      let labels = try #require(found[chart].value("aria-labelledby")).split(separator: " ")
      let own = found.filter { $0.parent == chart && ["title", "desc"].contains($0.name) }
      #expect(own.compactMap { $0.value("id") } == labels.map(String.init))
      #expect(found[chart].ancestors.contains("figure"))
    }
    let figures = found.indices.filter { found[$0].name == "figure" }
    for figure in figures {
      let next = figures.first { $0 > figure } ?? found.count
      #expect(
        found[figure..<next].contains { $0.name == "table" && $0.ancestors.contains("details") })
    }
  }

  @Test func `What scrolls can be focused from the keyboard, and has a name`() throws {
    let found = try elements(of: Report(sampleExperiment()).html)
    for frame in found.filter({ $0.value("class") == "scroll" }) {
      #expect(frame.value("tabindex") == "0" && frame.value("aria-label")?.isEmpty == false)
    }
  }

  @Test func `Titles are shown in their own direction`() throws {
    let page = Report(sampleExperiment { $0 == "Title 0" ? "ليلة القمر" : $0 }).html
    #expect(page.contains("<bdi>ليلة القمر · Artist</bdi>"))
  }

  @Test func `The same experiment gives the same bytes`() {
    let (a, b) = (Report(sampleExperiment()), Report(sampleExperiment()))
    #expect(a.html.utf8.elementsEqual(b.html.utf8))
    #expect(a.files.map(\.name) == b.files.map(\.name))
    #expect(a.files.map(\.text) == b.files.map(\.text))
  }

  @Test func `An experiment without anything says what to run`() throws {
    let report = Report(Experiment(name: "empty"))
    _ = try elements(of: report.html)
    for stage in ["ingest", "audit", "train", "evaluate"] {
      #expect(report.html.contains("<code>make \(stage)</code>"))
    }
    let tables = report.files.filter { $0.name.hasSuffix(".csv") }
    #expect(tables.count == 11 && tables.allSatisfy { $0.text.count { $0 == "\n" } == 1 })
    #expect(report.files.filter { $0.name.hasSuffix(".json") }.allSatisfy { $0.text == "[\n]\n" })
  }

  @Test(arguments: 0..<6)
  func `Any part may be missing`(_ part: Int) throws {
    var experiment = sampleExperiment()
    switch part {
    case 0: experiment.songs = []
    case 1: experiment.models = []
    case 2: experiment.evaluations = []
    case 3: experiment.audit = nil
    case 4:
      experiment.quarantine = []
      experiment.links = []
    default:
      for index in experiment.evaluations.indices {
        experiment.evaluations[index].projections = []
        experiment.evaluations[index].confusions = []
        experiment.evaluations[index].assignments = []
      }
    }
    _ = try elements(of: Report(experiment).html)
  }

  @Test func `Numbers that are none, or huge, do not break it`() throws {
    var experiment = sampleExperiment()
    experiment.songs[0].duration = .nan
    experiment.songs[1].duration = .infinity
    experiment.songs[2].duration = 1e300
    experiment.songs[3].duration = -1
    for model in experiment.models.indices {
      for epoch in experiment.models[model].history.indices {
        experiment.models[model].history[epoch].training.total =
          [.nan, .infinity, 1e300][epoch % 3]
        experiment.models[model].history[epoch].learningRate = 0
      }
    }
    experiment.evaluations[0].scores[0].value = .nan
    experiment.evaluations[0].projections[0].x[0] = .infinity
    experiment.evaluations[0].projections[0].y[1] = 1e300
    _ = try elements(of: Report(experiment).html)
  }

  @Test func `A score that the model was told is neither ranked nor bold`() throws {
    var experiment = sampleExperiment()
    for index in experiment.evaluations[0].scores.indices {
      experiment.evaluations[0].scores[index].value = 0.987
      experiment.evaluations[0].scores[index].isValid = false
    }
    let page = Report(experiment).html
    #expect(page.contains("0.987 †") && !page.contains("<strong>0.987</strong>"))
    #expect(!page.contains("<strong>0.99</strong>"))
  }

  @Test func `Few songs are said to prove nothing`() {
    #expect(Report(sampleExperiment()).html.contains("Too few to support a claim"))
    #expect(Report(sampleExperiment()).html.contains("±0.40"))
  }

  @Test func `No internal metric is marked as the best`() {
    #expect(!Report(sampleExperiment()).html.contains("<strong>0.200</strong>"))
  }

  @Test func `Tables quote what needs it and keep every row`() throws {
    let report = Report(sampleExperiment { $0 == "the file is empty" ? "a \"b\", c\nd" : $0 })
    let tables = Dictionary(uniqueKeysWithValues: report.files.map { ($0.name, $0.text) })
    #expect(
      tables["quarantine.csv"]?.hasSuffix("song-99,a/99.mp3,decode,\"a \"\"b\"\", c\nd\"\n") == true
    )
    #expect(tables["songs.csv"]?.split(separator: "\n").count == 13)
    #expect(tables["scores.csv"]?.split(separator: "\n").count == 97)
    let score = "mel,model-0,seed-42,language,kmeans,,2,clip,test,,ami,0.4,,,,,12,yes"
    #expect(tables["scores.csv"]?.contains(score) == true)
  }

  @Test func `Sections stand in the order in which people read`() throws {
    let found = try elements(of: Report(sampleExperiment()).html)
    let sections = found.filter { $0.name == "section" }.compactMap { $0.value("id") }
    #expect(
      sections == [
        "summary", "data", "audit", "training", "clustering", "maps", "listen", "statistics",
        "cost",
        "provenance",
      ])
  }

  @Test func `Every figure is a file, and every file of a figure stands alone`() throws {
    let report = Report(sampleExperiment())
    let drawings = report.files.filter { $0.name.hasPrefix("figures/") }
    let charts = try elements(of: report.html).filter {
      $0.name == "svg" && $0.value("aria-hidden") == nil
    }
    #expect(drawings.count == charts.count && Set(drawings.map(\.name)).count == drawings.count)
    for drawing in drawings {
      let found = try elements(of: drawing.text)
      #expect(found.first?.value("xmlns") == "http://www.w3.org/2000/svg")
      #expect(!drawing.text.contains("var("), "\(drawing.name)")
    }
  }

  @Test func `JSON says the same as CSV`() throws {
    let report = Report(sampleExperiment { $0 == "Title 0" ? "</script> \"\u{2028}\\ \u{1}" : $0 })
    let files = Dictionary(uniqueKeysWithValues: report.files.map { ($0.name, $0.text) })
    for name in ["songs", "scores", "training", "exemplars", "costs"] {
      let text = try #require(files[name + ".json"])
      let rows = try #require(
        try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
      #expect(rows.count == (files[name + ".csv"] ?? "").count { $0 == "\n" } - 1)
      #expect(!text.contains("<"))
    }
    let songs = try JSONSerialization.jsonObject(with: Data((files["songs.json"] ?? "").utf8))
    #expect((songs as? [[String: Any]])?[0]["title"] as? String == "</script> \"\u{2028}\\ \u{1}")
  }

  @Test func `A best figure is bold only where its model is significantly better than all others`()
  {
    var experiment = sampleExperiment()
    experiment.evaluations[0].scores[0].value = 0.987
    #expect(Report(experiment).html.contains("none is bold"))
    for index in experiment.comparisons[0].pairs.indices {
      experiment.comparisons[0].pairs[index].verdict = "significant"
    }
    let page = Report(experiment).html
    #expect(page.contains("bold: the highest, mel · model-0"))
    #expect(page.contains("mel · model-0 is significantly better than every other model"))
  }

  @Test func `Runs of one model are one row, with their mean and deviation`() throws {
    var experiment = sampleExperiment()
    experiment.evaluations = Array(experiment.evaluations.prefix(1))
    var other = experiment.evaluations[0]
    other.run.run = "seed-43"
    for index in other.scores.indices { other.scores[index].value += 0.2 }
    experiment.evaluations.append(other)
    let page = Report(experiment).html
    #expect(page.contains("mel · model-0 (2 runs)"))
    #expect(page.contains("± 0.141"))
  }

  @Test func `What each part shows is in the page`() {
    let page = Report(sampleExperiment()).html
    for text in [
      "MSE 0.25", "data:image/png;base64,", "divergence by latent, sorted", "critical difference",
      "In the middle", "At the border", "chosen: 3", "eps = 0.25", "processor time, s",
      "Songs by source",
      "What clusters are made of", "How hard the tasks are",
    ] { #expect(page.contains(text), "\(text)") }
  }

  @Test func `Twenty thousand clips make a page of less than 15 MB in less than ten seconds`() {
    let experiment = manyClips()
    let start = ContinuousClock.now
    let report = Report(experiment)
    #expect(ContinuousClock.now - start < .seconds(10))
    #expect(report.html.utf8.count < 15_000_000)
  }
}

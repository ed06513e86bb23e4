import Foundation
import TestSupport
import Testing

@Suite(
  "The report in a browser", .serialized,
  .enabled(if: Browser.isThere, "Chromium is not installed: apt-get install chromium"))
struct BrowserTests {
  /// Writes the report of an experiment whose songs are there, and what a script of the test found in it.
  private func visit(
    _ script: String = "", width: Int = 1400,
    _ body: (Browser.Visit, [String: Any]) throws -> Void
  ) throws {
    let title = "<script>document.title='attacked'</script><img src=x onerror=alert(1)>"
    try withSmallExperiment(firstTitle: title) { experiment in
      let music = experiment.folder.appending(path: "corpus/music")
      try FileManager.default.createDirectory(at: music, withIntermediateDirectories: true)
      for song in 0..<8 { try silence.write(to: music.appending(path: "\(song).flac")) }
      #expect(try experiment.report(corpus: "corpus").status == 0)
      let page = URL(filePath: experiment.path("report/index.html"))
      let found = try Browser.open(page, script: script, width: width, in: experiment.folder)
      let results =
        found.results.isEmpty
        ? nil : try JSONSerialization.jsonObject(with: found.results) as? [String: Any]
      try body(found, results ?? [:])
    }
  }

  /// A tenth of a second of silence as WAV.
  private var silence: Data {
    func little(_ value: Int, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    let samples = [UInt8](repeating: 0, count: 1600)
    return Data(
      Array("RIFF".utf8) + little(36 + samples.count, 4) + Array("WAVEfmt ".utf8) + little(16, 4)
        + little(1, 2) + little(1, 2) + little(8000, 4) + little(16_000, 4) + little(2, 2)
        + little(16, 2) + Array("data".utf8) + little(samples.count, 4) + samples)
  }

  @Test func `The page runs its own script, says nothing on the console and asks for nothing`()
    throws
  {
    try visit { visit, _ in
      #expect(visit.messages.isEmpty, "\(visit.messages)")
      #expect(visit.page.contains("class=\"map-tool\""))
      #expect(visit.page.contains("<title>small · Cantus report</title>"))
    }
    try visit(
      "report({asked: performance.getEntriesByType('resource').map(one => one.name)})"
    ) {
      _, results in
      #expect(results["asked"] as? [String] == [])
    }
  }

  @Test(arguments: [1400, 600])
  func `No page is wider than its window`(width: Int) throws {
    let script = """
      report({
        page: document.documentElement.scrollWidth, window: innerWidth,
        images: document.querySelectorAll("image").length});
      """
    try visit(script, width: width) { _, results in
      let (page, window) = (results["page"] as? Int ?? .max, results["window"] as? Int ?? 0)
      #expect(page <= window)
      #expect((results["images"] as? Int ?? 0) > 0)
    }
  }

  @Test func `Clips are pointed at, coloured, filtered, played and selected`() throws {
    let script = #"""
      const figure = document.getElementById("map-1");
      const stage = figure.querySelector(".map-stage");
      const status = figure.querySelector(".map-status");
      const [, colour] = figure.querySelectorAll("select");
      const found = { colours: colour.length, start: status.textContent };
      const key = name => stage.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true }));
      const at = (type, x, y) => {
        const box = stage.getBoundingClientRect();
        stage.dispatchEvent(new PointerEvent(type, {
          clientX: box.left + x / 760 * box.width, clientY: box.top + y / 520 * box.height, bubbles: true,
        }));
      };
      key("ArrowRight");
      found.walked = status.textContent;
      const circle = stage.querySelector(".current");
      const [x, y] = [Number(circle.getAttribute("cx")), Number(circle.getAttribute("cy"))];
      at("pointerleave", 0, 0);
      found.left = status.textContent;
      at("pointermove", x + 1, y);
      found.hovered = status.textContent;
      at("pointerdown", x, y);
      at("pointerup", x, y);
      const player = figure.querySelector("audio");
      found.played = player.hidden ? "" : player.getAttribute("src");
      const before = figure.querySelector(".map-legend").textContent;
      colour.value = String(colour.length - 1);
      colour.dispatchEvent(new Event("change"));
      found.recoloured = figure.querySelector(".map-legend").textContent !== before;
      at("pointerleave", 0, 0);
      figure.querySelector(".map-legend button").click();
      found.hidden = status.textContent;
      figure.querySelector(".map-legend button").click();
      const search = figure.querySelector("input[type=search]");
      search.value = "title 3";
      search.dispatchEvent(new Event("input"));
      found.filtered = status.textContent;
      search.value = "";
      search.dispatchEvent(new Event("input"));
      const buttons = [...figure.querySelectorAll(".map-controls button")];
      buttons.find(one => one.textContent === "Select").click();
      at("pointerdown", 0, 0);
      for (const [a, b] of [[760, 0], [760, 520], [0, 520]]) at("pointermove", a, b);
      at("pointerup", 0, 520);
      found.selected = status.textContent;
      found.saves = !buttons.find(one => one.textContent === "Save as CSV").disabled;
      const drawn = figure.querySelector(".map-stage path").getAttribute("d");
      buttons.find(one => one.textContent === "+").click();
      found.zoomed = figure.querySelector(".map-stage path").getAttribute("d") !== drawn;
      report(found);
      """#
    try visit(script) { visit, results in
      func text(_ name: String) -> String { results[name] as? String ?? "" }
      #expect(visit.messages.isEmpty, "\(visit.messages)")
      #expect(results["colours"] as? Int == 4)  // language, part, codec, K-means
      #expect(text("start") == "16 of 16 clips shown.")
      #expect(text("walked").contains("language: ") && text("walked").contains(", from "))
      #expect(text("left") == "16 of 16 clips shown." && text("hovered").contains("language: "))
      #expect(text("played").hasPrefix("./../../corpus/music/"))
      #expect(results["recoloured"] as? Bool == true)
      #expect(text("hidden") != text("start") && text("hidden").hasSuffix("of 16 clips shown."))
      #expect(text("filtered") == "2 of 16 clips shown.")
      #expect(text("selected").hasPrefix("16 selected."))
      #expect(results["saves"] as? Bool == true && results["zoomed"] as? Bool == true)
    }
  }
}

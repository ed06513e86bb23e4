import Foundation
import Reporting
import TestSupport
import Testing

@Suite(
  "Pages in a browser", .serialized,
  .enabled(if: Browser.isThere, "Chromium is not installed: apt-get install chromium"))
struct BrowserTests {
  /// Opens a file of a report and gives what a script has found in it.
  private func results(
    _ name: String, of report: Report, _ script: String
  ) throws -> (visit: Browser.Visit, found: [String: Any]) {
    try withTemporaryDirectory { folder in
      let files = report.files + [("index.html", report.html)]
      let text = try #require(files.first { $0.0 == name }?.1)
      try Data(text.utf8).write(to: folder.appending(path: name))
      let visit = try Browser.open(folder.appending(path: name), script: script, in: folder)
      let found = try JSONSerialization.jsonObject(with: visit.results) as? [String: Any]
      return (visit, try #require(found))
    }
  }

  @Test func `Beyond five thousand clips a map is a canvas, and clips are found all the same`()
    throws
  {
    let script = """
      const stage = document.querySelector("#map-1 .map-stage");
      const canvas = stage.querySelector("canvas");
      const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
      stage.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
      report({
        drawn: pixels.some(value => value > 0),
        said: document.querySelector("#map-1 .map-status").textContent,
        svg: document.querySelectorAll("#map-1 .map-stage svg path").length,
      });
      """
    let (visit, found) = try results("index.html", of: Report(manyClips()), script)
    #expect(visit.messages.isEmpty, "\(visit.messages)")
    #expect(found["drawn"] as? Bool == true && found["svg"] as? Int == 0)
    #expect((found["said"] as? String)?.contains("Title") == true)
  }

  @Test func `Answers of listeners are scored against the key`() throws {
    let script = #"""
      const input = document.getElementById("answers");
      const key = JSON.parse(document.getElementById("key").textContent);
      const wrong = letter => letter === "A" ? "B" : "A";
      // Four of the first six are right, in small letters and with blanks; all are of one clustering.
      const rows = key.slice(0, 6).map((one, index) => {
        const answer = (index < 4 ? one.intruder : wrong(one.intruder)).toLowerCase();
        return `"a ""name"", too",${one.trial}, ${answer} \r\n`;
      });
      const lines = ["\uFEFFlistener,trial,answer\r\n", ...rows, "x,99,A\r\n"];
      const file = new File(lines, "answers.csv");
      const transfer = new DataTransfer();
      transfer.items.add(file);
      input.files = transfer.files;
      input.dispatchEvent(new Event("change"));
      setTimeout(() => {
        const cells = [...document.querySelectorAll("#scores td")].map(cell => cell.textContent);
        report({ cells, text: document.getElementById("scores").textContent });
      }, 500);
      """#
    let (visit, found) = try results(
      "listening-scores.html", of: Report(IntruderTests.experiment), script)
    #expect(visit.messages.isEmpty, "\(visit.messages)")
    let cells = try #require(found["cells"] as? [String])
    // Wilson's interval of 4 of 6: 0.300 to 0.903; P(X ≥ 4) of 6 guesses at 1/5 is 0.01696.
    #expect(cells.dropFirst() == ["6", "4", "0.67", "0.30 to 0.90", "0.017"])
    #expect((found["text"] as? String)?.contains("1 row is of no question") == true)
  }

  @Test func `The form counts what is not answered`() throws {
    let script = """
      const left = document.getElementById("left");
      const before = left.textContent;
      document.querySelector("input[type=radio]").click();
      report({ before, after: left.textContent });
      """
    let (_, found) = try results("listening.html", of: Report(IntruderTests.experiment), script)
    #expect(found["before"] as? String == "12 of 12 are not answered.")
    #expect(found["after"] as? String == "11 of 12 are not answered.")
  }
}

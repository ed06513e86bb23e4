import Foundation
import Charts
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite("Charts") struct ChartTests {
  static let attack = "\"\u{301}<script>&'\u{0}"

  static let drawings: [Drawing] = [
    LineChart(
      title: attack, xLabel: attack, yLabel: attack, x: [1, 2, 3],
      lines: [.init(attack, Mark(0), [1, .nan, 3]), .init("b", Mark(1), [2, 2, 2])],
      marked: (x: 2, name: attack)
    ).drawing,
    LineChart(
      title: "rate", xLabel: "epoch", yLabel: "rate", x: [1, 2, 3],
      lines: [.init("rate", Mark(0), [1e-3, 0, 1e-5])], kind: .logarithmic
    ).drawing,
    ScatterChart(
      title: attack, xLabel: attack, yLabel: attack, series: [attack, "b"],
      points: (0..<20).map { .init(x: Double($0), y: -Double($0), series: $0 % 2, name: attack) },
      context: [(x: 1, y: .nan), (x: 3, y: 3)]
    ).drawing,
    DotPlot(
      title: attack, label: attack, series: [attack, "b"],
      rows: [.init(attack, [0.2, .nan]), .init("c", [-0.2, 1])]
    ).drawing,
    BarChart(title: attack, label: attack, bars: [(attack, 3), ("b", 0)], mark: Mark(1)).drawing,
    HeatMap(
      title: attack, rowLabel: attack, columnLabel: attack, rows: [attack, "b"],
      columns: [attack, "y", "z"], counts: [[1, 2, 3], [0, 0, 0]], shares: .ofRow
    ).drawing,
    LineChart(title: "", xLabel: "", yLabel: "", x: [], lines: []).drawing,
    ScatterChart(title: "", xLabel: "", yLabel: "", series: [], points: []).drawing,
    DotPlot(title: "", label: "", series: [], rows: []).drawing,
    BarChart(title: "", label: "", bars: [], mark: Mark(0)).drawing,
    HeatMap(title: "", rowLabel: "", columnLabel: "", rows: [], columns: [], counts: []).drawing,
  ]

  @Test(arguments: drawings.indices)
  func `A chart is well-formed XML, even of hostile texts or of nothing`(_ index: Int) {
    let parser = XMLParser(data: Data(ChartTests.drawings[index].svg(id: "c").text.utf8))
    #expect(parser.parse(), "\(String(describing: parser.parserError))")
  }

  @Test func `A line breaks where a value is missing`() {
    let drawn = ChartTests.drawings[0].content.text
    let path = drawn.components(separatedBy: "d=\"M").dropFirst()
    #expect(path.contains { $0.prefix { $0 != "\"" }.contains("M") })
  }

  @Test func `Each point is drawn once, in the look of its series`() {
    let drawn = ChartTests.drawings[2].content.text
    #expect(drawn.components(separatedBy: "class=\"mark m0\"").count - 1 == 10)
    #expect(drawn.components(separatedBy: "class=\"mark m1\"").count - 1 == 10)
    #expect(drawn.components(separatedBy: "<polygon").count - 1 == 10)
  }

  @Test func `The table behind a chart has a row for each thing drawn`() {
    let rows = ChartTests.drawings.map { $0.table.groups.joined().count }
    #expect(rows == [3, 3, 20, 2, 2, 2, 0, 0, 0, 0, 0])
  }

  @Test func `Counts are written in their cells and tinted by their share of the row`() {
    let drawn = ChartTests.drawings[5].content.text
    #expect(drawn.contains("fill-opacity=\"0.275\""))  // 3 of 6, of at most 0.55
    #expect(drawn.contains(">3</text>"))
  }
}

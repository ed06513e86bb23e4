import Charts
import Foundation
import Testing

@Suite("Charts for papers") struct FileTests {
  @Test func `Things whose ranks differ by less than the critical difference are tied by one bar`()
  {
    // Demšar 2006, figure 1(a): mean ranks of four algorithms on 14 data sets, CD = 1.25.
    let diagram = RankDiagram(
      title: "ranks",
      ranks: [("C4.5+m+cf", 1.964), ("C4.5", 3.143), ("C4.5+m", 2.0), ("C4.5+cf", 2.893)],
      criticalDifference: 1.25)
    #expect(diagram.ranks.map(\.name) == ["C4.5+m+cf", "C4.5+m", "C4.5+cf", "C4.5"])
    #expect(diagram.ties == [0...3])
    let apart = RankDiagram(
      title: "ranks", ranks: [("a", 1), ("b", 1.5), ("c", 2.2), ("d", 4)], criticalDifference: 1)
    #expect(apart.ties == [0...1, 1...2])
    #expect(RankDiagram(title: "", ranks: [], criticalDifference: 1).ties.isEmpty)
  }

  @Test func `A picture is a PNG of its numbers`() {
    let image = PixelImage(width: 2, values: [0, 5, 10, .nan], range: 0...10)
    #expect(image.pixels == [0, 128, 255, 0] && image.height == 2)
    let bytes = image.png
    #expect(Array(bytes.prefix(8)) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    #expect(Array(bytes[16..<24]) == [0, 0, 0, 2, 0, 0, 0, 2])
    // The checksum of an empty IEND is known to everyone.
    #expect(Array(bytes.suffix(8)) == [0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82])
  }

  @Test func `Each column of a grid is tinted from its worst to its best`() {
    let drawn = HeatMap(
      title: "t", rowLabel: "model", columnLabel: "metric", rows: ["a", "b", "c"],
      columns: ["up", "down"], scores: [[0.2, 3], [0.4, 1], [.nan, 2]], lessIsBetter: [false, true]
    ).drawing.content.text
    let tints = drawn.components(separatedBy: "fill-opacity=\"").dropFirst().map {
      String($0.prefix { $0 != "\"" })
    }
    #expect(tints == ["0.000", "0.000", "0.550", "0.550", "0.000", "0.275"])
  }

  @Test
  func
    `A table for papers has the rules of booktabs, and no character that LaTeX takes for its own`()
  {
    let table = DataTable(
      "a caption\nin two lines", name: "t",
      [
        .text("Model"), .number("B³ F1"), .number("from", under: "95 %"),
        .number("to", under: "95 %"),
      ],
      groups: [
        [["50% & $x_1$ #2 {a}~^\\", DataTable.Cell(-0.5, digits: 2, isBest: true), "−", "<"]]
      ])
    #expect(
      table.latex == """
        % a caption in two lines
        \\begin{tabular}{lrrr}
        \\toprule
         &  & \\multicolumn{2}{c}{95 \\%} \\\\
        Model & B$^3$ F1 & from & to \\\\
        \\midrule
        50\\% \\& \\$x\\_1\\$ \\#2 \\{a\\}\\textasciitilde{}\\textasciicircum{}\\textbackslash{} & \\textbf{$-$0.50} & $-$ & {\\textless} \\\\
        \\bottomrule
        \\end{tabular}

        """)
  }
}

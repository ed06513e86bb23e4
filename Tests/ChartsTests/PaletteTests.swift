import Charts
import Testing

@Suite("Palette") struct PaletteTests {
  @Test func `Contrast is that of WCAG`() {
    #expect(abs(Colour(0x000000).contrast(with: Colour(0xFFFFFF)) - 21) < 1e-12)
    // Published for #767676 on white: 4.54.
    #expect(abs(Colour(0x767676).contrast(with: Colour(0xFFFFFF)) - 4.54) < 0.005)
  }

  @Test(arguments: [0, 1])
  func `Text has a contrast of 4.5 or more on everything that lies under it`(_ scheme: Int) {
    let palette = [Palette.light, .dark][scheme]
    let texts = [
      palette.ink, palette.muted, palette.accent, palette.good, palette.caution, palette.bad,
    ]
    for text in texts {
      for ground in [palette.paper, palette.card] { #expect(text.contrast(with: ground) >= 4.5) }
    }
    for share in stride(from: 0.0, through: 1, by: 0.1) {
      let cell = palette.heat.laid(share * Palette.strongestHeat, over: palette.card)
      #expect(palette.ink.contrast(with: cell) >= 4.5)
    }
    for ground in [palette.paper, palette.card] {
      let row = palette.heat.laid(0.12, over: ground)
      #expect(palette.muted.contrast(with: row) >= 4.5)
    }
  }

  @Test(arguments: [0, 1])
  func `Marks have a contrast of 3 or more`(_ scheme: Int) {
    let palette = [Palette.light, .dark][scheme]
    #expect(palette.outlines.count == Palette.count)
    for outline in palette.outlines {
      for ground in [palette.paper, palette.card] {
        #expect(outline.contrast(with: ground) >= 3, "\(outline.css) on \(ground.css)")
      }
    }
  }

  @Test func `Sixty-four series look different, and not by colour alone`() {
    let looks = (0..<64).map { [Mark($0).colour, Mark($0).shape] }
    #expect(Set(looks).count == 64)
    for series in 0..<8 { #expect(Mark(series).shape != Mark(series + 1).shape) }
    #expect(Set((0..<4).map { Mark($0).dashes }).count == 4)
  }
}

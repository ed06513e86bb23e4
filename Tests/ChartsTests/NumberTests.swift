import Charts
import Testing

@Suite("Numbers for readers") struct NumberTests {
  @Test(arguments: [
    (0.0, "0"), (12, "12"), (1234, "1,234"), (-1234567, "−1,234,567"), (0.1234, "0.123"),
    (-0.05, "−0.0500"), (42.04, "42.0"), (1234.6, "1,235"), (4.5e-6, "4.5×10⁻⁶"),
    (2.5e12, "2.5×10¹²"), (.nan, "–"), (-.infinity, "−∞"),
  ])
  func `Three significant digits, as people write them`(_ value: Double, _ text: String) {
    #expect(concise(value) == text)
  }

  @Test func `A negative number that rounds to zero has no sign`() {
    #expect(decimal(-0.0004, 3) == "0.000" && decimal(-0.0006, 3) == "−0.001")
  }

  @Test func `Durations are told in their two largest units`() {
    #expect(duration(4.25) == "4.2 s" && duration(59.6) == "1 min 0 s")
    #expect(duration(200) == "3 min 20 s" && duration(7500) == "2 h 5 min")
    #expect(duration(.nan) == "–" && duration(1e300) == "–")
  }

  @Test func `Coordinates are short and always numbers`() {
    #expect([0.04, -0.26, 12, 12.25].map(coordinate) == ["0", "-0.3", "12", "12.3"])
    #expect([Double.nan, .infinity, 1e300].map(coordinate) == ["0", "0", "0"])
  }

  @Test func `Nouns agree with their counts`() {
    #expect(counted(1, "song") == "1 song" && counted(0, "song") == "0 songs")
    #expect(counted(2, "entry", plural: "entries") == "2 entries")
  }
}

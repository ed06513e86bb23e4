import Charts
import Testing

@Suite("Ticks and scales") struct TickTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let low: Double
    let high: Double
    let count: Int
    let labels: [String]
    var testDescription: String { "\(low)…\(high)" }
  }

  @Test(arguments: [
    Case(low: 0, high: 1, count: 5, labels: ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
    Case(low: 0, high: 100, count: 4, labels: ["0", "20", "40", "60", "80", "100"]),
    Case(low: -1.3, high: 2.7, count: 4, labels: ["−1", "0", "1", "2"]),
    Case(low: 0.31, high: 0.34, count: 3, labels: ["0.31", "0.32", "0.33", "0.34"]),
    Case(low: 0, high: 5500, count: 5, labels: ["0", "1,000", "2,000", "3,000", "4,000", "5,000"]),
    Case(low: 2, high: 2, count: 5, labels: ["2"]),
    Case(low: 0, high: 3e-7, count: 3, labels: ["0", "1.0×10⁻⁷", "2.0×10⁻⁷", "3.0×10⁻⁷"]),
  ])
  func `Labels are round numbers`(_ test: Case) {
    #expect(Ticks(from: test.low, to: test.high, about: test.count).labels == test.labels)
  }

  @Test func `Any interval gets about as many equal steps as asked for, all inside`() {
    for exponent in stride(from: -9.0, through: 9, by: 0.37) {
      for count in 2...9 {
        let length = power(exponent)
        let low = -0.31 * length
        let ticks = Ticks(from: low, to: low + length, about: count).values
        #expect(ticks.count >= count / 2 && ticks.count <= 2 * count + 1)
        let slack = 1e-6 * length
        let (least, most) = (low - slack, low + length + slack)
        #expect(ticks.allSatisfy { least <= $0 && $0 <= most })
        let steps = zip(ticks.dropFirst(), ticks).map { $0 - $1 }
        let step = steps.first ?? length
        #expect(step > 0 && steps.allSatisfy { abs($0 - step) < slack })
      }
    }
  }

  @Test func `Epochs are labelled by whole numbers only`() {
    let labels = Ticks(from: 1, to: 3, about: 8, wholeNumbers: true).labels
    #expect(labels == ["1", "2", "3"])
  }

  @Test func `A logarithmic axis is labelled by powers of ten`() {
    #expect(Ticks(powersOfTenFrom: 1e-5, to: 1e-2).labels == ["10⁻⁵", "10⁻⁴", "10⁻³", "10⁻²"])
    #expect(Ticks(powersOfTenFrom: 1e-4, to: 1e-3).labels == ["10⁻⁴", "2×10⁻⁴", "5×10⁻⁴", "10⁻³"])
    #expect(Ticks(powersOfTenFrom: 0, to: 1).values.isEmpty)
  }

  @Test func `A scale maps its ends to the ends, and a logarithmic one ratios to steps`() {
    let linear = Scale(domain: -2...3, range: (from: 100, to: 0))
    #expect(linear(-2) == 100 && linear(3) == 0 && linear(0.5) == 50)
    let logarithmic = Scale(.logarithmic, domain: 1e-4...1, range: (from: 0, to: 40))
    #expect(abs(logarithmic(1e-3) - 10) < 1e-9 && abs(logarithmic(1e-2) - 20) < 1e-9)
  }

  @Test func `A domain covers what is finite, and has a length whatever it covers`() {
    #expect(domain(covering: [1, .nan, 5, .infinity], margin: 0) == 1...5)
    #expect(domain(covering: []) == 0...1)
    #expect(domain(covering: [0, -3], .logarithmic) == 1...10)
    for values in [[7.0], [0, 0], [-1e200, 1e200]] {
      let covered = domain(covering: values)
      #expect(covered.upperBound > covered.lowerBound)
      #expect(values.allSatisfy(covered.contains))
    }
  }

  private func power(_ exponent: Double) -> Double {
    var value = 1.0
    let factor = exponent < 0 ? 1 / 1.2589254117941673 : 1.2589254117941673  // 10^(1/10)
    for _ in 0..<Int(abs(exponent) * 10) { value *= factor }
    return value
  }
}

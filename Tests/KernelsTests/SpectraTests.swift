import Kernels
import Randomness
import Testing

@Suite("Kernels of spectra") struct SpectraTests {
  @Test(arguments: 1..<35)
  func `Windows multiply and magnitudes are squared, whatever the length`(count: Int) {
    var generator = Generator(seed: UInt64(count))
    let x = (0..<(2 * count)).map { _ in Float(generator.normal()) }
    let w = (0..<(2 * count)).map { _ in Float(generator.normal()) }
    var y = [Float](repeating: 0, count: 2 * count)
    var products = y.mutableSpan
    multiply(x.span, w.span, into: &products)
    #expect(y == zip(x, w).map { $0 * $1 })
    var power = [Float](repeating: 0, count: count)
    var squares = power.mutableSpan
    squareMagnitudes(of: x.span, into: &squares)
    for k in 0..<count {
      let expected = x[2 * k] * x[2 * k] + x[2 * k + 1] * x[2 * k + 1]
      #expect(abs(power[k] - expected) <= 1e-6 * expected)
    }
  }

  @Test(arguments: [1, 5, 8, 9, 11, 16, 37])
  func `Banded rows multiply as the whole matrix does`(columns: Int) {
    var generator = Generator(seed: UInt64(columns))
    var rows = BandedRows(columns: columns)
    var dense: [[Float]] = []
    for first in 0..<columns {
      for length in [1, 3, 8, columns - first] where first + length <= columns {
        let run = (0..<length).map { _ in Float(generator.normal()) }
        rows.append(run, from: first)
        dense.append(
          Array(repeating: 0, count: first) + run
            + Array(repeating: 0, count: columns - first - length))
      }
    }
    let x = (0..<columns).map { _ in Float(generator.normal()) }
    var y = [Float](repeating: 7, count: 3 * rows.count + 1)
    var products = y.mutableSpan
    rows.multiply(x.span, at: 1, stride: 3, into: &products)
    for (row, weights) in dense.enumerated() {
      let expected = zip(weights, x).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(abs(y[1 + 3 * row] - expected) < 1e-5)
      #expect(y[3 * row] == 7 && y[3 * row + 2] == 7)
      let (column, run) = rows.run(ofRow: row)
      #expect(Array(run) == Array(weights[column..<(column + run.count)]))
    }
  }
}

import Autoencoders
import LinearAlgebra
import Randomness
import Testing

@Suite("Half precision")
struct HalfPrecisionTests {
  @Test func `Every number of half precision is kept as it is`() {
    let numbers = (UInt16.min...UInt16.max).map { Float(Float16(bitPattern: $0)) }
    var x = Matrix(rows: 256, columns: 256, elements: numbers)
    x.roundToHalfPrecision(threads: 2)
    for (rounded, number) in zip(x.elements, numbers) {
      #expect(rounded == number || rounded.isNaN && number.isNaN)
      #expect(rounded.sign == number.sign || number.isNaN)
    }
  }

  @Test func `Rounding goes to the nearest, ties to even, and to infinity beyond the largest`() {
    var x = Matrix(
      rows: 1, columns: 6, elements: [1 + 0x1p-11, 1 + 0x3p-11, 65_504, 65_520, -1e9, 0x1p-26])
    x.roundToHalfPrecision()
    #expect(x.elements == [1, 1 + 0x1p-9, 65_504, .infinity, -.infinity, 0])
    var generator = Generator(seed: 1)
    let numbers = (0..<1000).map { _ in Float(10 * generator.normal()) }
    x = Matrix(rows: 10, columns: 100, elements: numbers)
    x.roundToHalfPrecision()
    #expect(zip(x.elements, numbers).allSatisfy { abs($0 - $1) <= abs($1) * 0x1p-11 })
  }

  @Test func `Rows come back in the order asked for, as they were rounded`() {
    var x = Matrix(rows: 5, columns: 3, elements: (0..<15).map { Float($0) / 7 })
    var rows = HalfPrecisionRows(columns: 3, capacity: 5)
    rows.append(Matrix(rows: 2, columns: 3, elements: Array(x.elements[..<6])))
    rows.append(Matrix(rows: 3, columns: 3, elements: Array(x.elements[6...])))
    x.roundToHalfPrecision()
    #expect(rows.rows == 5)
    for threads in [1, 2] {
      var taken = Matrix(rows: 3, columns: 3)
      rows.copy([4, 0, 4], to: &taken, threads: threads)
      #expect(taken == x.gathering(rows: [4, 0, 4]))
    }
  }
}

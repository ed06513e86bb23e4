import Autoencoders
import LinearAlgebra
import Randomness
import Testing

@Suite("Standardisation")
struct StandardizationTests {
  private func random(rows: Int, columns: Int) -> Matrix {
    var generator = Generator(seed: 4)
    return Matrix(
      rows: rows, columns: columns,
      elements: (0..<(rows * columns)).map {
        Float(generator.normal() * 3 + Double($0 % columns % 10))
      })
  }

  private let rows = PartitionedRows(
    isTraining: (0..<40).map { $0 % 4 < 2 }, isValidation: (0..<40).map { $0 % 4 == 2 })

  @Test func `Training rows get mean 0 and deviation 1`() throws {
    var x = random(rows: 40, columns: 3000)
    let standardization = try Standardization(of: x, rows.training)
    standardization.apply(to: &x, threads: 2)
    for j in [0, 1, 2047, 2048, 2999] {
      let column = rows.training.indices.map { Double(x[$0, j]) }
      let mean = column.reduce(0, +) / 20
      let variance = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20
      #expect(abs(mean) < 1e-5 && abs(variance - 1) < 1e-5)
    }
  }

  @Test func `It is fitted on training rows only, and says on which`() throws {
    let x = random(rows: 40, columns: 3)
    var other = x
    for row in 0..<40 where !rows.training.indices.contains(row) {
      for j in 0..<3 { other[row, j] = 1e30 }
    }
    let fitted = try Standardization(of: x, rows.training)
    #expect(try fitted == Standardization(of: other, rows.training))
    #expect(try fitted == Standardization(of: x, rows.training, threads: 3))
    #expect(fitted.rowsSeen == (0..<40).filter { $0 % 4 < 2 })
    var changed = x
    changed[0, 0] += 1
    #expect(try fitted != Standardization(of: changed, rows.training))
  }

  @Test func `A constant feature becomes 0 where it is constant`() throws {
    var x = random(rows: 40, columns: 2)
    for row in 0..<40 { x[row, 1] = 12_345.678 }
    let standardization = try Standardization(of: x, rows.training)
    #expect(standardization.scale[1] == 1)
    standardization.apply(to: &x)
    #expect(x[7, 1] == 0)
  }
}

import LinearAlgebra
import Randomness
import Testing

@Suite("Products of every shape")
struct ProductPartitionTests {
  /// Shapes that are cut by rows, by columns, along the sum, and not at all.
  private static let shapes = [
    [3, 4, 5], [1, 1, 1], [9000, 40, 33], [17, 9000, 65], [8, 20, 200_001],
    [16, 8, 100_000], [250, 130, 300],
  ]

  private func random(_ rows: Int, _ columns: Int, _ seed: UInt64) -> Matrix {
    var generator = Generator(seed: seed)
    return Matrix(
      rows: rows, columns: columns,
      elements: (0..<(rows * columns)).map { _ in Float(generator.normal()) })
  }

  @Test(arguments: shapes, [Orientation.asStored, .transposed])
  func `Every element is its sum of products, with the same bits at any number of threads`(
    shape: [Int], orientation: Orientation
  ) {
    let (m, n, k) = (shape[0], shape[1], shape[2])
    let stored = orientation == .asStored
    let a = stored ? random(m, k, 1) : random(k, m, 1)
    let b = stored ? random(k, n, 2) : random(n, k, 2)
    let start = random(m, n, 3)
    var (one, two) = (start, start)
    multiply(a, orientation, b, orientation, beta: 1, into: &one)
    multiply(a, orientation, b, orientation, beta: 1, into: &two, threads: 3)
    #expect(one == two)

    var generator = Generator(seed: 4)
    for _ in 0..<50 {
      let (i, j) = (generator.integer(below: m), generator.integer(below: n))
      var sum = Double(start[i, j])
      for t in 0..<k {
        sum += Double(stored ? a[i, t] : a[t, i]) * Double(stored ? b[t, j] : b[j, t])
      }
      #expect(abs(Double(one[i, j]) - sum) < 1e-5 * Double(k).squareRoot() + 1e-5)
    }
  }

  @Test func `A result may lie anywhere in a flat array, and beta 0 overwrites whatever is there`()
  {
    let flat: [Float] = [9, 1, 2, 3, 4, 9]
    let a = Factor(flat, offset: 1, rows: 2, columns: 2)
    var c: [Float] = [7, .nan, .nan, .nan, .nan, 7]
    multiply(a, a.transposed, into: &c, at: 1)
    #expect(c == [7, 5, 11, 11, 25, 7])
  }
}

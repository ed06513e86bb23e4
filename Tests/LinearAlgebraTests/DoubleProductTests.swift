import LinearAlgebra
import Randomness
import Testing

@Suite("Products of doubles")
struct DoubleProductTests {
  private let rows = 300
  private let columns = 170
  private let values: [Double]

  init() {
    var generator = Generator(seed: 3)
    values = (0..<(300 * 170)).map { _ in generator.normal() }
  }

  @Test func `A product sums over the inner index, with the second factor either way`() {
    let a = [1.0, 2, 3, 4, 5, 6]
    #expect(product(a, [1, 0, 0, 1, 1, 1], rows: 2, columns: 2, terms: 3) == [4, 5, 10, 11])
    #expect(product(a, a, .transposed, rows: 2, columns: 2, terms: 3) == [14, 32, 32, 77])
    #expect(product([], [], rows: 2, columns: 2, terms: 0) == [0, 0, 0, 0])
  }

  @Test(arguments: [Orientation.asStored, .transposed])
  func `A Gram matrix is added to the lower triangle, alike at any number of threads`(
    orientation: Orientation
  ) {
    let n = orientation == .asStored ? rows : columns
    let terms = orientation == .asStored ? columns : rows
    func factor(_ i: Int, _ t: Int) -> Double {
      orientation == .asStored ? values[i * columns + t] : values[t * columns + i]
    }
    var one = [Double](repeating: 2, count: n * n)
    var two = one
    addGramMatrix(of: values, orientation, rows: rows, columns: columns, into: &one, threads: 1)
    addGramMatrix(of: values, orientation, rows: rows, columns: columns, into: &two, threads: 2)
    #expect(one == two)
    for i in stride(from: 0, to: n, by: 7) {
      for j in 0...i {
        let expected = (0..<terms).reduce(2) { $0 + factor(i, $1) * factor(j, $1) }
        #expect(abs(one[i * n + j] - expected) < 1e-10)
      }
    }
  }

  @Test func `The first row that is not finite is found`() {
    var x = Matrix(rows: 4, columns: 2)
    #expect(x.firstNonFiniteRow == nil)
    x[2, 1] = .infinity
    #expect(x.firstNonFiniteRow == 2)
  }
}

@Suite("Products of a matrix and a vector")
struct MatrixVectorProductTests {
  @Test func `Each element is a row times the vector; what was there is forgotten`() {
    var y = [Double.nan, 9]
    multiply([1, 2, 3, 4, 5, 6, 7, 8], by: [1, 0, -1], into: &y)
    #expect(y == [-2, -2])
    multiply([], by: [], into: &y)
    #expect(y == [0, 0])
  }
}

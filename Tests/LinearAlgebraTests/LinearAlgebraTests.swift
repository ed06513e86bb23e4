import LinearAlgebra
import Randomness
import TestSupport
import Testing

@Suite("Matrix products")
struct MatrixProductTests {
  func random(_ rows: Int, _ columns: Int) -> Matrix {
    var generator = Generator(seed: UInt64(rows * 1000 + columns))
    return Matrix(
      rows: rows, columns: columns,
      elements: (0..<(rows * columns)).map { _ in Float(generator.normal()) })
  }

  func naive(_ a: Matrix, _ b: Matrix) -> [Double] {
    var c = [Double](repeating: 0, count: a.rows * b.columns)
    for i in 0..<a.rows {
      for j in 0..<b.columns {
        for k in 0..<a.columns { c[i * b.columns + j] += Double(a[i, k]) * Double(b[k, j]) }
      }
    }
    return c
  }

  @Test(arguments: [(1, 1, 1), (3, 5, 2), (300, 7, 4), (17, 400, 33), (4, 3, 0)])
  func `Products agree with the definition in every orientation`(m: Int, n: Int, k: Int) {
    let (a, b) = (random(m, k), random(k, n))
    let expected = naive(a, b)
    let tolerance = 1e-5
    expectClose(a.times(b).elements, expected, absolute: 1e-5, relative: tolerance)
    expectClose(
      a.times(b.transposed, .transposed).elements, expected, absolute: 1e-5, relative: tolerance)
    expectClose(
      a.transposed.times(b, selfAs: .transposed).elements, expected, absolute: 1e-5,
      relative: tolerance)
  }

  @Test func `Accumulating adds, overwriting forgets`() {
    let (a, b) = (random(5, 4), random(4, 3))
    var c = Matrix(rows: 5, columns: 3, repeating: 2)
    multiply(a, .asStored, b, .asStored, beta: 1, into: &c)
    expectClose(c.elements, naive(a, b).map { $0 + 2 }, absolute: 1e-5)
    c = Matrix(rows: 5, columns: 3, repeating: .nan)
    multiply(a, .asStored, b, .asStored, into: &c)
    expectClose(c.elements, naive(a, b), absolute: 1e-5)
  }

  @Test func `Bits do not depend on the number of workers`() {
    let (a, b) = (random(1000, 130), random(130, 70))
    let one = a.times(b, threads: 1)
    for threads in [2, 3, 4] { #expect(a.times(b, threads: threads) == one) }
  }
}

@Suite("Factorisations")
struct FactorizationTests {
  /// A symmetric positive definite matrix, n × n.
  func definite(_ n: Int) -> [Double] {
    var generator = Generator(seed: UInt64(n))
    let x = (0..<(n * n)).map { _ in generator.normal() }
    var a = [Double](repeating: 0, count: n * n)
    for i in 0..<n {
      for j in 0..<n {
        for k in 0..<n { a[i * n + j] += x[i * n + k] * x[j * n + k] }
        if i == j { a[i * n + j] += 0.1 }
      }
    }
    return a
  }

  @Test(arguments: [1, 2, 5, 30])
  func `Eigenvectors are orthonormal and diagonalise`(n: Int) throws {
    let a = definite(n)
    let (values, vectors) = try symmetricEigen(a, order: n)
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 <= $1 })
    for i in 0..<n {
      let v = vectors[(i * n)..<((i + 1) * n)]
      let av = (0..<n).map { row in
        zip(a[(row * n)..<((row + 1) * n)], v).reduce(0) { $0 + $1.0 * $1.1 }
      }
      expectClose(av, v.map { $0 * values[i] }, absolute: 1e-9 * values[n - 1])
      for j in 0...i {
        let w = vectors[(j * n)..<((j + 1) * n)]
        expectClose([zip(v, w).reduce(0) { $0 + $1.0 * $1.1 }], [i == j ? 1 : 0], absolute: 1e-12)
      }
    }
  }

  @Test(arguments: [1, 2, 5, 30])
  func `The Cholesky factor gives the matrix back, and its inverse the identity`(n: Int) throws {
    let a = definite(n)
    let l = try choleskyFactor(a, order: n)
    let inverse = invertedLowerTriangle(l, order: n)
    func product(_ x: [Double], _ y: (Int, Int) -> Double) -> [Double] {
      (0..<(n * n)).map { at in
        (0..<n).reduce(0) { $0 + x[at / n * n + $1] * y($1, at % n) }
      }
    }
    expectClose(product(l) { l[$1 * n + $0] }, a, relative: 1e-12)
    expectClose(
      product(inverse) { l[$0 * n + $1] }, (0..<(n * n)).map { $0 / n == $0 % n ? 1 : 0 },
      absolute: 1e-9)
  }

  @Test func `A matrix that is not positive definite is refused`() {
    #expect(throws: LinearAlgebraError.notPositiveDefinite(order: 2)) {
      _ = try choleskyFactor([1, 2, 2, 1], order: 2)
    }
  }
}

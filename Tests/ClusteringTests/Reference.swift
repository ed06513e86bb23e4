import HDF5
import LinearAlgebra
import Randomness
import TestSupport

/// The fixture of clusterings by scikit-learn and SciPy.
struct Reference: ~Copyable {
  private let file: HDF5File

  init() throws {
    file = try HDF5File(reading: fixture("clustering/clustering.h5"))
  }

  func matrix(_ name: String) throws -> Matrix {
    let shape = try file.shape(of: name)
    return Matrix(rows: shape[0], columns: shape[1], elements: try reals(name).map { Float($0) })
  }

  func reals(_ name: String) throws -> [Double] { try file.reals(name) }

  func real(_ name: String) throws -> Double { try reals(name)[0] }

  func integers(_ name: String) throws -> [Int] { try file.integers(name) }
}

/// Labels renamed in the order of their first rows, so that equal partitions are equal lists.
func renamed(_ labels: [Int]) -> [Int] {
  var names: [Int: Int] = [:]
  return labels.map { label in
    if names[label] == nil { names[label] = names.count }
    return names[label] ?? -1
  }
}

/// Rows around k distant points (k·size, d), and which point each belongs to.
func blobs(clusters k: Int, size: Int, columns d: Int, seed: UInt64 = 1) -> (Matrix, [Int]) {
  var generator = Generator(seed: seed)
  let centres = (0..<k * d).map { _ in 20 * generator.normal() }
  let labels = (0..<k * size).map { $0 % k }
  let elements = labels.flatMap { label in
    (0..<d).map { Float(centres[label * d + $0] + generator.normal()) }
  }
  return (Matrix(rows: k * size, columns: d, elements: elements), labels)
}

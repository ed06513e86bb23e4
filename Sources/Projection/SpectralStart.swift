internal import LinearAlgebra
internal import Randomness

extension SymmetricWeights {
  /// Whether every row can be reached from every other.
  var isConnected: Bool {
    var isReached = [Bool](repeating: false, count: count)
    var frontier = [0]
    var reached = 1
    isReached[0] = true
    while let row = frontier.popLast() {
      for other in others[starts[row]..<starts[row + 1]] where !isReached[Int(other)] {
        isReached[Int(other)] = true
        reached += 1
        frontier.append(Int(other))
      }
    }
    return reached == count
  }

  /// The smoothest functions on the graph but the constant one: eigenvectors of the least eigenvalues
  /// of the symmetric normalised Laplacian I − D^−½ W D^−½ (von Luxburg 2007,
  /// doi 10.1007/s11222-007-9033-z), as exactly as a layout needs to begin with.
  ///
  /// - Parameters:
  ///   - wanted: How many, below the number of rows.
  ///   - generator: Makes the first guess.
  ///   - threads: Number of workers, ≥ 1; the bits do not depend on it.
  /// - Returns: (n, wanted) by rows.
  func smoothestFunctions(
    _ wanted: Int, using generator: inout Generator, threads: Int
  ) throws -> [Double] {
    let width = min(wanted + 6, count)
    let scales = degrees.map { 1 / max($0, 1e-300).squareRoot() }
    let guess = (0..<count * width).map { _ in generator.normal() }
    let found = try LeadingEigenvectors(
      from: guess, order: count, count: wanted + 1, tolerance: 1e-4
    ) { times($0, width: width, scales: scales, threads: threads) }
    // The first is the constant function, with eigenvalue 1.
    return (0..<count).flatMap { row in
      (1...wanted).map { found.vectors[row * (wanted + 1) + $0] }
    }
  }
}

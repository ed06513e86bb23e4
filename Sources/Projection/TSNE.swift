public import LinearAlgebra
public import Randomness

/// A map of rows in the plane that keeps who is near whom: t-distributed stochastic neighbour
/// embedding (van der Maaten & Hinton 2008, https://jmlr.org/papers/v9/vandermaaten08a.html), with
/// the definitions and defaults of scikit-learn 1.9.
///
/// It is for looking: sizes of groups and distances between them say nothing.
public struct TSNE: Sendable, Equatable {
  /// How a map is made.
  public struct Settings: Sendable, Equatable {
    /// How many neighbours count, about, ≥ 1. At most a third of the other rows is used.
    public var perplexity: Double
    /// Steps of descent, ≥ 0; the first 250 with similarities times 12.
    public var iterations: Int
    /// How coarsely far points are taken together, 0 … 0.7 (Barnes & Hut's θ); 0 is exact, in O(n²)
    /// memory.
    public var angle: Double
    /// Length of a step; `nil` takes max(n / 48, 50).
    public var learningRate: Double?

    /// Takes settings.
    public init(
      perplexity: Double = 30, iterations: Int = 1000, angle: Double = 0.5,
      learningRate: Double? = nil
    ) {
      precondition(perplexity >= 1 && iterations >= 0 && (0...0.7).contains(angle))
      self.perplexity = perplexity
      self.iterations = iterations
      self.angle = angle
      self.learningRate = learningRate
    }
  }

  /// Where each row lies (n, 2).
  public let coordinates: Matrix
  /// The divergence that is left, nats; see ``Objective``.
  public let divergence: Double

  /// Makes a map, from the first two principal components.
  ///
  /// - Parameters:
  ///   - x: (n, d).
  ///   - settings: How.
  ///   - start: Where rows begin (n, 2); `nil` takes principal components with a standard deviation of
  ///     1e-4 along the first.
  ///   - generator: Spreads rows where they have fewer than two components.
  ///   - threads: Number of workers, ≥ 1; the bits do not depend on it.
  /// - Throws: ``ProjectionError`` when a value is not finite, and when exact similarities would need
  ///   more than 4 GiB.
  public static func fit(
    _ x: Matrix, settings: Settings = Settings(), from start: Matrix? = nil,
    using generator: inout Generator, threads: Int = 1
  ) throws -> TSNE {
    var y: [SIMD2<Float>]
    if let start {
      precondition(start.rows == x.rows && start.columns == 2, "a start in the plane for each row")
      y = (0..<x.rows).map { SIMD2(start[$0, 0], start[$0, 1]) }
    } else {
      y = try principalPlane(x, using: &generator, threads: threads)
    }
    // Fewer rows have no neighbours to choose among.
    guard x.rows > 3 else { return TSNE(coordinates: matrix(y), divergence: 0) }
    let objective = try Objective(
      x, perplexity: max(1, min(settings.perplexity, Double(x.rows - 1) / 3)),
      angle: settings.angle, threads: threads)
    var descent = Descent(
      rate: Float(settings.learningRate ?? max(Double(x.rows) / 48, 50)), count: x.rows)
    for iteration in 0..<settings.iterations {
      let isEarly = iteration < 250
      let gradient = objective.gradient(
        at: y, exaggeration: isEarly ? 12 : 1, threads: threads)
      if !isEarly && iteration % 50 == 49 && descent.isOver(gradient) { break }
      descent.step(&y, along: gradient, momentum: isEarly ? 0.5 : 0.8)
    }
    let coordinates = matrix(y)
    return TSNE(
      coordinates: coordinates,
      divergence: objective.divergence(at: coordinates, threads: threads))
  }

  private static func matrix(_ y: [SIMD2<Float>]) -> Matrix {
    Matrix(rows: y.count, columns: 2, elements: y.flatMap { [$0.x, $0.y] })
  }
}

/// The first two principal components, scaled to a standard deviation of 1e-4 along the first; where
/// there are fewer, normal deviates as small.
private func principalPlane(
  _ x: Matrix, using generator: inout Generator, threads: Int
) throws -> [SIMD2<Float>] {
  let found = try PrincipalComponents(of: x, components: 2, threads: threads)
  let coordinates = found.transform(x, threads: threads)
  let deviation = (found.explainedVariance.first ?? 1).squareRoot()
  let scale = Float(1e-4 / deviation)
  return (0..<x.rows).map { row in
    var point = SIMD2<Float>.zero
    for axis in 0..<2 {
      point[axis] =
        axis < coordinates.columns
        ? coordinates[row, axis] * scale : Float(1e-4 * generator.normal())
    }
    return point
  }
}

/// Descent with momentum and a gain for each coordinate, which grows while the gradient keeps its
/// direction (Jacobs 1988, doi 10.1016/0893-6080(88)90003-2).
private struct Descent {
  private let rate: Float
  private var movement: [SIMD2<Float>]
  private var gains: [SIMD2<Float>]

  init(rate: Float, count: Int) {
    self.rate = rate
    movement = Array(repeating: .zero, count: count)
    gains = Array(repeating: .one, count: count)
  }

  /// Whether the gradient's norm is at most 1e-7.
  func isOver(_ gradient: [SIMD2<Float>]) -> Bool {
    gradient.reduce(0.0) { $0 + Double(($1 * $1).sum()) } <= 1e-14
  }

  mutating func step(
    _ y: inout [SIMD2<Float>], along gradient: [SIMD2<Float>], momentum: Float
  ) {
    for row in y.indices {
      let turns = (movement[row] * gradient[row]) .< 0
      let changed = (gains[row] * 0.8).replacing(with: gains[row] + 0.2, where: turns)
      gains[row] = pointwiseMax(changed, SIMD2(repeating: 0.01))
      movement[row] = momentum * movement[row] - rate * gains[row] * gradient[row]
      y[row] += movement[row]
    }
  }
}

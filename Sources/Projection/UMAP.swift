public import LinearAlgebra
public import Randomness

/// A map of rows in few dimensions that keeps who belongs together: uniform manifold approximation
/// and projection (McInnes, Healy & Melville 2018, https://arxiv.org/abs/1802.03426), with the
/// definitions and defaults of umap-learn 0.5.
public struct UMAP: Sendable, Equatable {
  /// How a map is made.
  public struct Settings: Sendable, Equatable {
    /// Nearest rows that count, the row itself among them, ≥ 2. At most all rows are used.
    public var neighbours: Int
    /// How close points of the map may lie, 0 … 1, in units of its spread.
    public var leastDistance: Double
    /// Dimensions of the map, ≥ 1.
    public var dimensions: Int
    /// Passes over all pairs; `nil` takes 500, or 200 for more than 10,000 rows.
    public var epochs: Int?

    /// Takes settings.
    public init(
      neighbours: Int = 15, leastDistance: Double = 0.1, dimensions: Int = 2, epochs: Int? = nil
    ) {
      precondition(neighbours >= 2 && (0...1).contains(leastDistance) && dimensions >= 1)
      self.neighbours = neighbours
      self.leastDistance = leastDistance
      self.dimensions = dimensions
      self.epochs = epochs
    }
  }

  /// Where each row lies (n, dimensions).
  public let coordinates: Matrix

  /// Makes a map. It begins with the smoothest functions on the graph of neighbours, or with principal
  /// components where that graph is in pieces.
  ///
  /// - Parameters:
  ///   - x: (n, d).
  ///   - settings: How.
  ///   - generator: Chooses pairs that repel each other.
  ///   - threads: Number of workers, ≥ 1; the bits do not depend on it.
  /// - Throws: ``ProjectionError`` when a value is not finite.
  public static func fit(
    _ x: Matrix, settings: Settings = Settings(), using generator: inout Generator,
    threads: Int = 1
  ) throws -> UMAP {
    if let row = x.firstNonFiniteRow { throw ProjectionError(nonFinite: row, of: x.rows) }
    let neighbours = min(settings.neighbours, x.rows)
    guard neighbours > 1 else {
      return UMAP(coordinates: Matrix(rows: x.rows, columns: settings.dimensions))
    }
    let graph = FuzzyGraph(x, neighbours: neighbours, threads: threads)
    var layout = Layout(
      try start(x, graph, settings.dimensions, using: &generator, threads: threads),
      curve: LayoutCurve(leastDistance: settings.leastDistance, spread: 1), seed: generator.next())
    let epochs = settings.epochs ?? (x.rows <= 10_000 ? 500 : 200)
    layout.optimize(graph.memberships, epochs: epochs, threads: threads)
    return UMAP(coordinates: layout.coordinates)
  }
}

/// Where a layout begins: within 0 … 10 along every axis, with a little noise.
private func start(
  _ x: Matrix, _ graph: FuzzyGraph, _ dimensions: Int, using generator: inout Generator,
  threads: Int
) throws -> Matrix {
  var start = Matrix(rows: x.rows, columns: dimensions)
  if graph.memberships.isConnected && x.rows > dimensions + 1 {
    start.elements = try graph.memberships
      .smoothestFunctions(dimensions, using: &generator, threads: threads).map { Float($0) }
  } else {
    let found = try PrincipalComponents(of: x, components: dimensions, threads: threads)
      .transform(x, threads: threads)
    for row in 0..<x.rows {
      for axis in 0..<found.columns { start[row, axis] = found[row, axis] }
    }
  }
  let extent = start.elements.reduce(0) { max($0, abs($1)) }
  for index in start.elements.indices {
    let scaled = extent > 0 ? start.elements[index] * 10 / extent : 0
    start.elements[index] = scaled + Float(1e-4 * generator.normal())
  }
  for axis in 0..<dimensions {
    let column = (0..<x.rows).map { start[$0, axis] }
    guard let low = column.min(), let high = column.max(), high > low else { continue }
    for row in 0..<x.rows { start[row, axis] = 10 * (column[row] - low) / (high - low) }
  }
  return start
}

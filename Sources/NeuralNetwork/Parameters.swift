public import LinearAlgebra
internal import Parallelism
internal import Randomness

/// The learned parameters of a network in one flat array, so that an optimiser's step is one loop
/// and a saved model one dataset.
public struct Parameters: Sendable, Equatable {
  /// Where each lies.
  public let layout: Layout
  /// All of them; as many as the layout says.
  public var values: [Float]

  /// Draws the starting values. They depend on the seed and the slots' names only.
  ///
  /// - Parameters:
  ///   - layout: What to draw.
  ///   - seed: Any number.
  ///   - threads: Number of workers, ≥ 1.
  public init(_ layout: Layout, seed: UInt64, threads: Int = 1) {
    self.layout = layout
    values = [Float](repeating: 0, count: layout.parameterCount)
    let pieces = layout.parameters.flatMap { slot in
      stride(from: 0, to: slot.range.count, by: drawnTogether).map { (slot, $0) }
    }
    let drawn = concurrentValues(count: pieces.count, threads: threads) { index in
      let (slot, start) = pieces[index]
      return initialValues(
        of: slot, from: start, count: min(drawnTogether, slot.range.count - start), seed: seed)
    }
    for ((slot, start), piece) in zip(pieces, drawn) {
      values.replaceSubrange(
        (slot.offset + start)..<(slot.offset + start + piece.count), with: piece)
    }
  }

  /// Takes values found earlier.
  public init(_ layout: Layout, values: [Float]) {
    precondition(values.count == layout.parameterCount)
    self.layout = layout
    self.values = values
  }

  /// A parameter as a factor of a product.
  public subscript(slot: Slot) -> Factor {
    Factor(values, offset: slot.offset, rows: slot.rows, columns: slot.columns)
  }
}

/// Values drawn by one generator: pieces of a large matrix are drawn at once. Fixed, since the
/// values depend on it.
private let drawnTogether = 1 << 20

private func initialValues(of slot: Slot, from start: Int, count: Int, seed: UInt64) -> [Float] {
  switch slot.initial {
  case .constant(let value):
    return [Float](repeating: value, count: count)
  case .uniform(let bound):
    var generator = Generator(seed: seed, stream: "initial \(slot.name) \(start)")
    return (0..<count).map { _ in Float((2 * generator.uniform() - 1) * bound) }
  case .normal:
    var generator = Generator(seed: seed, stream: "initial \(slot.name) \(start)")
    return (0..<count).map { _ in Float(generator.normal()) }
  }
}

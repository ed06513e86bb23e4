internal import Kernels
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
    values = [Float](arbitrary: layout.parameterCount)
    for slot in layout.parameters {
      var generator = Generator(seed: seed, stream: "initial \(slot.name)")
      let (key, size) = (generator.next(), 1 << 16)
      values.withConcurrentChunks(of: size, in: slot.range, threads: threads) { chunk, part in
        switch slot.initial {
        case .constant(let value):
          for i in 0..<part.count { part[i] = value }
        case .uniform(let bound):
          part.fillUniformly(bound: Float(bound), key: key, index: chunk * size)
        case .normal:
          var generator = Generator(seed: key, stream: "\(chunk)")
          for i in 0..<part.count { part[i] = Float(generator.normal()) }
        }
      }
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

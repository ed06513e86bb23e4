internal import LinearAlgebra
internal import NeuralNetwork

extension Autoencoder {
  /// Whether its latents depend on a label that it is told.
  public var isConditional: Bool { conditioner != nil }

  /// What goes on from `x` at a part of the network: with the classes' codes, if it is told them.
  func joined(
    _ x: consuming Matrix, _ classes: [Int], at part: Condition.Part, _ parameters: Parameters,
    _ pass: inout Pass
  ) -> Matrix {
    guard let conditioner, conditioner.joins(part) else { return x }
    return conditioner.join(
      x, classes, positions: part == .input ? positions : 1, parameters, &pass.workspace)
  }

  /// The backward twin of ``joined(_:_:at:_:_:)``.
  func parted(
    _ dy: consuming Matrix, _ classes: [Int], at part: Condition.Part,
    accumulatingInto gradients: inout [Float], _ pass: inout Pass
  ) -> Matrix {
    guard let conditioner, conditioner.joins(part) else { return dy }
    return conditioner.backward(
      dy, classes, positions: part == .input ? positions : 1, accumulatingInto: &gradients,
      &pass.workspace)
  }
}

public import LinearAlgebra

/// One step of a network: a recipe that holds no numbers, only where its parameters lie.
///
/// Rows of a matrix are the samples of a batch. The twins `forward` and `backward` are for
/// training, `apply` for use. What `backward` needs to know of `forward` is in the cache.
///
/// Each matrix has one owner (see ``Workspace``): layers take their inputs over.
public protocol Layer: Sendable {
  /// What `forward` leaves for `backward`.
  associatedtype Cache

  /// The output y for the input x of a training batch.
  func forward(_ x: consuming Matrix, _ parameters: Parameters, _ pass: inout Pass) -> (
    y: Matrix, cache: Cache
  )

  /// From the gradient of a loss with respect to the output, the gradient with respect to the
  /// input, which is returned, and with respect to the parameters, which is *added*.
  ///
  /// - Parameters:
  ///   - dy: ∂L/∂y, of the shape of y.
  ///   - cache: From the forward twin.
  ///   - parameters: The same as in the forward twin.
  ///   - gradients: Laid out as the parameters.
  ///   - pass: At the same step as in the forward twin.
  /// - Returns: ∂L/∂x, of the shape of x.
  func backward(
    _ dy: consuming Matrix, _ cache: consuming Cache, _ parameters: Parameters,
    accumulatingInto gradients: inout [Float], _ pass: inout Pass
  ) -> Matrix

  /// The output of the trained layer: nothing random, running statistics instead of the batch's.
  func apply(_ x: consuming Matrix, _ parameters: Parameters, _ pass: inout Pass) -> Matrix
}

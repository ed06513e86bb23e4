internal import CKernels

/// One step of Adam with its constants worked out; see `AdamW` of the module NeuralNetwork for what
/// they mean.
public struct AdamStep: Sendable {
  private let settings: ck_adamw

  /// A step.
  ///
  /// - Parameters:
  ///   - gradientScale: Multiplies g first.
  ///   - penalty: λ of an L2 penalty, whose λ·p is added to g; 0 for none.
  ///   - shrink: p is multiplied by it, 1 − ηλ of decoupled weight decay; 1 for none.
  ///   - rate: η/(1 − β₁ᵗ).
  ///   - rootCorrection: 1/√(1 − β₂ᵗ).
  ///   - β1: Of the first moment.
  ///   - β2: Of the second moment.
  ///   - ε: Added to the root.
  public init(
    gradientScale: Float, penalty: Float, shrink: Float, rate: Float, rootCorrection: Float,
    β1: Double, β2: Double, ε: Float
  ) {
    settings = ck_adamw(
      gradient_scale: gradientScale, penalty: penalty, shrink: shrink, keep1: Float(β1),
      add1: Float(1 - β1), keep2: Float(β2), add2: Float(1 - β2), rate: rate,
      root_correction: rootCorrection, epsilon: ε)
  }

  /// Moves parameters and their moments by one step, and leaves the gradients zero.
  ///
  /// - Parameters:
  ///   - p: Parameters.
  ///   - g: Their gradients, as many.
  ///   - m: First moments, as many.
  ///   - v: Second moments, as many.
  public func apply(
    to p: inout MutableSpan<Float>, _ g: inout MutableSpan<Float>, _ m: inout MutableSpan<Float>,
    _ v: inout MutableSpan<Float>
  ) {
    let count = p.count
    precondition(g.count == count && m.count == count && v.count == count)
    unsafe p.withUnsafeMutableBufferPointer { p in
      unsafe g.withUnsafeMutableBufferPointer { g in
        unsafe m.withUnsafeMutableBufferPointer { m in
          unsafe v.withUnsafeMutableBufferPointer { v in
            unsafe ck_adamw(
              p.baseAddress, g.baseAddress, m.baseAddress, v.baseAddress, count, settings)
          }
        }
      }
    }
  }
}

/// Σx², summed in `Double`, in an order that depends on the count only.
public func sumOfSquares(_ x: Span<Float>) -> Double {
  unsafe x.withUnsafeBufferPointer { unsafe ck_sum_of_squares($0.baseAddress, $0.count) }
}

internal import CKernels

/// x·Φ(x) with the normal distribution's Φ, to 10⁻⁶ (Hendrycks & Gimpel 2016, arXiv 1606.08415).
public func gelu(_ x: inout MutableSpan<Float>) {
  unsafe x.withUnsafeMutableBufferPointer { x in
    unsafe ck_gelu(x.baseAddress, x.count)
  }
}

/// Replaces each row by e^{scale·x}/Σ.
///
/// - Parameters:
///   - x: (rows, n).
///   - columns: n, ≥ 1.
///   - scale: ≥ 0.
public func softmax(_ x: inout MutableSpan<Float>, columns: Int, scale: Float) {
  precondition(columns >= 1 && x.count % columns == 0)
  unsafe x.withUnsafeMutableBufferPointer { x in
    unsafe ck_softmax(x.baseAddress, x.count / columns, columns, scale)
  }
}

/// Adds other rows, then normalises each (Ba, Kiros & Hinton 2016, arXiv 1607.06450): with v = x +
/// other, x ← (v − μ)/√(σ² + ε)·weight + bias; biased variance, sums in eight floats.
///
/// - Parameters:
///   - x: (rows, n).
///   - other: (rows, n).
///   - weight: (n).
///   - bias: (n).
///   - epsilon: ε.
public func addNormalized(
  _ x: inout MutableSpan<Float>, _ other: Span<Float>, weight: Span<Float>, bias: Span<Float>,
  epsilon: Double
) {
  precondition(x.count == other.count && weight.count == bias.count)
  precondition(!weight.isEmpty && x.count % weight.count == 0)
  unsafe x.withUnsafeMutableBufferPointer { x in
    unsafe other.withUnsafeBufferPointer { other in
      unsafe weight.withUnsafeBufferPointer { weight in
        unsafe bias.withUnsafeBufferPointer { bias in
          unsafe ck_add_normalized(
            x.baseAddress, other.baseAddress, x.count / weight.count, weight.count,
            weight.baseAddress, bias.baseAddress, epsilon)
        }
      }
    }
  }
}

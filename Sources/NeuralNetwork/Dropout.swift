public import LinearAlgebra

/// Inverted dropout (Srivastava et al. 2014): in training each element is zero with probability
/// `rate` and else divided by 1 − rate; otherwise y = x.
///
/// Whether an element is kept is a hash of (seed, layer, step, index). Nothing is stored for the
/// backward pass, and masks do not depend on threads.
public struct Dropout: Layer {
  /// Identifies the layer's masks.
  public let name: String
  /// Probability that an element is dropped, in 0 ..< 1.
  public let rate: Double

  /// A dropout layer; `rate` is in 0 ..< 1.
  public init(_ name: String, rate: Double) {
    precondition(rate >= 0 && rate < 1)
    self.name = name
    self.rate = rate
  }

  public func forward(_ x: consuming Matrix, _ parameters: Parameters, _ pass: inout Pass) -> (
    y: Matrix, cache: Void
  ) {
    mask(&x.elements, key: pass.key(name))
    return (x, ())
  }

  public func backward(
    _ dy: consuming Matrix, _ cache: consuming Void, _ parameters: Parameters,
    accumulatingInto gradients: inout [Float], _ pass: inout Pass
  ) -> Matrix {
    mask(&dy.elements, key: pass.key(name))
    return dy
  }

  public func apply(_ x: consuming Matrix, _ parameters: Parameters, _ pass: inout Pass) -> Matrix {
    x
  }

  private func mask(_ elements: inout [Float], key: UInt64) {
    let (first, second) = (UInt32(truncatingIfNeeded: key), UInt32(truncatingIfNeeded: key >> 32))
    let limit = UInt32(rate * 0x1p32)
    let scale = Float(1 / (1 - rate))
    var values = elements.mutableSpan
    for i in 0..<values.count {
      let kept = mixed(mixed(UInt32(truncatingIfNeeded: i) &+ first) ^ second) >= limit
      let value = values[i]
      values[i] = kept ? value * scale : 0
    }
  }
}

/// A bijection of 32-bit words that spreads every bit over all: the finaliser of MurmurHash3
/// (Appleby 2011).
private func mixed(_ word: UInt32) -> UInt32 {
  var x = word
  x = (x ^ (x >> 16)) &* 0x85eb_ca6b
  x = (x ^ (x >> 13)) &* 0xc2b2_ae35
  return x ^ (x >> 16)
}

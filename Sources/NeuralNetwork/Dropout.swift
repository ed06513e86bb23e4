public import LinearAlgebra
internal import Parallelism

/// Inverted dropout (Srivastava et al. 2014): in training each element is zero with probability
/// `rate` and else divided by 1 − rate; otherwise y = x.
///
/// With `channels`, whole channels of a map are dropped (Tompson et al. 2015, arXiv 1411.4280):
/// PyTorch's `Dropout2d`. Whether an element or channel is kept is a hash of (seed, layer, step,
/// index). Nothing is stored for the backward pass, and masks do not depend on threads.
public struct Dropout: Layer {
  /// Identifies the layer's masks.
  public let name: String
  /// Probability that an element or channel is dropped, in 0 ..< 1.
  public let rate: Double
  /// Channels of a map, innermost in x, that are dropped whole; `nil` to drop elements.
  public let channels: Int?

  /// A dropout layer; `rate` is in 0 ..< 1.
  public init(_ name: String, rate: Double, channels: Int? = nil) {
    precondition(rate >= 0 && rate < 1)
    self.name = name
    self.rate = rate
    self.channels = channels
  }

  public func forward(_ x: consuming Matrix, _ parameters: Parameters, _ pass: inout Pass) -> (
    y: Matrix, cache: Void
  ) {
    mask(&x, pass)
    return (x, ())
  }

  public func backward(
    _ dy: consuming Matrix, _ cache: consuming Void, _ parameters: Parameters,
    accumulatingInto gradients: inout [Float], _ pass: inout Pass
  ) -> Matrix {
    mask(&dy, pass)
    return dy
  }

  public func apply(_ x: consuming Matrix, _ parameters: Parameters, _ pass: inout Pass) -> Matrix {
    x
  }

  private func mask(_ x: inout Matrix, _ pass: Pass) {
    guard rate > 0, x.columns > 0 else { return }
    let mask = Mask(key: pass.key(name), rate: rate)
    if let channels {
      precondition(x.columns % channels == 0)
      x.elements.withConcurrentChunks(of: x.columns, threads: pass.threads) { row, part in
        let factors = (0..<channels).map { mask.factor(row * channels + $0) }
        for start in stride(from: 0, to: part.count, by: channels) {
          for j in 0..<channels { part[start + j] *= factors[j] }
        }
      }
    } else {
      let size = 1 << 16
      x.elements.withConcurrentChunks(of: size, threads: pass.threads) { chunk, part in
        let count = part.count
        for i in 0..<count {
          let value = part[i]
          part[i] = mask.factor(chunk * size + i) == 0 ? 0 : value * mask.scale
        }
      }
    }
  }
}

/// Which indices are kept at one step of one layer.
private struct Mask {
  let (first, second, limit): (UInt32, UInt32, UInt32)
  let scale: Float

  init(key: UInt64, rate: Double) {
    (first, second) = (UInt32(truncatingIfNeeded: key), UInt32(truncatingIfNeeded: key >> 32))
    limit = UInt32(rate * 0x1p32)
    scale = Float(1 / (1 - rate))
  }

  /// 0, or the scale of what is kept.
  @inline(__always)
  func factor(_ index: Int) -> Float {
    mixed(mixed(UInt32(truncatingIfNeeded: index) &+ first) ^ second) >= limit ? scale : 0
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

internal import CKernels

/// What follows an affine layer, in one pass: of each channel v = scale·x + shift, r = v above 0 and
/// slope·v elsewhere, y = r·factor where it is kept and 0 elsewhere.
///
/// Whether an element is kept is a hash of its number and a key: nothing is stored for the way back.
public struct Shaping: Sendable {
  /// Of each channel.
  public var scale: [Float]
  /// Of each channel.
  public var shift: [Float]
  /// Of each channel: 1, or 1/(1 − rate), or 0 for a channel that is dropped.
  public var factors: [Float]
  /// Below 0: 1 for the identity, 0 for ReLU.
  public var slope: Float
  /// The key of the hash.
  public var key: UInt64 = 0
  /// Probability that an element is dropped, in 0 ..< 1.
  public var rate = 0.0

  /// A shaping that drops nothing.
  public init(scale: [Float], shift: [Float], slope: Float) {
    precondition(scale.count == shift.count)
    (self.scale, self.shift, self.slope) = (scale, shift, slope)
    factors = [Float](repeating: 1, count: scale.count)
  }

  /// The shaping that leaves values as they are.
  public init(channels: Int, slope: Float = 1) {
    self.init(
      scale: [Float](repeating: 1, count: channels),
      shift: [Float](repeating: 0, count: channels), slope: slope)
  }

  @unsafe
  private func withSettings(index: Int, _ body: (ck_shaping) -> Void) {
    precondition(factors.count == scale.count)
    unsafe scale.withUnsafeBufferPointer { scale in
      unsafe shift.withUnsafeBufferPointer { shift in
        unsafe factors.withUnsafeBufferPointer { factors in
          unsafe body(
            ck_shaping(
              scale: scale.baseAddress, shift: shift.baseAddress, factors: factors.baseAddress,
              slope: slope, first: UInt32(truncatingIfNeeded: key),
              second: UInt32(truncatingIfNeeded: key >> 32), limit: UInt32(rate * 0x1p32),
              index: UInt32(truncatingIfNeeded: index)))
        }
      }
    }
  }

  /// y from x, both (rows, channels).
  ///
  /// - Parameters:
  ///   - x: The values.
  ///   - index: The number of the first element.
  ///   - y: The result.
  public func apply(
    to x: Span<Float>, index: Int, into y: inout MutableSpan<Float>
  ) {
    precondition(x.count == y.count && x.count % scale.count == 0)
    unsafe withSettings(index: index) { settings in
      unsafe x.withUnsafeBufferPointer { x in
        unsafe y.withUnsafeMutableBufferPointer { y in
          unsafe ck_shape(
            x.baseAddress, x.count / scale.count, scale.count, settings, y.baseAddress)
        }
      }
    }
  }

  /// ``apply(to:index:into:)`` in place.
  public func apply(to x: inout MutableSpan<Float>, index: Int) {
    precondition(x.count % scale.count == 0)
    unsafe withSettings(index: index) { settings in
      unsafe x.withUnsafeMutableBufferPointer { x in
        unsafe ck_shape(
          x.baseAddress, x.count / scale.count, scale.count, settings, x.baseAddress)
      }
    }
  }

  /// Of each channel Σ g and Σ g·(x − mean), where g = dy·∂y/∂v: first all of the one, then all of
  /// the other.
  public func gradientSums(
    of dy: Span<Float>, at x: Span<Float>, mean: Span<Float>, index: Int
  ) -> [Double] {
    let channels = scale.count
    precondition(x.count == dy.count && x.count % channels == 0 && mean.count == channels)
    var sums = [Double](repeating: 0, count: 2 * channels)
    unsafe withSettings(index: index) { settings in
      unsafe x.withUnsafeBufferPointer { x in
        unsafe dy.withUnsafeBufferPointer { dy in
          unsafe mean.withUnsafeBufferPointer { mean in
            unsafe sums.withUnsafeMutableBufferPointer { sums in
              guard let base = sums.baseAddress else { return }
              unsafe ck_shaped_sums(
                x.baseAddress, dy.baseAddress, x.count / channels, channels, settings,
                mean.baseAddress, base, base + channels)
            }
          }
        }
      }
    }
    return sums
  }

  /// Replaces dy by scale·(g − centre) − (x − mean)·along, where g = dy·∂y/∂v.
  public func backward(
    _ dy: inout MutableSpan<Float>, at x: Span<Float>, mean: Span<Float>, centre: Span<Float>,
    along: Span<Float>, index: Int
  ) {
    let channels = scale.count
    precondition(x.count == dy.count && x.count % channels == 0)
    precondition(mean.count == channels && centre.count == channels && along.count == channels)
    unsafe withSettings(index: index) { settings in
      unsafe x.withUnsafeBufferPointer { x in
        unsafe dy.withUnsafeMutableBufferPointer { dy in
          unsafe mean.withUnsafeBufferPointer { mean in
            unsafe centre.withUnsafeBufferPointer { centre in
              unsafe along.withUnsafeBufferPointer { along in
                unsafe ck_unshape(
                  x.baseAddress, dy.baseAddress, x.count / channels, channels, settings,
                  mean.baseAddress, centre.baseAddress, along.baseAddress)
              }
            }
          }
        }
      }
    }
  }
}

/// Of each channel Σ (x − origin) and Σ (x − origin)² over rows: first all of the one, then all of
/// the other. An origin within the spread of the values keeps the digits of both.
public func moments(of x: Span<Float>, origin: Span<Float>) -> [Double] {
  let channels = origin.count
  precondition(x.count % channels == 0)
  var sums = [Double](repeating: 0, count: 2 * channels)
  unsafe x.withUnsafeBufferPointer { x in
    unsafe origin.withUnsafeBufferPointer { origin in
      unsafe sums.withUnsafeMutableBufferPointer { sums in
        guard let base = sums.baseAddress else { return }
        unsafe ck_moments(
          x.baseAddress, x.count / channels, channels, origin.baseAddress, base, base + channels)
      }
    }
  }
  return sums
}

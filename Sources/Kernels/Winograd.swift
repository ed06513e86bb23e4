internal import CKernels

/// Convolutions of kernel 4 and stride 2 by Winograd's minimal filtering (Lavin & Gray 2016, doi
/// 10.1109/CVPR.2016.435), F(4 × 4, 2 × 2) over maps and F(6, 2) over sequences: 25 products in
/// place of 64, or 7 in place of 12. Rounding errors are about ten times those of plain sums.
///
/// Each function takes whole samples on the calling thread, with working memory of
/// ``scratchCount`` numbers, whatever they are.
public struct Winograd: Sendable, Equatable {
  private let shape: WindowedMap

  /// `nil` for a shape that it does not serve: it needs horizontal kernels of 4 and strides of 2,
  /// vertical ones alike or of 1 without padding, channels in multiples of 8 and units of 16.
  public init?(_ shape: WindowedMap) {
    let (vertical, horizontal) = (shape.vertical, shape.horizontal)
    guard horizontal.kernel == 4, horizontal.stride == 2,
      vertical == WindowedMap.Axis(kernel: 1, stride: 1, padding: 0)
        || vertical.kernel == 4 && vertical.stride == 2,
      shape.map.channels % 8 == 0, shape.windows.units % 16 == 0
    else { return nil }
    self.shape = shape
  }

  /// Numbers of working memory that a call takes.
  public var scratchCount: Int { ck_winograd_scratch(shape.inC) }
  /// Numbers of the transformed weights.
  public var spectrumCount: Int { ck_winograd_spectrum(shape.inC) }
  /// Samples that are best taken together: as many as fill a block of tiles, a power of two, since
  /// batches are and workers then get equal shares.
  public var samplesTogether: Int {
    let most = ck_winograd_samples(shape.inC)
    return 1 << (Int.bitWidth - 1 - most.leadingZeroBitCount)
  }

  /// Panels of transformed weights for ``windows(of:_:bias:into:scratch:)``.
  public var unitPanels: Int { shape.windows.units / 16 }
  /// Panels of transformed weights for ``maps(of:_:bias:into:scratch:)``.
  public var termPanels: Int { (shape.vertical.kernel == 4 ? 4 : 2) * shape.map.channels / 16 }

  /// Transforms weights into one panel, the `panel`th equal part of the spectrum.
  public func unitPanel(
    _ panel: Int, of weights: Span<Float>, into spectrum: inout MutableSpan<Float>
  ) {
    precondition(weights.count == shape.weightCount && panel < unitPanels)
    precondition(spectrum.count == spectrumCount / unitPanels)
    unsafe weights.withUnsafeBufferPointer { weights in
      unsafe spectrum.withUnsafeMutableBufferPointer { spectrum in
        guard let from = weights.baseAddress else { return }
        unsafe ck_winograd_unit_panel(
          shape.inC, from + panel * 16 * shape.termCount, spectrum.baseAddress)
      }
    }
  }

  /// Transforms weights into one panel, the `panel`th equal part of the spectrum.
  public func termPanel(
    _ panel: Int, of weights: Span<Float>, into spectrum: inout MutableSpan<Float>
  ) {
    precondition(weights.count == shape.weightCount && panel < termPanels)
    precondition(spectrum.count == spectrumCount / termPanels)
    unsafe weights.withUnsafeBufferPointer { weights in
      unsafe spectrum.withUnsafeMutableBufferPointer { spectrum in
        unsafe ck_winograd_term_panel(
          shape.inC, weights.baseAddress, panel * 16, spectrum.baseAddress)
      }
    }
  }

  /// The convolution of maps: bias + patch·Wᵀ of every window.
  ///
  /// - Parameters:
  ///   - maps: (samples, map).
  ///   - spectrum: W by panels of units.
  ///   - bias: (units).
  ///   - values: (samples, windows).
  ///   - scratch: Working memory.
  public func windows(
    of maps: Span<Float>, _ spectrum: Span<Float>, bias: Span<Float>,
    into values: inout MutableSpan<Float>, scratch: inout MutableSpan<Float>
  ) {
    let samples = values.count / shape.windowsCount
    precondition(maps.count == samples * shape.mapCount && spectrum.count == spectrumCount)
    precondition(bias.count == shape.windows.units && scratch.count >= scratchCount)
    unsafe withAddresses(maps, spectrum, bias, &values, &scratch) {
      unsafe ck_winograd_windows(shape.inC, samples, $0, $1, $2, $3, $4)
    }
  }

  /// The transposed convolution: bias + what the windows over each position give by W.
  ///
  /// - Parameters:
  ///   - values: (samples, windows).
  ///   - spectrum: W by panels of terms.
  ///   - bias: (channels).
  ///   - maps: (samples, map).
  ///   - scratch: Working memory.
  public func maps(
    of values: Span<Float>, _ spectrum: Span<Float>, bias: Span<Float>,
    into maps: inout MutableSpan<Float>, scratch: inout MutableSpan<Float>
  ) {
    let samples = maps.count / shape.mapCount
    precondition(values.count == samples * shape.windowsCount && spectrum.count == spectrumCount)
    precondition(bias.count == shape.map.channels && scratch.count >= scratchCount)
    unsafe withAddresses(values, spectrum, bias, &maps, &scratch) {
      unsafe ck_winograd_maps(shape.inC, samples, $0, $1, $2, $3, $4)
    }
  }

  /// Adds to the transformed gradient of W, or begins it anew.
  ///
  /// - Parameters:
  ///   - values: (samples, windows).
  ///   - maps: (samples, map).
  ///   - anew: Whether what the sums hold is forgotten.
  ///   - sums: Begin with the transformed gradient, ``spectrumCount`` numbers in an order of their
  ///     own; ``scratchCount`` of working memory follow.
  public func addGradient(
    of values: Span<Float>, _ maps: Span<Float>, anew: Bool, to sums: inout MutableSpan<Float>
  ) {
    let (samples, spectrumCount) = (maps.count / shape.mapCount, spectrumCount)
    precondition(values.count == samples * shape.windowsCount)
    precondition(maps.count == samples * shape.mapCount)
    precondition(sums.count >= spectrumCount + scratchCount)
    unsafe values.withUnsafeBufferPointer { values in
      unsafe maps.withUnsafeBufferPointer { maps in
        unsafe sums.withUnsafeMutableBufferPointer { sums in
          guard let base = sums.baseAddress else { return }
          unsafe ck_winograd_gradient(
            shape.inC, samples, values.baseAddress, maps.baseAddress, anew ? 1 : 0, base,
            base + spectrumCount)
        }
      }
    }
  }

  /// The gradient of W from what ``addGradient(of:_:anew:to:)`` summed.
  public func weightGradient(of sums: Span<Float>, into gradient: inout MutableSpan<Float>) {
    precondition(sums.count >= spectrumCount && gradient.count == shape.weightCount)
    unsafe sums.withUnsafeBufferPointer { sums in
      unsafe gradient.withUnsafeMutableBufferPointer { gradient in
        unsafe ck_winograd_weight_gradient(shape.inC, sums.baseAddress, gradient.baseAddress)
      }
    }
  }
}

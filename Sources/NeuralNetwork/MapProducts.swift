internal import Kernels
internal import LinearAlgebra
internal import Parallelism

/// The products that convolutions are made of, in one way of computing them.
///
/// Maps are (B, map), values (B, windows), biases one number per innermost index of the result. The
/// bits of a result depend on shapes only, not on threads.
protocol MapProducts: Sendable {
  /// Replaces values by bias + patch·Wᵀ of each window.
  func computeWindows(
    of maps: [Float], _ weight: Slot, bias: [Float], _ parameters: Parameters,
    into values: inout [Float], _ pass: inout Pass)

  /// Replaces maps by bias + what the windows over each position give by W.
  func computeMaps(
    of values: [Float], _ weight: Slot, bias: [Float], _ parameters: Parameters,
    into maps: inout [Float], _ pass: inout Pass)

  /// Adds ∂L/∂W, the sum over windows of their values times their patches.
  func addWeightGradient(
    of values: [Float], _ maps: [Float], _ weight: Slot, into gradients: inout [Float],
    _ pass: inout Pass)
}

extension Patches {
  /// The fastest way for these shapes.
  var products: any MapProducts {
    let shape = WindowedMap(
      map: (map.height, map.width, map.channels), windows: (height, width, units),
      vertical: vertical.inKernels, horizontal: horizontal.inKernels)
    if let winograd = Winograd(shape) {
      return WinogradProducts(winograd, map: map.count, windows: windows.count)
    }
    if let sliding = Sliding(shape) {
      return SlidingProducts(sliding, map: map.count, windows: windows.count, units: units)
    }
    return self
  }
}

extension WindowAxis {
  fileprivate var inKernels: WindowedMap.Axis {
    WindowedMap.Axis(kernel: kernel, stride: stride, padding: padding)
  }
}

/// Sums that are taken side by side before they are added in order, whatever the threads.
let partialSums = 8

/// Adds each row of partial sums, in order, to the gradients in a slot.
func addRows(
  of partial: borrowing Matrix, to gradients: inout [Float], _ slot: Slot, threads: Int
) {
  let (sums, rows, columns, size) = (partial.elements, partial.rows, partial.columns, 1 << 14)
  gradients.withConcurrentChunks(of: size, in: slot.range, threads: threads) { chunk, part in
    let count = part.count
    for row in 0..<rows {
      let start = row * columns + chunk * size
      let added = sums.span.extracting(start..<(start + count))
      for i in 0..<count { part[i] += added[i] }
    }
  }
}

internal import LinearAlgebra
internal import Parallelism

/// The products that convolutions are made of, between a *map* and the windows laid over it.
///
/// A window's patch is the K = kernel height · kernel width · channels values under it; U units
/// weigh them by W (U, K). A convolution goes from the map to the windows, a transposed one from
/// the windows to the map; each one's forward pass is the other's input gradient.
///
/// Patches are copied out for some rows of windows at a time, so that they stay in the cache, and
/// multiplied on the worker that copied them. What one worker takes depends on shapes only.
struct Patches: Sendable, Equatable {
  let map: MapShape
  let vertical: WindowAxis
  let horizontal: WindowAxis
  /// Windows down and across.
  let (height, width): (Int, Int)
  /// U.
  let units: Int

  /// Windows over a map; at least one must fit.
  init(of map: MapShape, _ vertical: WindowAxis, _ horizontal: WindowAxis, units: Int) {
    self.map = map
    self.vertical = vertical
    self.horizontal = horizontal
    (height, width) = (vertical.windows(in: map.height), horizontal.windows(in: map.width))
    precondition(height >= 1 && width >= 1, "no window fits on the map")
    self.units = units
  }

  /// K.
  var size: Int { vertical.kernel * horizontal.kernel * map.channels }

  /// What units see through all windows.
  var windows: MapShape { MapShape(height: height, width: width, channels: units) }

  /// Rows of windows whose patches are copied out together: 2 MB of them.
  private var rowsTogether: Int { max(1, (1 << 19) / (width * size)) }

  /// Adds to each window its patch times Wᵀ.
  ///
  /// - Parameters:
  ///   - maps: (B, map).
  ///   - weights: W.
  ///   - values: (B, windows).
  func addToWindows(
    _ maps: [Float], _ weights: Factor, _ values: inout [Float], threads: Int
  ) {
    let (rowSize, together) = (width * units, rowsTogether)
    values.withConcurrentChunks(of: together * rowSize, threads: threads) { chunk, part in
      let rows = (chunk * together)..<(chunk * together + part.count / rowSize)
      multiply(patches(of: maps, rows: rows), weights.transposed, beta: 1, into: &part)
    }
  }

  /// Adds to each position of the map what the windows over it give by W.
  ///
  /// - Parameters:
  ///   - values: (B, windows).
  ///   - weights: W.
  ///   - maps: (B, map).
  func addToMaps(_ values: [Float], _ weights: Factor, _ maps: inout [Float], threads: Int) {
    maps.withConcurrentChunks(of: map.count, threads: threads) { sample, part in
      for first in stride(from: 0, to: height, by: rowsTogether) {
        let rows = (sample * height + first)..<(sample * height + min(first + rowsTogether, height))
        let count = rows.count * width
        var patches = [Float](repeating: 0, count: count * size)
        var span = patches.mutableSpan
        multiply(
          Factor(values, offset: rows.lowerBound * width * units, rows: count, columns: units),
          weights, into: &span)
        add(patches, rows: first..<(first + rows.count), to: &part)
      }
    }
  }

  /// Adds ∂L/∂W, the sum over windows of their values times their patches.
  ///
  /// - Parameters:
  ///   - values: (B, windows).
  ///   - maps: (B, map).
  ///   - gradients: Holds ∂L/∂W (U, K).
  ///   - offset: Where.
  func addWeightGradient(
    _ values: [Float], _ maps: [Float], into gradients: inout [Float], at offset: Int, threads: Int
  ) {
    let rows = values.count / (width * units)
    let starts = Array(stride(from: 0, to: rows, by: rowsTogether))
    // Sums of some rows side by side, then added in order.
    let parts = min(8, starts.count)
    var partial = [Float](repeating: 0, count: parts * units * size)
    partial.withConcurrentChunks(of: units * size, threads: threads) { part, sums in
      for index in stride(from: part, to: starts.count, by: parts) {
        let taken = starts[index]..<min(starts[index] + rowsTogether, rows)
        let seen = Factor(
          values, offset: taken.lowerBound * width * units, rows: taken.count * width,
          columns: units)
        multiply(seen.transposed, patches(of: maps, rows: taken), beta: 1, into: &sums)
      }
    }
    for start in stride(from: 0, to: partial.count, by: units * size) {
      for i in 0..<(units * size) { gradients[offset + i] += partial[start + i] }
    }
  }
}

// MARK: - Copying

extension Patches {
  /// A run of values that one line of a window has in common with its map.
  private struct Run {
    var map: Int
    var patch: Int
    var count: Int
  }

  /// The run of line `line` of the window at (row, column), relative to the sample and the patch;
  /// its count is 0 where the line lies in the padding.
  @inline(__always)
  private func run(row: Int, column: Int, line: Int) -> Run {
    let y = row * vertical.stride - vertical.padding + line
    let x = column * horizontal.stride - horizontal.padding
    let (first, end) = (max(0, -x), min(horizontal.kernel, map.width - x))
    guard y >= 0, y < map.height, first < end else { return Run(map: 0, patch: 0, count: 0) }
    return Run(
      map: (y * map.width + x + first) * map.channels,
      patch: (line * horizontal.kernel + first) * map.channels,
      count: (end - first) * map.channels)
  }

  /// The patches of rows of windows, counted through all samples, as a matrix (windows, K).
  private func patches(of maps: [Float], rows: Range<Int>) -> Factor {
    let count = rows.count * width
    var patches = [Float](repeating: 0, count: count * size)
    var target = patches.mutableSpan
    for (index, row) in rows.enumerated() {
      let sample = row / height * map.count
      for column in 0..<width {
        let start = (index * width + column) * size
        for line in 0..<vertical.kernel {
          let run = run(row: row % height, column: column, line: line)
          let from = maps.span.extracting((sample + run.map)..<(sample + run.map + run.count))
          for i in 0..<run.count { target[start + run.patch + i] = from[i] }
        }
      }
    }
    return Factor(patches, offset: 0, rows: count, columns: size)
  }

  /// Adds the patches of rows of windows of one sample to its map.
  private func add(_ patches: [Float], rows: Range<Int>, to map: inout MutableSpan<Float>) {
    for (index, row) in rows.enumerated() {
      for column in 0..<width {
        let start = (index * width + column) * size
        for line in 0..<vertical.kernel {
          let run = run(row: row, column: column, line: line)
          let from = patches.span.extracting(
            (start + run.patch)..<(start + run.patch + run.count))
          for i in 0..<run.count { map[run.map + i] += from[i] }
        }
      }
    }
  }
}

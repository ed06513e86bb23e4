internal import LinearAlgebra
internal import Parallelism

/// The products that convolutions are made of, between a *map* and the windows laid over it.
///
/// A window's patch is the K = kernel height · kernel width · channels values under it; U units
/// weigh them by W (U, K). A convolution goes from the map to the windows, a transposed one from
/// the windows to the map; each one's forward pass is the other's input gradient.
///
/// Patches are copied out for some rows of windows at a time, so that they stay in the cache, and
/// multiplied on the worker that copied them. What one worker takes depends on shapes only. This is
/// the plain way, for every shape; ``products`` is the fastest.
struct Patches: MapProducts, Equatable {
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

  func computeWindows(
    of maps: [Float], _ weight: Slot, bias: [Float], _ parameters: Parameters,
    into values: inout [Float], _ pass: inout Pass
  ) {
    let (rowSize, together) = (width * units, rowsTogether)
    let weights = parameters[weight].transposed
    values.withConcurrentChunks(of: together * rowSize, threads: pass.threads) { chunk, part in
      fill(&part, withRow: bias)
      let rows = (chunk * together)..<(chunk * together + part.count / rowSize)
      multiply(patches(of: maps, rows: rows), weights, beta: 1, into: &part)
    }
  }

  func computeMaps(
    of values: [Float], _ weight: Slot, bias: [Float], _ parameters: Parameters,
    into maps: inout [Float], _ pass: inout Pass
  ) {
    let weights = parameters[weight]
    maps.withConcurrentChunks(of: map.count, threads: pass.threads) { sample, part in
      fill(&part, withRow: bias)
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

  func addWeightGradient(
    of values: [Float], _ maps: [Float], _ weight: Slot, into gradients: inout [Float],
    _ pass: inout Pass
  ) {
    let rows = values.count / (width * units)
    let starts = Array(stride(from: 0, to: rows, by: rowsTogether))
    let parts = min(8, starts.count)
    var partial = pass.workspace.matrix(rows: parts, columns: units * size)
    partial.elements.withConcurrentChunks(of: units * size, threads: pass.threads) { part, sums in
      for (nth, index) in stride(from: part, to: starts.count, by: parts).enumerated() {
        let taken = starts[index]..<min(starts[index] + rowsTogether, rows)
        let seen = Factor(
          values, offset: taken.lowerBound * width * units, rows: taken.count * width,
          columns: units)
        multiply(
          seen.transposed, patches(of: maps, rows: taken), beta: nth == 0 ? 0 : 1, into: &sums)
      }
    }
    addRows(of: partial, to: &gradients, weight, threads: pass.threads)
    pass.workspace.recycle(partial)
  }
}

private func fill(_ values: inout MutableSpan<Float>, withRow row: [Float]) {
  for start in stride(from: 0, to: values.count, by: row.count) {
    for j in 0..<row.count { values[start + j] = row[j] }
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

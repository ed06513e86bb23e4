internal import Kernels
internal import LinearAlgebra
internal import Parallelism

/// Convolutions by products of the map as it lies.
struct SlidingProducts: MapProducts {
  private let sliding: Sliding
  /// Numbers of a map, of the windows over it, and of one window.
  private let (map, windows, units): (Int, Int, Int)

  init(_ sliding: Sliding, map: Int, windows: Int, units: Int) {
    self.sliding = sliding
    (self.map, self.windows, self.units) = (map, windows, units)
  }

  func computeWindows(
    of maps: [Float], _ weight: Slot, bias: [Float], _ parameters: Parameters,
    into values: inout [Float], _ pass: inout Pass
  ) {
    let weights = sliding.byUnits(parameters.values.span.extracting(weight.range))
    var scratch = pass.workspace.matrix(rows: pass.threads, columns: sliding.scratchCount)
    values.withConcurrentChunks(
      of: windows, threads: pass.threads, scratch: &scratch.elements
    ) { sample, part, scratch in
      let taken = maps.span.extracting((sample * map)..<((sample + 1) * map))
      sliding.windows(of: taken, weights.span, bias: bias.span, into: &part, scratch: &scratch)
    }
    pass.workspace.recycle(scratch)
  }

  func computeMaps(
    of values: [Float], _ weight: Slot, bias: [Float], _ parameters: Parameters,
    into maps: inout [Float], _ pass: inout Pass
  ) {
    let weights = sliding.byTerms(parameters.values.span.extracting(weight.range))
    var scratch = pass.workspace.matrix(rows: pass.threads, columns: sliding.scratchCount)
    maps.withConcurrentChunks(
      of: map, threads: pass.threads, scratch: &scratch.elements
    ) { sample, part, scratch in
      let taken = values.span.extracting((sample * windows)..<((sample + 1) * windows))
      sliding.maps(of: taken, weights.span, bias: bias.span, into: &part, scratch: &scratch)
    }
    pass.workspace.recycle(scratch)
  }

  func addWeightGradient(
    of values: [Float], _ maps: [Float], _ weight: Slot, into gradients: inout [Float],
    _ pass: inout Pass
  ) {
    let (samples, count) = (maps.count / map, weight.range.count)
    let parts = min(partialSums, samples)
    var partial = pass.workspace.matrix(rows: parts, columns: count)
    var scratch = pass.workspace.matrix(rows: pass.threads, columns: sliding.scratchCount)
    partial.elements.withConcurrentChunks(
      of: count, threads: pass.threads, scratch: &scratch.elements
    ) { part, sums, scratch in
      for i in 0..<count { sums[i] = 0 }
      for sample in stride(from: part, to: samples, by: parts) {
        sliding.addGradient(
          of: values.span.extracting((sample * windows)..<((sample + 1) * windows)),
          maps.span.extracting((sample * map)..<((sample + 1) * map)), to: &sums,
          scratch: &scratch)
      }
    }
    let (sums, terms) = (partial.elements, count / units)
    gradients.withConcurrentChunks(of: terms, in: weight.range, threads: pass.threads) { u, row in
      for part in 0..<parts {
        for k in 0..<terms { row[k] += sums[part * count + k * units + u] }
      }
    }
    pass.workspace.recycle(scratch)
    pass.workspace.recycle(partial)
  }
}

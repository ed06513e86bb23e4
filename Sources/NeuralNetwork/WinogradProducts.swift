internal import Kernels
internal import LinearAlgebra
internal import Parallelism

/// Convolutions by Winograd's minimal filtering.
struct WinogradProducts: MapProducts {
  private let winograd: Winograd
  /// Numbers of a map, and of the windows over it.
  private let (map, windows): (Int, Int)

  init(_ winograd: Winograd, map: Int, windows: Int) {
    self.winograd = winograd
    (self.map, self.windows) = (map, windows)
  }

  func computeWindows(
    of maps: [Float], _ weight: Slot, bias: [Float], _ parameters: Parameters,
    into values: inout [Float], _ pass: inout Pass
  ) {
    let weights = parameters.values
    let panels = winograd.unitPanels
    var spectrum = pass.workspace.matrix(rows: panels, columns: winograd.spectrumCount / panels)
    spectrum.elements.withConcurrentChunks(of: spectrum.columns, threads: pass.threads) {
      winograd.unitPanel($0, of: weights.span.extracting(weight.range), into: &$1)
    }
    var scratch = pass.workspace.matrix(rows: pass.threads, columns: winograd.scratchCount)
    let together = winograd.samplesTogether
    values.withConcurrentChunks(
      of: together * windows, threads: pass.threads, scratch: &scratch.elements
    ) { [spectrum = spectrum.elements] chunk, part, scratch in
      let first = chunk * together * map
      let taken = maps.span.extracting(first..<(first + part.count / windows * map))
      winograd.windows(
        of: taken, spectrum.span, bias: bias.span, into: &part, scratch: &scratch)
    }
    pass.workspace.recycle(scratch)
    pass.workspace.recycle(spectrum)
  }

  func computeMaps(
    of values: [Float], _ weight: Slot, bias: [Float], _ parameters: Parameters,
    into maps: inout [Float], _ pass: inout Pass
  ) {
    let weights = parameters.values
    let panels = winograd.termPanels
    var spectrum = pass.workspace.matrix(rows: panels, columns: winograd.spectrumCount / panels)
    spectrum.elements.withConcurrentChunks(of: spectrum.columns, threads: pass.threads) {
      winograd.termPanel($0, of: weights.span.extracting(weight.range), into: &$1)
    }
    var scratch = pass.workspace.matrix(rows: pass.threads, columns: winograd.scratchCount)
    let together = winograd.samplesTogether
    maps.withConcurrentChunks(
      of: together * map, threads: pass.threads, scratch: &scratch.elements
    ) { [spectrum = spectrum.elements] chunk, part, scratch in
      let first = chunk * together * windows
      let taken = values.span.extracting(first..<(first + part.count / map * windows))
      winograd.maps(of: taken, spectrum.span, bias: bias.span, into: &part, scratch: &scratch)
    }
    pass.workspace.recycle(scratch)
    pass.workspace.recycle(spectrum)
  }

  func addWeightGradient(
    of values: [Float], _ maps: [Float], _ weight: Slot, into gradients: inout [Float],
    _ pass: inout Pass
  ) {
    let samples = maps.count / map
    let starts = Array(stride(from: 0, to: samples, by: winograd.samplesTogether))
    // Each transforms its sum back for itself: of a few samples that would take longer than summing.
    let parts = max(1, min(partialSums, starts.count / 2))
    let count = weight.range.count
    var partial = pass.workspace.matrix(rows: parts, columns: count)
    var scratch = pass.workspace.matrix(
      rows: pass.threads, columns: winograd.spectrumCount + winograd.scratchCount)
    partial.elements.withConcurrentChunks(
      of: count, threads: pass.threads, scratch: &scratch.elements
    ) { part, gradient, sums in
      for index in stride(from: part, to: starts.count, by: parts) {
        let taken = starts[index]..<min(starts[index] + winograd.samplesTogether, samples)
        winograd.addGradient(
          of: values.span.extracting((taken.lowerBound * windows)..<(taken.upperBound * windows)),
          maps.span.extracting((taken.lowerBound * map)..<(taken.upperBound * map)),
          anew: index == part, to: &sums)
      }
      winograd.weightGradient(of: sums.span, into: &gradient)
    }
    addRows(of: partial, to: &gradients, weight, threads: pass.threads)
    pass.workspace.recycle(scratch)
    pass.workspace.recycle(partial)
  }
}

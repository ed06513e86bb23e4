internal import Kernels
public import LinearAlgebra
internal import Parallelism

/// An affine map of each row, y = x·Wᵀ + b.
///
/// x (B, D), W (H, D), b (H), y (B, H). With dy = ∂L/∂y (B, H): ∂L/∂W = dyᵀ·x, ∂L/∂b = the column
/// sums of dy, ∂L/∂x = dy·W. Starts as PyTorch's `Linear`: W and b uniform in ±1/√D.
public struct Dense: AffineLayer {
  /// W, (H, D).
  public let weight: Slot
  /// b, (1, H).
  public let bias: Slot

  public var channels: Int { bias.columns }

  /// Reserves “name.weight” and “name.bias”.
  ///
  /// - Parameters:
  ///   - name: Of the layer.
  ///   - inputs: D.
  ///   - outputs: H.
  ///   - initialWeight: How W starts instead.
  ///   - initialBias: How b starts instead.
  ///   - layout: Where to reserve.
  public init(
    _ name: String, inputs: Int, outputs: Int, weight initialWeight: Initial? = nil,
    bias initialBias: Initial? = nil, in layout: inout Layout
  ) {
    weight = layout.reserveParameter(
      name + ".weight", rows: outputs, columns: inputs,
      initial: initialWeight ?? .fan(in: inputs))
    bias = layout.reserveParameter(
      name + ".bias", columns: outputs, initial: initialBias ?? .fan(in: inputs))
  }

  public func forward(_ x: consuming Matrix, _ parameters: Parameters, _ pass: inout Pass) -> (
    y: Matrix, cache: AffineCache
  ) {
    precondition(x.columns == weight.columns, "the input has another number of features")
    var y = pass.workspace.matrix(rows: x.rows, columns: weight.rows)
    if (1...FewRows.most).contains(x.rows) {
      multiplyFew(x, parameters, into: &y, &pass)
    } else {
      y.elements.fill(withRow: Array(parameters.values[bias.range]), threads: pass.threads)
      multiply(
        Factor(x), parameters[weight].transposed, beta: 1, into: &y.elements,
        threads: pass.threads)
    }
    return (y, AffineCache(input: x))
  }

  /// Replaces y by x·Wᵀ + b for a batch that the cache holds, so that only W is read from memory.
  private func multiplyFew(
    _ x: borrowing Matrix, _ parameters: Parameters, into y: inout Matrix, _ pass: inout Pass
  ) {
    let (n, units) = (weight.columns, weight.rows)
    let few = FewRows(x.rows, n: n)
    // Of less work than this a half costs more to hand out than to do.
    let multipliers = x.rows * n * units < 1 << 18 ? 1 : pass.threads
    let movers = x.rows * max(n, units) < 1 << 15 ? 1 : pass.threads
    var panels = pass.workspace.matrix(rows: few.panels, columns: few.panelCount)
    panels.elements.withConcurrentChunks(of: few.panelCount, threads: movers) {
      [x = x.elements] in few.transpose(x.span, into: &$1, number: $0)
    }
    var sums = pass.workspace.matrix(rows: units, columns: few.width)
    // Whole groups of the kernel's six rows, as many as the nearest caches hold.
    let together = 6 * min((units + 47) / 48, 200)
    sums.elements.withConcurrentChunks(of: together * few.width, threads: multipliers) {
      [panels = panels.elements, values = parameters.values] chunk, part in
      let (unit, count) = (chunk * together, part.count / few.width)
      let (row, first) = (weight.offset + unit * n, bias.offset + unit)
      few.multiply(
        panels.span, values.span.extracting(row..<(row + count * n)),
        bias: values.span.extracting(first..<(first + count)), into: &part)
    }
    y.elements.withConcurrentChunks(of: 8 * units, threads: movers) {
      [sums = sums.elements] chunk, part in
      few.rows(of: sums.span, from: 8 * chunk, into: &part)
    }
    pass.workspace.recycle(panels)
    pass.workspace.recycle(sums)
  }

  public func backwardPastBias(
    _ dy: consuming Matrix, _ cache: consuming AffineCache, _ parameters: Parameters,
    accumulatingInto gradients: inout [Float], _ pass: inout Pass
  ) -> Matrix {
    var dx = pass.workspace.matrix(rows: dy.rows, columns: weight.columns)
    multiply(Factor(dy), parameters[weight], into: &dx.elements, threads: pass.threads)
    backwardPastBiasAtInput(dy, cache, accumulatingInto: &gradients, &pass)
    return dx
  }

  public func backwardPastBiasAtInput(
    _ dy: consuming Matrix, _ cache: consuming AffineCache,
    accumulatingInto gradients: inout [Float], _ pass: inout Pass
  ) {
    precondition(dy.columns == weight.rows && dy.rows == cache.input.rows)
    multiply(
      Factor(dy).transposed, Factor(cache.input), beta: 1, into: &gradients, at: weight.offset,
      threads: pass.threads)
    pass.workspace.recycle(dy)
    pass.workspace.recycle(cache.input)
  }
}

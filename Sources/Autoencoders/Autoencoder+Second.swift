internal import Foundation
internal import LinearAlgebra
public import NeuralNetwork
internal import Randomness

/// The second set of features, of a network that has one.
extension Autoencoder {
  /// Whether it takes a second set of features.
  public var isMultimodal: Bool { fusion != nil }

  /// The two sets of a batch; the second is `nil` for a network of one.
  func separated(
    _ x: consuming Matrix, _ pass: inout Pass
  ) -> (own: Matrix, second: SecondFeatures?) {
    guard let fusion else { return (x, nil) }
    var own = pass.workspace.matrix(rows: x.rows, columns: features)
    var second = SecondFeatures(
      values: pass.workspace.matrix(rows: x.rows, columns: fusion.tokens * fusion.inputs),
      counts: (0..<x.rows).map { row in
        (0..<fusion.tokens).count { x[row, x.columns - 1] > Float($0) }
      })
    for i in 0..<x.rows {
      let start = i * x.columns
      for j in 0..<features { own.elements[i * features + j] = x.elements[start + j] }
      for j in 0..<second.values.columns {
        second.values[i, j] = x.elements[start + features + j]
      }
    }
    pass.workspace.recycle(x)
    return (own, second)
  }

  /// A batch as the network may see it while it learns: some rows lose one of their two sets, either
  /// alike; what is lost is 0. A row without a second set keeps its first.
  ///
  /// - Returns: The encoder's input and the second set, from which errors are not taken.
  func thinned(
    _ x: Matrix, _ second: SecondFeatures?, _ pass: Pass
  ) -> (x: Matrix, second: SecondFeatures?) {
    guard let fusion, let second, fusion.dropout > 0 else { return (x, second) }
    var generator = Generator(seed: pass.key("fusion"))
    var (x, counts) = (x, second.counts)
    for i in 0..<x.rows {
      let (drop, side) = (generator.uniform(), generator.uniform())
      guard drop < fusion.dropout, counts[i] > 0 else { continue }
      if side < 0.5 {
        counts[i] = 0
      } else {
        for j in 0..<x.columns { x[i, j] = 0 }
      }
    }
    var values = second.values
    for i in 0..<x.rows where counts[i] == 0 {
      for j in 0..<values.columns { values[i, j] = 0 }
    }
    return (x, SecondFeatures(values: values, counts: counts))
  }

  /// The share of the first set where two are weighed by one learned number; else `nil`.
  public func share(_ parameters: Parameters) -> Double? {
    guard case .share(let slot, _)? = fusion?.gate else { return nil }
    return 1 / (1 + exp(-Double(parameters.values[slot.offset])))
  }

  func fused(
    _ h: consuming Matrix, _ second: SecondFeatures?, _ parameters: Parameters,
    _ pass: inout Pass
  ) -> (h: Matrix, cache: Fusion.Cache?) {
    guard let fusion, let second else { return (h, nil) }
    let (fused, cache) = fusion.forward(h, second, parameters, &pass)
    return (fused, cache)
  }

  /// The error of the second set's reconstruction, of the mean of a row's tokens, over rows that have
  /// any, and its gradient with respect to z; `nil` where it is not reconstructed.
  func secondLoss(
    of second: SecondFeatures, at z: Matrix, _ objective: Objective, _ parameters: Parameters,
    accumulatingInto gradients: inout [Float], _ pass: inout Pass
  ) -> (error: Double, dz: Matrix?) {
    guard let decoder = fusion?.decoder else { return (0, nil) }
    let weight = secondWeight(objective, rows: pass.batchRows(z.rows))
    var latents = pass.workspace.matrix(rows: z.rows, columns: z.columns)
    for i in latents.elements.indices { latents.elements[i] = z.elements[i] }
    let (hidden, hiddenCache) = decoder.hidden.forward(latents, parameters, &pass)
    var (x̂, outputCache) = decoder.output.forward(hidden, parameters, &pass)
    let target = second.means(x̂.columns, &pass)
    excuse(&x̂, second)
    let error = squaredError(x̂, target, weight: weight, threads: pass.threads)
    replaceBySquaredErrorGradient(
      &x̂, target, weight: objective.reconstructionWeight * weight, threads: pass.threads)
    pass.workspace.recycle(target)
    let d = decoder.output.backward(
      x̂, outputCache, parameters, accumulatingInto: &gradients, &pass)
    return (
      error,
      decoder.hidden.backward(d, hiddenCache, parameters, accumulatingInto: &gradients, &pass)
    )
  }

  /// The same error in use.
  func secondLoss(
    of second: SecondFeatures, at z: Matrix, _ objective: Objective, _ parameters: Parameters,
    _ pass: inout Pass
  ) -> Double {
    guard let decoder = fusion?.decoder else { return 0 }
    var x̂ = decoder.output.apply(
      decoder.hidden.apply(z, parameters, &pass), parameters, &pass)
    excuse(&x̂, second)
    return squaredError(
      x̂, second.means(x̂.columns, &pass), weight: secondWeight(objective, rows: z.rows),
      threads: pass.threads)
  }

  /// Rows that have no second set have no error.
  private func excuse(_ x̂: inout Matrix, _ second: SecondFeatures) {
    for i in 0..<x̂.rows where second.counts[i] == 0 {
      for j in 0..<x̂.columns { x̂[i, j] = 0 }
    }
  }

  private func secondWeight(_ objective: Objective, rows: Int) -> Double {
    secondWeight * objective.reduction.weight(rows: rows, columns: fusion?.inputs ?? 1)
  }
}

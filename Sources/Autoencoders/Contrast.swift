internal import LinearAlgebra
internal import NeuralNetwork

/// Compares clips by a projection p of their latents; see ``songContrast(of:songs:temperature:)``.
///
/// The projection is one hidden layer of ReLU; latents are taken before it, since what it drops may
/// matter to others.
struct Contrast: Sendable {
  let temperature: Double
  let hidden: Dense
  let output: Dense

  /// Reserves “projection.hidden” and “projection.output”.
  init(_ settings: ContrastSettings, latent: Int, in layout: inout Layout) {
    temperature = settings.temperature
    hidden = Dense("projection.hidden", inputs: latent, outputs: settings.projection, in: &layout)
    output = Dense(
      "projection.output", inputs: settings.projection, outputs: settings.projection, in: &layout)
  }

  /// Σ of the losses of all rows, nats.
  ///
  /// - Parameters:
  ///   - z: (B, Z); rows 2i and 2i + 1 are a pair.
  ///   - songs: Of each row.
  ///   - parameters: Of the layout.
  ///   - pass: Gives memory.
  func loss(
    of z: Matrix, songs: [Int], _ parameters: Parameters, _ pass: inout Pass
  ) -> Double {
    let h = Activation.relu.apply(
      hidden.apply(copy(z, &pass), parameters, &pass), parameters, &pass)
    return songContrast(
      of: output.apply(h, parameters, &pass), songs: songs, temperature: temperature
    ).loss
  }

  /// The loss, and the gradient of w times it: that with respect to parameters is added.
  ///
  /// - Returns: The loss, and its gradient with respect to z, (B, Z).
  func loss(
    of z: Matrix, songs: [Int], weight: Double, _ parameters: Parameters,
    accumulatingInto gradients: inout [Float], _ pass: inout Pass
  ) -> (loss: Double, dz: Matrix) {
    let (a, hiddenCache) = hidden.forward(copy(z, &pass), parameters, &pass)
    let (h, activationCache) = Activation.relu.forward(a, parameters, &pass)
    let (p, outputCache) = output.forward(h, parameters, &pass)
    let (loss, slopes) = songContrast(of: p, songs: songs, temperature: temperature)
    var dp = slopes
    for i in dp.elements.indices { dp.elements[i] *= Float(weight) }
    pass.workspace.recycle(p)
    let dh = output.backward(dp, outputCache, parameters, accumulatingInto: &gradients, &pass)
    let da = Activation.relu.backward(
      dh, activationCache, parameters, accumulatingInto: &gradients, &pass)
    return (
      loss,
      hidden.backward(da, hiddenCache, parameters, accumulatingInto: &gradients, &pass)
    )
  }

  private func copy(_ x: Matrix, _ pass: inout Pass) -> Matrix {
    var y = pass.workspace.matrix(rows: x.rows, columns: x.columns)
    for i in y.elements.indices { y.elements[i] = x.elements[i] }
    return y
  }
}

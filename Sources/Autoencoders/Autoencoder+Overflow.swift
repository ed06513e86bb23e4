internal import LinearAlgebra
internal import NeuralNetwork

extension Autoencoder {
  /// Where a training batch first is not finite on its way through the network, in words; `nil`
  /// where it is finite to the end.
  func overflow(
    of x: consuming Matrix, classes: [Int], noise: Matrix, _ parameters: Parameters,
    _ pass: inout Pass
  ) -> String? {
    if x.firstNonFiniteRow != nil { return "the features" }
    let (own, second) = separated(x, &pass)
    let (encoded, encoding) = encoder.forwardWhileFinite(
      joined(channelsLast(own, &pass), classes, at: .input, parameters, &pass), parameters, &pass)
    if let encoding { return "what encoder.\(encoding) gives" }
    let (h, _) = fused(encoded, second, parameters, &pass)
    if h.firstNonFiniteRow != nil { return "what fusion gives" }
    let (code, _) = head.forward(
      joined(h, classes, at: .encoder, parameters, &pass), parameters, &pass)
    if code.firstNonFiniteRow != nil { return "what latent gives" }
    let z = isVariational ? GaussianPosterior(code).sample(noise: noise, &pass.workspace) : code
    let (d, decoding) = decoder.forwardWhileFinite(
      joined(z, classes, at: .decoder, parameters, &pass), parameters, &pass)
    if let decoding { return "what decoder.\(decoding) gives" }
    let (x̂, _) = output.forward(d, parameters, &pass)
    return x̂.firstNonFiniteRow == nil ? nil : "what output gives"
  }
}

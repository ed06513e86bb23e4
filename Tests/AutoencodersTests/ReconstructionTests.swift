import Autoencoders
import Foundation
import LinearAlgebra
import NeuralNetwork
import Projection
import Randomness
import Testing

@Suite("Reconstruction")
struct ReconstructionTests {
  /// Spectrograms of 12 bands and 20 frames, each of one note that begins anywhere and dies away.
  private static func notes(_ count: Int) -> Matrix {
    var generator = Generator(seed: 5)
    var x = Matrix(rows: count, columns: 240)
    for i in 0..<count {
      let (pitch, onset) = (1.5 + 8 * generator.uniform(), 2 + 12 * generator.uniform())
      for frame in 0..<20 {
        let since = Double(frame) - onset
        let level = since < -1 ? 0 : exp(-max(since, 0) / 4) * min(since + 1, 1)
        for band in 0..<12 {
          let distance = Double(band) - pitch
          x[i, band * 20 + frame] = Float(level * exp(-0.5 * distance * distance))
        }
      }
    }
    return x
  }

  @Test func `A conv-vae gives unseen notes back better than principal components, as many`() throws
  {
    let x = Self.notes(300)
    let rows = PartitionedRows(
      isTraining: (0..<300).map { $0 < 210 }, isValidation: (0..<300).map { 210 <= $0 && $0 < 240 })
    let test = Array(240..<300)
    let unseen = x.gathering(rows: test)

    let components = try PrincipalComponents(
      of: x.gathering(rows: rows.training.indices), components: 4, threads: 2)
    var linear = components.transform(unseen, threads: 2).times(components.components)
    for i in 0..<linear.rows { for j in 0..<240 { linear[i, j] += components.mean[j] } }

    let model = try Autoencoder(
      shape: [12, 20],
      Architecture(
        .convolutional(ConvolutionalTrunk(.two, channels: [8, 16])), latent: 4, BlockSettings(),
        isVariational: true))
    var settings = TrainingSettings()
    (settings.epochs, settings.learningRate, settings.batch) = (40, 5e-3, 16)
    (settings.clip, settings.stoppingPatience) = (5, 0)
    settings.schedule = .byEpoch(.constant)
    var training = try Training(
      model, on: x, rows,
      ObjectiveSettings(reduction: .elbo, beta: Annealing(final: 0.01, epochs: 0)), settings,
      seed: 1, threads: 2)
    while !training.isFinished { try training.advance() }
    let state = training.checkpoint()
    let latents = try Latents(of: x, by: model, state)
    var pass = Pass(model.layout, seed: 0)
    pass.statistics = state.bestStatistics
    let x̂ = model.decode(
      latents.mean.gathering(rows: test), Parameters(model.layout, values: state.bestParameters),
      &pass)
    let (ours, theirs) = (
      squaredError(x̂, unseen, weight: 1), squaredError(linear, unseen, weight: 1)
    )
    #expect(ours < 0.7 * theirs, "\(ours) against \(theirs)")
  }
}

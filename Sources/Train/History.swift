import Artifacts
import Autoencoders

extension Table {
  /// One row per epoch, as the model artifact has it.
  init(history: [EpochRecord]) {
    func losses(_ part: String, _ loss: (EpochRecord) -> Loss) -> [Column] {
      [
        Column("\(part)_total", history.map { loss($0).total }),
        Column("\(part)_reconstruction", history.map { loss($0).reconstruction }),
        Column("\(part)_divergence", history.map { loss($0).divergence }),
      ]
    }
    self.init(
      [Column("epoch", history.map { $0.epoch + 1 })]
        + losses("train", \.training) + losses("validation", \.validation) + [
          Column(
            "validation_objective", history.map(\.objective),
            longName: "validation total with the final beta: decides the best epoch"),
          Column("beta", history.map(\.training.beta), longName: "weight of the divergence"),
          Column("learning_rate", history.map(\.learningRate)),
          Column(
            "gradient_norm", history.map(\.gradientNorm), longName: "mean, before clipping"),
        ])
  }
}

extension [EpochRecord] {
  /// The records of such a table.
  init(_ table: Table) throws(ArtifactError) {
    let (epochs, betas) = (try table.integers("epoch"), try table.reals("beta"))
    func losses(_ part: String) throws(ArtifactError) -> [Loss] {
      let divergences = try table.reals("\(part)_divergence")
      return try table.reals("\(part)_reconstruction").enumerated().map {
        Loss(reconstruction: $1, divergence: divergences[$0], beta: betas[$0])
      }
    }
    let (training, validation) = (try losses("train"), try losses("validation"))
    let (objectives, rates) = (
      try table.reals("validation_objective"), try table.reals("learning_rate")
    )
    let norms = try table.reals("gradient_norm")
    self = epochs.indices.map {
      EpochRecord(
        epoch: epochs[$0] - 1, training: training[$0], validation: validation[$0],
        objective: objectives[$0], learningRate: rates[$0], gradientNorm: norms[$0])
    }
  }
}

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
        Column("\(part)_clustering", history.map { loss($0).clustering }),
        Column("\(part)_contrast", history.map { loss($0).contrast }),
        Column("\(part)_spread", history.map { loss($0).spread }),
      ]
    }
    self.init(
      [
        Column("epoch", history.map { $0.epoch + 1 }),
        Column("phase", history.map { $0.phase + 1 }, longName: "1; 2 once clusters have begun"),
      ]
        + losses("train", \.training) + losses("validation", \.validation) + [
          Column(
            "validation_objective", history.map(\.objective),
            longName: "validation total with the final beta: decides the best epoch"),
          Column("beta", history.map(\.beta), longName: "weight of the divergence"),
          Column("learning_rate", history.map(\.learningRate)),
          Column(
            "gradient_norm", history.map(\.gradientNorm), longName: "mean, before clipping"),
        ])
  }
}

extension [EpochRecord] {
  /// The records of such a table.
  init(_ table: Table) throws(ArtifactError) {
    let (epochs, phases) = (try table.integers("epoch"), try table.integers("phase"))
    func losses(_ part: String) throws(ArtifactError) -> [Loss] {
      let (totals, divergences) = (
        try table.reals("\(part)_total"), try table.reals("\(part)_divergence")
      )
      let clusterings = try table.reals("\(part)_clustering")
      let (contrasts, spreads) = (
        try table.reals("\(part)_contrast"), try table.reals("\(part)_spread")
      )
      return try table.reals("\(part)_reconstruction").enumerated().map {
        Loss(
          reconstruction: $1, divergence: divergences[$0], clustering: clusterings[$0],
          contrast: contrasts[$0], spread: spreads[$0], total: totals[$0])
      }
    }
    let (training, validation) = (try losses("train"), try losses("validation"))
    let (objectives, rates) = (
      try table.reals("validation_objective"), try table.reals("learning_rate")
    )
    let (betas, norms) = (try table.reals("beta"), try table.reals("gradient_norm"))
    self = epochs.indices.map {
      EpochRecord(
        epoch: epochs[$0] - 1, phase: phases[$0] - 1, training: training[$0],
        validation: validation[$0], objective: objectives[$0], beta: betas[$0],
        learningRate: rates[$0], gradientNorm: norms[$0])
    }
  }
}

internal import Charts

/// How each model was fitted.
struct TrainingSection {
  struct Model {
    let figures: [Figure]
  }

  /// Most epochs of a table.
  private static let mostEpochs = 60

  let isMissing: Bool
  let models: DataTable
  let fits: [Model]

  init(_ experiment: Experiment) {
    isMissing = experiment.models.isEmpty
    models = TrainingSection.table(experiment)
    var shown: Set<String> = []
    fits = experiment.models.enumerated().map { index, model in
      // Other runs of a model make much the same of a clip.
      let isFirst = shown.insert(model.run.name).inserted
      let (name, id) = (experiment.name(model.run), "training-\(index + 1)")
      let curves = model.history.isEmpty ? nil : TrainingSection.curves(model, name, id: id)
      return Model(
        figures: [
          curves,
          isFirst
            ? ReconstructionFigure.figure(experiment, model, name, id: id + "-reconstructions")
            : nil,
        ].compactMap(\.self))
    }
  }

  private static func table(_ experiment: Experiment) -> DataTable {
    DataTable(
      "Models", name: "models",
      [
        .text("Model"), .number("Parameters"), .number("Latents"), .number("Active units"),
        .number("Epochs"), .number("Best epoch"), .number("Training loss"),
        .number("Validation loss"),
      ],
      rows: experiment.models.map { model in
        let best = model.history.first { $0.number == model.bestEpoch }
        return [
          DataTable.Cell(experiment.name(model.run)), DataTable.Cell(model.parameters),
          DataTable.Cell(model.latents),
          DataTable.Cell(
            model.activeUnits.map { "\(grouped($0)) of \(grouped(model.latents))" } ?? "–"),
          DataTable.Cell(model.history.isEmpty ? "–" : grouped(model.history.count)),
          DataTable.Cell(model.bestEpoch.map(grouped) ?? "–"),
          DataTable.Cell(best.map { concise($0.training.total) } ?? "–"),
          DataTable.Cell(best.map { concise($0.validation.total) } ?? "–"),
        ]
      })
  }

  private static func curves(
    _ model: Experiment.Model, _ name: String, id: String
  ) -> Figure {
    let epochs = model.history
    let x = epochs.map { Double($0.number) }
    let marked = model.bestEpoch.map { (x: Double($0), name: "best: epoch \(grouped($0))") }
    func chart(
      _ title: String, _ lines: [(String, (Experiment.Epoch) -> Double)],
      _ kind: Scale.Kind = .linear
    ) -> Drawing? {
      let drawn = lines.enumerated().map { index, line in
        LineChart.Line(line.0, Mark(index), epochs.map(line.1))
      }
      guard drawn.contains(where: { $0.values.contains(where: \.isFinite) }) else { return nil }
      return LineChart(
        title: title, xLabel: "epoch", yLabel: title, x: x, lines: drawn, kind: kind, marked: marked
      ).drawing
    }
    func losses(_ title: String, _ part: @escaping (Experiment.Losses) -> Double) -> Drawing? {
      chart(title, [("training", { part($0.training) }), ("validation", { part($0.validation) })])
    }
    // Without a divergence the reconstruction is the total.
    let isVariational = epochs.contains {
      $0.training.divergence.isFinite && $0.training.divergence != 0
    }
    let parts = [
      losses("reconstruction", \.reconstruction), losses("divergence (KL)", \.divergence),
      chart("β (annealing)", [("β", \.beta)]), divergences(model),
    ]
    let panels =
      [losses("total loss", \.total)] + (isVariational ? parts : [])
      + [
        chart("learning rate", [("learning rate", \.learningRate)], .logarithmic),
        chart("gradient norm", [("gradient norm", \.gradientNorm)]),
      ]
    let ended = model.truncatedAtStep.map { " Training was cut short after \(grouped($0)) steps." }
    let kept = model.bestEpoch.map {
      $0 < epochs.count
        ? "The parameters of epoch \(grouped($0)) were kept; the last was \(grouped(epochs.count))."
        : "The last epoch was the best."
    }
    return Figure(
      id: id, title: name, note: (kept ?? "") + (ended ?? ""),
      legend: [
        LegendEntry("training", Mark(0), isLine: true),
        LegendEntry("validation", Mark(1), isLine: true),
      ],
      panels: panels.compactMap(\.self), tables: [table(epochs, name)])
  }

  /// What each latent dimension carries: those near 0 say nothing of the clip.
  private static func divergences(_ model: Experiment.Model) -> Drawing? {
    guard model.divergence.count > 1 else { return nil }
    let sorted = model.divergence.sorted(by: >)
    let marked = model.activeUnits.map { active in
      (x: Double(active), name: "\(grouped(active)) active")
    }
    return LineChart(
      title: "divergence by latent, sorted", xLabel: "latent", yLabel: "nat",
      x: sorted.indices.map { Double($0 + 1) },
      lines: [LineChart.Line("divergence", Mark(0), sorted)], marked: marked
    ).drawing
  }

  private static func table(_ epochs: [Experiment.Epoch], _ name: String) -> DataTable {
    let columns: [(String, (Experiment.Epoch) -> Double)] = [
      ("total, training", \.training.total), ("total, validation", \.validation.total),
      ("reconstruction, training", \.training.reconstruction),
      ("reconstruction, validation", \.validation.reconstruction),
      ("divergence, training", \.training.divergence),
      ("divergence, validation", \.validation.divergence), ("β", \.beta),
      ("learning rate", \.learningRate), ("gradient norm", \.gradientNorm),
    ]
    let every = max(1, (epochs.count + mostEpochs - 1) / mostEpochs)
    let shown = epochs.indices.filter { $0 % every == 0 || $0 == epochs.count - 1 }
    return DataTable(
      "Training of \(name)"
        + (every > 1 ? ", some epochs; all are in training.csv" : ""),
      [.number("Epoch")] + columns.map { .number($0.0) },
      rows: shown.map { epochs[$0] }.map { epoch in
        [DataTable.Cell(epoch.number)] + columns.map { DataTable.Cell(concise($0.1(epoch))) }
      })
  }
}

/// How each model was fitted.
struct TrainingSection {
  let isMissing: Bool
  let models: Markup
  let figures: [Markup]

  init(_ experiment: Experiment) {
    isMissing = experiment.models.isEmpty
    models = isMissing ? "" : TrainingSection.table(experiment).html
    figures = experiment.models.enumerated().filter { !$0.element.history.isEmpty }.map {
      TrainingSection.figure(
        $0.element, experiment.name($0.element.run), id: "training-\($0.offset + 1)"
      )
      .html
    }
  }

  private static func table(_ experiment: Experiment) -> DataTable {
    DataTable(
      "Models",
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

  private static func figure(_ model: Experiment.Model, _ name: String, id: String) -> Figure {
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
      chart("β", [("β", \.beta)]),
    ]
    let panels =
      [losses("total loss", \.total)] + (isVariational ? parts : [])
      + [
        chart("learning rate", [("learning rate", \.learningRate)], .logarithmic),
        chart("gradient norm", [("gradient norm", \.gradientNorm)]),
      ]
    return Figure(
      id: id, title: name,
      legend: [
        LegendEntry("training", Mark(0), isLine: true),
        LegendEntry("validation", Mark(1), isLine: true),
      ],
      panels: panels.compactMap(\.self), tables: [table(epochs, name)])
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
    return DataTable(
      "Training of \(name)", [.number("Epoch")] + columns.map { .number($0.0) },
      rows: epochs.map { epoch in
        [DataTable.Cell(epoch.number)] + columns.map { DataTable.Cell(concise($0.1(epoch))) }
      })
  }
}

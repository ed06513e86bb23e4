internal import Charts

/// What a model makes of some clips, beside the clips themselves.
enum ReconstructionFigure {
  /// Most clips shown of one model.
  private static let mostClips = 3
  static func figure(
    _ experiment: Experiment, _ model: Experiment.Model, _ name: String, id: String
  ) -> Figure? {
    let shown = model.reconstructions.prefix(mostClips)
    guard !shown.isEmpty else { return nil }
    var songs: [String: String] = [:]
    for song in experiment.songs { songs[song.id] = song.name }
    let isImage = shown.allSatisfy { $0.axes.count >= 2 && !$0.features.isEmpty }
    return Figure(
      id: id, title: "\(name): clips and what it makes of them",
      note: "From the means of the latents, of songs that the model was not fitted to.",
      legend: isImage
        ? []
        : [
          LegendEntry("clip", Mark(0), isLine: true),
          LegendEntry("reconstruction", Mark(1), isLine: true),
        ],
      panels: shown.flatMap { clip in
        // Isolated, so that a title of another direction does not turn what stands around it.
        let song = "\u{2068}\(songs[clip.song] ?? clip.song)\u{2069}"
        return isImage ? images(clip, song) : [curve(clip, song)]
      })
  }

  private static func curve(_ clip: Experiment.Reconstruction, _ song: String) -> Drawing {
    LineChart(
      title: "\(song), MSE \(concise(clip.error))",
      xLabel: clip.axes.map(\.name).joined(separator: " × "),
      yLabel: clip.unit, x: clip.features.indices.map { Double($0 + 1) },
      lines: [
        LineChart.Line("clip", Mark(0), clip.features),
        LineChart.Line("reconstruction", Mark(1), clip.values),
      ]
    ).drawing
  }

  private static func images(_ clip: Experiment.Reconstruction, _ song: String) -> [Drawing] {
    let columns = clip.features.count / max(clip.rows, 1)
    let range = domain(covering: clip.features, margin: 0)
    let (x, y) = (clip.axes[clip.axes.count - 1], clip.axes[clip.axes.count - 2])
    return [("clip", clip.features), ("reconstruction", clip.values)].map { what, values in
      let error = what == "clip" ? "" : ", MSE \(concise(clip.error))"
      // Pictures start at the top, axes at the bottom.
      let upright = (0..<clip.rows).reversed().flatMap { row in
        values[(row * columns)..<((row + 1) * columns)]
      }
      return ImageChart(
        title: "\(song): \(what)\(error)",
        note:
          "From \(concise(range.lowerBound)) (dark blue) to \(concise(range.upperBound)) (yellow) "
          + "\(clip.unit).",
        x: (x.name, x.range), y: (y.name, y.range),
        image: PixelImage(width: columns, values: upright, range: range),
        table: table("\(song): \(what), means of an eighth of each axis", values, columns)
      ).drawing
    }
  }

  private static func table(
    _ caption: String, _ values: [Double], _ columns: Int
  ) -> DataTable {
    let width = min(columns, 8)
    let cells = blockMeans(
      values, columns: columns, to: (rows: min(values.count / columns, 8), columns: width))
    return DataTable(
      caption, [.number("part")] + (0..<width).map { .number("\($0 + 1)") },
      rows: stride(from: 0, to: cells.count, by: width).map { start in
        [DataTable.Cell(start / width + 1)]
          + cells[start..<(start + width)].map { DataTable.Cell(concise($0)) }
      })
  }
}

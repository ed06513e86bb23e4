internal import Charts

/// What a model makes of some clips, beside the clips themselves.
enum ReconstructionFigure {
  /// Most clips shown of one model.
  private static let mostClips = 3
  /// Most pixels along each axis of a picture: a screen shows no more of a panel.
  private static let mostPixels = (x: 160, y: 96)

  static func figure(
    _ experiment: Experiment, _ model: Experiment.Model, _ name: String, id: String
  ) -> Figure? {
    let shown = model.reconstructions.prefix(mostClips)
    guard !shown.isEmpty else { return nil }
    var songs: [String: String] = [:]
    for song in experiment.songs { songs[song.id] = song.name }
    let isImage = shown.allSatisfy { $0.axes.count >= 2 }
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
    // Outer axes are stacked upwards; the last one runs to the right.
    let columns = max(clip.axes[clip.axes.count - 1].count, 1)
    let rows = clip.features.count / columns
    let range = domain(covering: clip.features, margin: 0)
    let (x, y) = (clip.axes[clip.axes.count - 1], clip.axes[clip.axes.count - 2])
    return [("clip", clip.features), ("reconstruction", clip.values)].map { what, values in
      let (small, width) = reduced(values, rows: rows, columns: columns)
      let error = what == "clip" ? "" : ", MSE \(concise(clip.error))"
      return ImageChart(
        title: "\(song): \(what)\(error)",
        note:
          "From \(concise(range.lowerBound)) (dark blue) to \(concise(range.upperBound)) (yellow) "
          + "\(clip.unit).",
        x: (x.name, x.range), y: (y.name, y.range),
        image: PixelImage(width: width, values: small, range: range),
        table: table("\(song): \(what), means of an eighth of each axis", values, rows, columns)
      ).drawing
    }
  }

  /// Means of blocks, so that no axis has more positions than pixels; the first row of the result is the
  /// last one given, since pictures start at the top.
  private static func reduced(
    _ values: [Double], rows: Int, columns: Int
  ) -> (values: [Double], width: Int) {
    let (height, width) = (min(rows, mostPixels.y), min(columns, mostPixels.x))
    let cells = means(values, rows, columns, height, width)
    return ((0..<height).reversed().flatMap { cells[$0] }, width)
  }

  private static func means(
    _ values: [Double], _ rows: Int, _ columns: Int, _ height: Int, _ width: Int
  ) -> [[Double]] {
    (0..<height).map { row in
      (0..<width).map { column in
        var (sum, count) = (0.0, 0.0)
        for r in (row * rows / height)..<((row + 1) * rows / height) {
          for c in (column * columns / width)..<((column + 1) * columns / width) {
            sum += values[r * columns + c]
            count += 1
          }
        }
        return sum / count
      }
    }
  }

  private static func table(
    _ caption: String, _ values: [Double], _ rows: Int, _ columns: Int
  ) -> DataTable {
    let (height, width) = (min(rows, 8), min(columns, 8))
    let cells = means(values, rows, columns, height, width)
    return DataTable(
      caption, [.number("part")] + (1...max(width, 1)).map { .number("\($0)") },
      rows: cells.enumerated().map { row, values in
        [DataTable.Cell(row + 1)] + values.map { DataTable.Cell(concise($0)) }
      })
  }
}

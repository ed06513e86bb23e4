internal import Charts

/// What the experiment is made of.
struct DataSection {
  let figures: [Figure]
  let tables: [DataTable]
  let duplicates: DataTable
  let noDuplicates: String
  let quarantine: DataTable
  let withoutLyrics: DataTable
  let isEmpty: Bool

  /// Most rows of a table in the page; the CSV files have all.
  static let mostRows = 200

  init(_ experiment: Experiment) {
    isEmpty = experiment.songs.isEmpty
    figures = isEmpty ? [] : [DataSection.figure(experiment)]
    tables = [
      DataSection.parts(experiment), DataSection.formats(experiment),
      DataSection.features(experiment),
    ].filter { !$0.isEmpty }
    duplicates = DataSection.duplicates(experiment)
    noDuplicates =
      experiment.songs.contains { $0.group != nil }
      ? "No two songs share a recording, or anything else that would tie them to one part."
      : "Not known before the split: run make split."
    quarantine = DataSection.quarantine(experiment)
    withoutLyrics = DataSection.withoutLyrics(experiment)
  }

  private static func figure(_ experiment: Experiment) -> Figure {
    let songs = experiment.songs
    var panels = experiment.labels.indices.map { index in
      BarChart(
        title: "Songs by \(experiment.labels[index])", label: "songs",
        bars: LabelCounts(songs.map { $0.labels[index] }).counts.map {
          ($0.name, Double($0.count))
        },
        mark: Mark(0)
      ).drawing
    }
    if experiment.labels.count >= 2 { panels.append(grid(experiment)) }
    let sources = LabelCounts(songs.map(\.source))
    if sources.named.count > 1 {
      panels.append(
        BarChart(
          title: "Songs by source", label: "songs",
          bars: sources.counts.map { ($0.name, Double($0.count)) }, mark: Mark(1)
        ).drawing)
    }
    panels.append(durations(songs))
    return Figure(
      id: "data-counts", title: "The songs", note: "Decoded songs; the quarantined ones are below.",
      panels: panels)
  }

  private static func grid(_ experiment: Experiment) -> Drawing {
    let rows = LabelCounts(experiment.songs.map { $0.labels[0] })
    let columns = LabelCounts(experiment.songs.map { $0.labels[1] })
    let (rowNames, columnNames) = (rows.counts.map(\.name), columns.counts.map(\.name))
    var counts = Array(
      repeating: Array(repeating: 0, count: columnNames.count), count: rowNames.count)
    for song in experiment.songs {
      guard let row = rowNames.firstIndex(of: rows.entry(song.labels[0])),
        let column = columnNames.firstIndex(of: columns.entry(song.labels[1]))
      else { continue }
      counts[row][column] += 1
    }
    return HeatMap(
      title: "Songs by \(experiment.labels[0]) and \(experiment.labels[1])",
      rowLabel: experiment.labels[0], columnLabel: experiment.labels[1], rows: rowNames,
      columns: columnNames, counts: counts
    ).drawing
  }

  private static func durations(_ songs: [Experiment.Song]) -> Drawing {
    let seconds = songs.map(\.duration).filter { $0.isFinite && $0 >= 0 && $0 < 1e9 }
    let range = domain(covering: seconds, margin: 0)
    let edges = Ticks(from: max(0, range.lowerBound), to: range.upperBound, about: 7).values
    let step = edges.count > 1 ? edges[1] - edges[0] : max(1, range.upperBound)
    let start = (edges.first ?? 0) - step
    var bins = Array(repeating: 0, count: edges.count + 2)
    for value in seconds { bins[min(bins.count - 1, max(0, Int((value - start) / step)))] += 1 }
    let used = bins.indices.filter { bins[$0] > 0 }
    let bars = (used.first ?? 0)..<((used.last ?? -1) + 1)
    return BarChart(
      title: "Songs by duration", label: "songs",
      bars: bars.map { bin in
        let from = start + Double(bin) * step
        return (name: "\(concise(from))–\(concise(from + step)) s", value: Double(bins[bin]))
      },
      mark: Mark(2)
    ).drawing
  }

  private static func parts(_ experiment: Experiment) -> DataTable {
    let present = Set(experiment.songs.map(\.part)).subtracting([""])
    let usual = ["train", "validation", "test"].filter(present.contains)
    let parts = usual + present.subtracting(usual).sorted()
    let groups = experiment.labels.indices.map { index -> [[DataTable.Cell]] in
      let counts = LabelCounts(experiment.songs.map { $0.labels[index] })
      return counts.counts.map { entry in
        let own = experiment.songs.filter { counts.entry($0.labels[index]) == entry.name }
        return [DataTable.Cell(experiment.labels[index]), DataTable.Cell(entry.name)]
          + parts.map { part in DataTable.Cell(own.count { $0.part == part }) }
          + [DataTable.Cell(own.count), DataTable.Cell(own.reduce(0) { $0 + $1.clips })]
      }
    }
    let all: [DataTable.Cell] =
      ["all songs", ""]
      + parts.map { part in
        DataTable.Cell(experiment.songs.count { $0.part == part })
      } + [
        DataTable.Cell(experiment.songs.count),
        DataTable.Cell(experiment.songs.reduce(0) { $0 + $1.clips }),
      ]
    return DataTable(
      "Songs in each part of the split, and their clips", name: "parts",
      [.text("Label"), .text("Value")] + parts.map { .number($0) } + [
        .number("all"), .number("clips"),
      ],
      groups: experiment.songs.isEmpty ? [] : groups + [[all]])
  }

  private static func formats(_ experiment: Experiment) -> DataTable {
    struct Format: Hashable {
      let codec: String
      let rate: Int
      let channels: Int
      let bits: Int
    }
    var counts: [Format: Int] = [:]
    for song in experiment.songs {
      let format = Format(
        codec: song.codec, rate: song.sampleRate, channels: song.channels, bits: song.bitDepth)
      counts[format, default: 0] += 1
    }
    let sorted = counts.sorted { a, b in
      a.value != b.value
        ? a.value > b.value
        : (a.key.codec, a.key.rate, a.key.channels, a.key.bits)
          < (b.key.codec, b.key.rate, b.key.channels, b.key.bits)
    }
    return DataTable(
      "Formats of the files", name: "formats",
      [
        .text("Codec"), .number("Rate (Hz)"), .number("Channels"), .number("Bits"),
        .number("Songs"),
      ],
      rows: sorted.prefix(mostRows).map { format, count in
        [
          DataTable.Cell(format.codec), DataTable.Cell(format.rate),
          DataTable.Cell(format.channels),
          DataTable.Cell(format.bits > 0 ? "\(format.bits)" : "–"), DataTable.Cell(count),
        ]
      })
  }

  private static func features(_ experiment: Experiment) -> DataTable {
    DataTable(
      "Features", name: "features",
      [.text("Feature set"), .text("Shape of a clip"), .number("Songs"), .number("Clips")],
      rows: experiment.features.map {
        [
          DataTable.Cell($0.name), DataTable.Cell($0.shape), DataTable.Cell($0.songs),
          DataTable.Cell($0.clips),
        ]
      })
  }

  private static func duplicates(_ experiment: Experiment) -> DataTable {
    let groups = DuplicateGroups(experiment).groups
    return DataTable(
      "Songs that belong together: each group lies in one part of the split",
      [.text("Song"), .text("Title"), .text("File"), .text("Part"), .prose("Evidence")],
      groups: groups.prefix(mostRows / 4).map { group in
        group.songs.map { song in
          let evidence = group.links.filter { $0.a == song.id || $0.b == song.id }.map { link in
            let score = link.score.isFinite ? " (\(decimal(link.score, 2)))" : ""
            return "\(link.reason)\(score): \(link.a == song.id ? link.b : link.a)"
          }
          return [
            .code(song.id), DataTable.Cell(song.name), .code(song.path), DataTable.Cell(song.part),
            DataTable.Cell(evidence.joined(separator: "; ")),
          ]
        }
      })
  }

  private static func quarantine(_ experiment: Experiment) -> DataTable {
    return DataTable(
      "Songs that could not be used",
      [.text("File"), .text("Song"), .text("Stage"), .prose("Reason")],
      rows: experiment.quarantine.prefix(mostRows).map {
        [.code($0.path), .code($0.id), DataTable.Cell($0.stage), DataTable.Cell($0.reason)]
      })
  }

  private static func withoutLyrics(_ experiment: Experiment) -> DataTable {
    let silent = experiment.songs.filter { !$0.hasLyrics }
    return DataTable(
      "Songs without lyrics (\(grouped(silent.count)) of \(grouped(experiment.songs.count)))",
      [.text("Song"), .text("Title"), .text("File")],
      rows: silent.prefix(mostRows).map {
        [.code($0.id), DataTable.Cell($0.name), .code($0.path)]
      })
  }
}

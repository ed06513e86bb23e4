extension Listing {
  /// Everything that the page tells, as tables.
  static func all(_ experiment: Experiment) -> [Listing] {
    [
      songs(experiment), counts(experiment), quarantine(experiment), scores(experiment),
      confusion(experiment), training(experiment), comparisons(experiment), confounds(experiment),
      exemplars(experiment), selections(experiment), costs(experiment),
    ]
  }

  /// Every decoded song: labels, part, leak group, technical facts.
  private static func songs(_ experiment: Experiment) -> Listing {
    let header =
      ["song_id", "title", "artist", "path"] + experiment.labels + [
        "part", "group", "duration", "codec", "sample_rate", "channels", "bit_depth", "lyrics",
      ]
    let rows = experiment.songs.map { song -> [Field] in
      let names: [Field] = [song.id, song.title, song.artist, song.path].map(Field.text)
      return names + song.labels.map(Field.text) + [
        .text(song.part), song.group.map(Field.whole) ?? .text(""), .real(song.duration),
        .text(song.codec), .whole(song.sampleRate), .whole(song.channels), .whole(song.bitDepth),
        .truth(song.hasLyrics),
      ]
    }
    return Listing(name: "songs", header: header, rows: rows)
  }

  /// Songs and seconds for each value of each label, and part.
  private static func counts(_ experiment: Experiment) -> Listing {
    struct Key: Hashable {
      let value: String
      let part: String
    }
    var rows: [[Field]] = []
    for (index, label) in experiment.labels.enumerated() {
      var found: [Key: (songs: Int, seconds: Double)] = [:]
      for song in experiment.songs {
        let key = Key(value: song.labels[index], part: song.part)
        found[key, default: (0, 0)].songs += 1
        found[key, default: (0, 0)].seconds += song.duration
      }
      for (key, count) in found.sorted(by: {
        ($0.key.value, $0.key.part) < ($1.key.value, $1.key.part)
      }) {
        rows.append([
          .text(label), .text(key.value), .text(key.part), .whole(count.songs),
          .real(count.seconds),
        ])
      }
    }
    return Listing(
      name: "counts", header: ["label", "value", "part", "songs", "seconds"], rows: rows)
  }

  /// Every song that could not be used.
  private static func quarantine(_ experiment: Experiment) -> Listing {
    Listing(
      name: "quarantine", header: ["song_id", "path", "stage", "reason"],
      rows: experiment.quarantine.map { [$0.id, $0.path, $0.stage, $0.reason].map(Field.text) })
  }

  /// Every figure of every model, all parts and levels.
  private static func scores(_ experiment: Experiment) -> Listing {
    Listing(
      name: "scores",
      header: run + [
        "task", "clustering", "clustered_in", "k", "level", "part", "space", "metric", "value",
        "low", "high", "p_value", "least_p_value", "count", "valid",
      ],
      rows: experiment.evaluations.flatMap { evaluation in
        evaluation.scores.map { score in
          fields(evaluation.run) + [
            .text(score.task), .text(score.clustering), .text(score.clusteredIn), .whole(score.k),
            .text(score.level), .text(score.part), .text(score.space), .text(score.metric),
            .real(score.value), .real(score.bounds.low), .real(score.bounds.high),
            .real(score.pValue.value), .real(score.pValue.least), .whole(score.count),
            .truth(score.isValid),
          ]
        }
      })
  }

  /// Every confusion matrix, a row for each cell.
  private static func confusion(_ experiment: Experiment) -> Listing {
    var rows: [[Field]] = []
    for evaluation in experiment.evaluations {
      for confusion in evaluation.confusions {
        for (cluster, counts) in zip(confusion.clusters, confusion.counts) {
          for (label, count) in zip(confusion.labels, counts) {
            rows.append(
              fields(evaluation.run) + [
                .text(confusion.task), .text(confusion.clustering), .text(confusion.level),
                .text(cluster), .text(label), .whole(count),
              ])
          }
        }
      }
    }
    return Listing(
      name: "confusion",
      header: run + ["task", "clustering", "level", "cluster", "label", "count"],
      rows: rows)
  }

  /// Every epoch of every model.
  private static func training(_ experiment: Experiment) -> Listing {
    Listing(
      name: "training",
      header: run + [
        "epoch", "train_total", "train_reconstruction", "train_divergence", "validation_total",
        "validation_reconstruction", "validation_divergence", "beta", "learning_rate",
        "gradient_norm",
      ],
      rows: experiment.models.flatMap { model in
        model.history.map { epoch in
          let values = [
            epoch.training.total, epoch.training.reconstruction, epoch.training.divergence,
            epoch.validation.total, epoch.validation.reconstruction, epoch.validation.divergence,
            epoch.beta, epoch.learningRate, epoch.gradientNorm,
          ]
          return fields(model.run) + [.whole(epoch.number)] + values.map(Field.real)
        }
      })
  }

  /// Every pair of models on the same songs.
  private static func comparisons(_ experiment: Experiment) -> Listing {
    Listing(
      name: "comparisons",
      header: [
        "task", "songs", "better", "worse", "difference", "low", "high", "cliff_delta", "p_value",
        "fold_p_value", "detectable", "verdict",
      ],
      rows: experiment.comparisons.flatMap { comparison in
        comparison.pairs.map { pair -> [Field] in
          let values = [
            pair.difference, pair.interval.lowerBound, pair.interval.upperBound, pair.effect,
            pair.pValue, pair.foldPValue ?? .nan, pair.detectable,
          ]
          return [
            .text(comparison.task), .whole(comparison.songs), .text(pair.first),
            .text(pair.second),
          ] + values.map(Field.real) + [.text(pair.verdict)]
        }
      })
  }

  /// Every clustering against what songs have beside labels.
  private static func confounds(_ experiment: Experiment) -> Listing {
    Listing(
      name: "confounds",
      header: run + ["task", "clustering", "level", "property", "nmi", "ami"],
      rows: experiment.evaluations.flatMap { evaluation in
        evaluation.confounds.map { confound in
          fields(evaluation.run) + [
            .text(confound.task), .text(confound.clustering), .text(confound.level),
            .text(confound.property), .real(confound.nmi), .real(confound.ami),
          ]
        }
      })
  }

  /// The clips that show what clusters are.
  private static func exemplars(_ experiment: Experiment) -> Listing {
    Listing(
      name: "exemplars",
      header: run + [
        "task", "clustering", "cluster", "kind", "song_id", "start", "distance", "other_distance",
      ],
      rows: experiment.evaluations.flatMap { evaluation in
        evaluation.exemplars.map { exemplar in
          fields(evaluation.run) + [
            .text(exemplar.task), .text(exemplar.clustering), .whole(exemplar.cluster),
            .text(exemplar.kind), .text(exemplar.song), .real(exemplar.start),
            .real(exemplar.distance), .real(exemplar.other),
          ]
        }
      })
  }

  /// How numbers of clusters were chosen.
  private static func selections(_ experiment: Experiment) -> Listing {
    Listing(
      name: "selections",
      header: run + ["task", "clustering", "criterion", "k", "value", "chosen"],
      rows: experiment.evaluations.flatMap { evaluation in
        evaluation.selections.flatMap { selection in
          zip(selection.k, selection.values).map { k, value in
            fields(evaluation.run) + [
              .text(selection.task), .text(selection.clustering), .text(selection.criterion),
              .whole(k), .real(value), .truth(k == selection.chosen),
            ]
          }
        }
      })
  }

  /// What every command took.
  private static func costs(_ experiment: Experiment) -> Listing {
    Listing(
      name: "costs",
      header: ["stage", "output", "wall_seconds", "processor_seconds", "peak_bytes"],
      rows: experiment.costs.map {
        [
          .text($0.stage), .text($0.output), .real($0.wall), .real($0.processor), .real($0.memory),
        ]
      })
  }

  private static let run = ["features", "model", "run"]

  private static func fields(_ run: Experiment.Run) -> [Field] {
    [.text(run.features), .text(run.model), .text(run.run)]
  }
}

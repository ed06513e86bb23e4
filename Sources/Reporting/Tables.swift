/// Every decoded song: labels, part, leak group, technical facts.
func songsTable(_ experiment: Experiment) -> String {
  let header =
    ["song_id", "title", "artist", "path"] + experiment.labels + [
      "part", "group", "duration", "codec", "sample_rate", "channels", "bit_depth", "lyrics",
    ]
  return commaSeparated(
    header,
    experiment.songs.lazy.map { song in
      [song.id, song.title, song.artist, song.path] + song.labels + [
        song.part, song.group.map(String.init) ?? "", field(song.duration), song.codec,
        "\(song.sampleRate)", "\(song.channels)", "\(song.bitDepth)", song.hasLyrics ? "yes" : "no",
      ]
    })
}

/// Songs and seconds for each value of each label, and part.
func countsTable(_ experiment: Experiment) -> String {
  struct Key: Hashable {
    let value: String
    let part: String
  }
  var rows: [[String]] = []
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
      rows.append([label, key.value, key.part, "\(count.songs)", field(count.seconds)])
    }
  }
  return commaSeparated(["label", "value", "part", "songs", "seconds"], rows)
}

/// Every song that could not be used.
func quarantineTable(_ experiment: Experiment) -> String {
  commaSeparated(
    ["song_id", "path", "stage", "reason"],
    experiment.quarantine.map { [$0.id, $0.path, $0.stage, $0.reason] })
}

/// Every figure of every model, all parts and levels.
func scoresTable(_ experiment: Experiment) -> String {
  commaSeparated(
    [
      "features", "model", "run", "task", "clustering", "clustered_in", "k", "level", "part",
      "space", "metric", "value", "low", "high", "p_value", "least_p_value", "count", "valid",
    ],
    experiment.evaluations.lazy.flatMap { evaluation in
      evaluation.scores.map { score in
        [
          evaluation.run.features, evaluation.run.model, evaluation.run.run, score.task,
          score.clustering, score.clusteredIn, "\(score.k)", score.level, score.part, score.space,
          score.metric, field(score.value), field(score.bounds.low), field(score.bounds.high),
          field(score.pValue.value), field(score.pValue.least), "\(score.count)",
          score.isValid ? "yes" : "no",
        ]
      }
    })
}

/// Every confusion matrix, a row for each cell.
func confusionTable(_ experiment: Experiment) -> String {
  var rows: [[String]] = []
  for evaluation in experiment.evaluations {
    for confusion in evaluation.confusions {
      for (cluster, counts) in zip(confusion.clusters, confusion.counts) {
        for (label, count) in zip(confusion.labels, counts) {
          rows.append([
            evaluation.run.features, evaluation.run.model, evaluation.run.run, confusion.task,
            confusion.clustering, confusion.level, cluster, label, "\(count)",
          ])
        }
      }
    }
  }
  return commaSeparated(
    ["features", "model", "run", "task", "clustering", "level", "cluster", "label", "count"], rows)
}

/// Every epoch of every model.
func trainingTable(_ experiment: Experiment) -> String {
  commaSeparated(
    [
      "features", "model", "run", "epoch", "train_total", "train_reconstruction",
      "train_divergence", "validation_total", "validation_reconstruction",
      "validation_divergence", "beta", "learning_rate", "gradient_norm",
    ],
    experiment.models.lazy.flatMap { model in
      model.history.map { epoch in
        [model.run.features, model.run.model, model.run.run, "\(epoch.number)"]
          + [
            epoch.training.total, epoch.training.reconstruction, epoch.training.divergence,
            epoch.validation.total, epoch.validation.reconstruction, epoch.validation.divergence,
            epoch.beta, epoch.learningRate, epoch.gradientNorm,
          ].map(field)
      }
    })
}

/// Every pair of models on the same songs.
func comparisonsTable(_ experiment: Experiment) -> String {
  commaSeparated(
    [
      "task", "songs", "better", "worse", "difference", "low", "high", "cliff_delta", "p_value",
      "fold_p_value", "verdict",
    ],
    experiment.comparisons.lazy.flatMap { comparison in
      comparison.pairs.map { pair in
        [comparison.task, "\(comparison.songs)", pair.first, pair.second]
          + [
            pair.difference, pair.interval.lowerBound, pair.interval.upperBound, pair.effect,
            pair.pValue, pair.foldPValue ?? .nan,
          ].map(field) + [pair.verdict]
      }
    })
}

/// Every clustering against what songs have beside labels.
func confoundsTable(_ experiment: Experiment) -> String {
  commaSeparated(
    [
      "features", "model", "run", "task", "clustering", "level", "property", "nmi", "ami",
    ],
    experiment.evaluations.lazy.flatMap { evaluation in
      evaluation.confounds.map { confound in
        [
          evaluation.run.features, evaluation.run.model, evaluation.run.run, confound.task,
          confound.clustering, confound.level, confound.property, field(confound.nmi),
          field(confound.ami),
        ]
      }
    })
}

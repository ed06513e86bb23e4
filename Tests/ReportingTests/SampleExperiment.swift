import Reporting

/// An experiment in which every text comes from `text`, so that a test can make all of them hostile.
///
/// - Parameters:
///   - models: Number of models of each of two feature sets.
///   - text: Turns a plain word into the text to use.
func sampleExperiment(models: Int = 2, _ text: (String) -> String = { $0 }) -> Experiment {
  var experiment = Experiment(name: text("sample"))
  experiment.labels = [text("language"), text("genre")]
  for index in 0..<12 {
    var song = Experiment.Song(
      id: text("song-\(index)"), title: text("Title \(index)"), artist: text("Artist"),
      path: text("a/\(index).flac"),
      labels: [text(["ar", "en"][index % 2]), text(["pop", "rock", "hip-hop"][index % 3])],
      duration: 45 + 3 * Double(index), codec: text("FLAC"), sampleRate: 44_100, channels: 2,
      bitDepth: 16, hasLyrics: index > 0)
    song.part = index < 6 ? "train" : "test"
    song.group = index == 11 ? 10 : index
    song.source = text(["radio", "archive"][index % 2])
    song.audio = index == 0 ? "" : "./a/\(index).flac"
    experiment.songs.append(song)
  }
  experiment.links = [
    .init(text("song-10"), text("song-11"), reason: text("fingerprint"), score: 0.97)
  ]
  experiment.quarantine = [
    .init(
      id: text("song-99"), path: text("a/99.mp3"), stage: text("decode"),
      reason: text("the file is empty"))
  ]
  experiment.features = [
    .init(name: text("mel"), clips: 24, songs: 12, shape: text("128 band × 430 frame"))
  ]
  for set in ["mel", "mfcc"] {
    for index in 0..<models {
      let run = Experiment.Run(
        features: text(set), model: text("model-\(index)"), run: text("seed-42"))
      experiment.models.append(
        model(
          run, isTrained: index > 0, isPicture: set == "mel", song: text("song-7"),
          name: text("band")))
      experiment.evaluations.append(evaluation(run, experiment))
    }
  }
  experiment.audit = .init(
    checks: [
      .init(
        code: text("L01"), title: text("No song lies in two parts"), severity: "error",
        result: "passed", examined: 12)
    ],
    findings: [
      .init(
        code: text("L07"), severity: "warning", message: text("a warning"), objects: text("song-3"),
        remedy: text("look"))
    ])
  experiment.inflation = ["artist", "clip"].flatMap { split in
    ["nmi", "ami", "validation loss"].map { metric in
      .init(
        split: text(split), model: text("mel/model-0"),
        task: metric == "validation loss" ? "" : text("genre"), clustering: text("kmeans"),
        level: metric == "validation loss" ? "" : "song", metric: metric, runs: 5, fair: 0.2,
        other: 0.5, low: 0.1, high: 0.5)
    }
  }
  experiment.artifacts = [
    .init(
      path: text("split.h5"), stage: "split", schema: "cantus.split/1", producer: text("cantus"),
      seed: 42, digest: text("abcdef"), inputs: [.init(path: text("audio/0.h5"), digest: "12")],
      configuration: text("seed: 42\n"))
  ]
  experiment.comparisons = experiment.labels.map { task in
    comparison(task, experiment.evaluations.map { "\($0.run.features) · \($0.run.model)" })
  }
  experiment.costs = [
    .init(stage: text("train"), output: text("models/mel/a.h5"), wall: 3, processor: 5, memory: 1e8)
  ]
  experiment.absent = [text("nothing is absent")]
  return experiment
}

/// The sample with 5,000 songs of four clips each, on two maps of each of six models.
func manyClips() -> Experiment {
  var experiment = sampleExperiment(models: 3)
  experiment.songs = (0..<5000).map { index in
    var song = experiment.songs[index % 12]
    song.id = "song-\(index)"
    return song
  }
  let clips = (0..<20_000).map { $0 / 4 }
  for index in experiment.evaluations.indices {
    experiment.evaluations[index].starts = clips.indices.map { Double($0 % 4) * 30 }
    experiment.evaluations[index].projections = ["pca", "umap"].map { kind in
      .init(
        kind: kind, x: clips.indices.map { Double($0 * 7919 % 10_007) },
        y: clips.indices.map { Double($0 * 104_729 % 10_009) }, explained: [],
        songs: clips.map { "song-\($0)" })
    }
    for place in experiment.evaluations[index].assignments.indices {
      experiment.evaluations[index].assignments[place].clusters = clips.indices.map { $0 % 7 }
    }
  }
  return experiment
}

private func model(
  _ run: Experiment.Run, isTrained: Bool, isPicture: Bool, song: String, name: String
) -> Experiment.Model {
  let epochs = (1...10).map { epoch -> Experiment.Epoch in
    let loss = 1 / Double(epoch)
    return .init(
      number: epoch,
      training: .init(total: loss + 0.1, reconstruction: loss, divergence: 0.1),
      validation: .init(total: loss + 0.2, reconstruction: loss + 0.1, divergence: .nan),
      beta: min(1, Double(epoch) / 5), learningRate: 1e-4, gradientNorm: loss)
  }
  var model = Experiment.Model(
    run: run, parameters: 1234, latents: 8, activeUnits: isTrained ? 0 : nil,
    bestEpoch: isTrained ? 7 : nil, history: isTrained ? epochs : [])
  guard isTrained else { return model }
  model.divergence = [0.5, 0.25, 0]
  let values = (0..<12).map(Double.init)
  model.reconstructions = [
    .init(
      song: song,
      axes: [
        .init(name: name, count: 3, range: 100...300), .init(name: "s", count: 4, range: 0...3),
      ], unit: name, features: values, values: values.map { $0 + 0.5 })
  ]
  if !isPicture {
    model.reconstructions = [
      .init(
        song: song, axes: [.init(name: name, count: 12, range: 1...12)], unit: "", features: values,
        values: values.map { $0 + 0.5 })
    ]
  }
  return model
}

private func comparison(_ task: String, _ models: [String]) -> Experiment.Comparison {
  .init(
    task: task, songs: 6,
    standings: models.enumerated().map { index, name in
      .init(
        name: name, mean: 0.5 - 0.1 * Double(index), interval: 0.1...0.6,
        rank: 1 + 0.7 * Double(index), deviation: nil)
    },
    friedman: (0.2, "not significant"), criticalDifference: 1.5,
    pairs: models.dropFirst().map { other in
      .init(
        first: models[0], second: other, difference: 0.1, interval: -0.1...0.3, effect: 0.2,
        pValue: 0.3, foldPValue: nil, verdict: "not significant")
    })
}

private func evaluation(_ run: Experiment.Run, _ experiment: Experiment) -> Experiment.Evaluation {
  let clips = experiment.songs.indices.flatMap { [$0, $0] }
  var scores: [Experiment.Score] = []
  var confusions: [Experiment.Confusion] = []
  var assignments: [Experiment.Assignment] = []
  for (task, name) in experiment.labels.enumerated() {
    let values = Set(experiment.songs.map { $0.labels[task] }).sorted()
    for clustering in ["kmeans", "ward"] {
      for (level, count) in [("clip", 12), ("song", 6)] {
        confusions.append(
          .init(
            task: name, clustering: clustering, level: level, clusters: ["1", "2"], labels: values,
            counts: [values.map { _ in count / 6 }, values.map { _ in 1 }]))
        for (metric, value) in [("ami", 0.4), ("ari", -0.1), ("silhouette", 0.2)] {
          scores.append(
            .init(
              task: name, clustering: clustering, k: values.count, level: level, part: "test",
              space: metric == "silhouette" ? "latents" : "", metric: metric, value: value,
              count: count))
        }
      }
      assignments.append(
        .init(
          task: name, clustering: clustering,
          clusters: clips.indices.map { $0 < 12 ? nil : $0 % 5 - 1 }))
    }
  }
  var evaluation = Experiment.Evaluation(
    run: run, scores: scores, confusions: confusions,
    projections: [
      .init(
        kind: "pca", x: clips.indices.map { Double($0 % 7) },
        y: clips.indices.map { Double($0 % 5) },
        explained: [0.5, 0.25], songs: clips.map { experiment.songs[$0].id })
    ],
    assignments: assignments)
  evaluation.starts = clips.indices.map { Double($0 % 2) * 30 }
  evaluation.exemplars = assignments.flatMap { assignment in
    ["central", "ambiguous"].map { kind in
      Experiment.Exemplar(
        task: assignment.task, clustering: assignment.clustering, cluster: 1, kind: kind,
        song: experiment.songs[7].id, start: 30, distance: 0.5, other: 0.75)
    }
  }
  evaluation.selections = [
    .init(
      task: experiment.labels[0], clustering: "kmeans", criterion: "silhouette", k: [2, 3, 4],
      values: [0.1, 0.3, 0.2], chosen: 3),
    .init(
      task: experiment.labels[0], clustering: "dbscan", criterion: "reach", k: [1, 2, 3],
      values: [0.1, 0.25, 0.9], chosen: 2),
  ]
  return evaluation
}

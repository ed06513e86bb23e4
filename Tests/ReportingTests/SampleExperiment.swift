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
      experiment.models.append(model(run, isTrained: index > 0))
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
  experiment.absent = [text("nothing is absent")]
  return experiment
}

private func model(_ run: Experiment.Run, isTrained: Bool) -> Experiment.Model {
  let epochs = (1...10).map { epoch -> Experiment.Epoch in
    let loss = 1 / Double(epoch)
    return .init(
      number: epoch,
      training: .init(total: loss + 0.1, reconstruction: loss, divergence: 0.1),
      validation: .init(total: loss + 0.2, reconstruction: loss + 0.1, divergence: .nan),
      beta: min(1, Double(epoch) / 5), learningRate: 1e-4, gradientNorm: loss)
  }
  return .init(
    run: run, parameters: 1234, latents: 8, activeUnits: isTrained ? 0 : nil,
    bestEpoch: isTrained ? 7 : nil, history: isTrained ? epochs : [])
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
  return .init(
    run: run, scores: scores, confusions: confusions,
    projections: [
      .init(
        kind: "pca", x: clips.indices.map { Double($0 % 7) },
        y: clips.indices.map { Double($0 % 5) },
        explained: [0.5, 0.25], songs: clips.map { experiment.songs[$0].id })
    ],
    assignments: assignments)
}

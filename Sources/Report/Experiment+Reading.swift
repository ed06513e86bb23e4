import Artifacts
import Reporting
import StageKit

extension Experiment {
  /// Reads the tables of an experiment's artifacts, one file at a time; never audio, features or
  /// learned parameters. What figures are taken from must be as it was made.
  ///
  /// - Parameters:
  ///   - folder: The artifacts.
  ///   - corpus: Where the audio is, seen from the page; `nil` where nothing is to be played.
  ///   - console: Where progress is shown.
  /// - Throws: What is wrong with an artifact, naming it. A missing one is not an error.
  init(
    reading folder: ExperimentFolder, corpus: CorpusLocation? = nil, on console: Console
  ) throws {
    self.init(name: folder.name)
    let files = folder.audio.count + folder.models.count + folder.scores.count
    let progress = StageProgress("reading", total: files, on: console)
    var custody = Custody()
    for path in folder.audio {
      try readAudio(folder.location(path))
      try custody.add(path, stage: "ingest", at: folder.location(path))
      progress.advance(path)
    }
    for path in folder.features {
      try readFeatures(folder.location(path), name: path)
      try custody.add(path, stage: "featurize", at: folder.location(path))
    }
    songs.sort { $0.id < $1.id }
    if let corpus { locateAudio(corpus) }
    for path in [folder.split, folder.audit, folder.leakage].compactMap({ $0 }) + folder.scores {
      try requireIntact(folder.location(path))
    }
    if let path = folder.split {
      try readSplit(folder.location(path))
      try custody.add(path, stage: "split", at: folder.location(path))
    }
    for path in folder.models {
      models.append(try Model(reading: folder.location(path), run: Run(path)))
      try custody.add(path, stage: "train", at: folder.location(path))
      progress.advance(path)
    }
    for path in folder.scores {
      evaluations.append(try Evaluation(reading: folder.location(path), run: Run(path)))
      try custody.add(path, stage: "evaluate", at: folder.location(path))
      progress.advance(path)
    }
    if let path = folder.audit {
      audit = try Audit(reading: folder.location(path))
      try custody.add(path, stage: "audit", at: folder.location(path))
    }
    if let path = folder.leakage {
      inflation = try Inflation.all(reading: folder.location(path))
      try custody.add(path, stage: "leakage study", at: folder.location(path))
    }
    progress.finish()
    compare()
    costs = Cost.all(reading: folder)
    artifacts = try custody.artifacts()
    absent = Experiment.absent(folder)
  }

  private static func absent(_ folder: ExperimentFolder) -> [String] {
    var sentences: [String] = []
    func note(_ isAbsent: Bool, _ what: String, _ stage: String) {
      if isAbsent { sentences.append("There \(what) yet: make \(stage) brings them in.") }
    }
    note(folder.audio.isEmpty, "are no decoded songs", "ingest")
    note(folder.features.isEmpty, "are no features", "featurize")
    note(folder.split == nil, "are no parts of a split", "split")
    note(folder.models.isEmpty, "are no models", "train")
    note(folder.scores.isEmpty, "are no scores", "evaluate")
    note(folder.audit == nil, "are no findings of an audit", "audit")
    return sentences
  }
}

extension Experiment.Run {
  /// The run that a path names: `models/F/M/R.h5`.
  init(_ path: String) {
    let parts = path.split(separator: "/").map(String.init)
    self.init(features: parts[1], model: parts[2], run: String(parts[3].dropLast(".h5".count)))
  }
}

/// Runs a body and puts the file's path before what is wrong with one of its tables.
func reading<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
  do {
    return try body()
  } catch let error as ArtifactError where !error.description.contains(path) {
    throw ArtifactError(error.fault, "\(path): \(error.description)")
  }
}

import Artifacts
import Autoencoders
import LinearAlgebra
import Randomness
import StageKit
import TrainingData

/// Most columns that metadata may become.
private let mostValues = 16_384

extension Fit {
  /// Draws latents that know nothing.
  init(random count: Int, clips: Int, seed: UInt64) {
    var generator = Generator(seed: seed, stream: "random latents")
    self.init(
      latents: Latents(
        mean: Matrix(
          rows: clips, columns: count,
          elements: (0..<clips * count).map { _ in Float(generator.normal()) })),
      summary: "\(count) normal deviates, which know nothing")
  }

  /// Takes what the catalogue says of each clip's song: a 1 for each value that it has of those that
  /// training songs have.
  ///
  /// - Throws: A ``StageFailure`` when a column is not there, holds numbers with a fraction, or has too many
  ///   values.
  init(metadata columns: [String], of data: LearningData, path: String) throws {
    let training = data.rows.training.indices
    let trainingSongs = Set(training.map { data.clips.songs[$0] })
    var blocks: [(values: [String], ofSong: [String])] = []
    for column in columns {
      let ofSong = try data.songs.texts(column, path: path)
      let values = Set(trainingSongs.map { ofSong[$0] }).subtracting([""]).sorted()
      blocks.append((values, ofSong))
    }
    let width = blocks.reduce(0) { $0 + $1.values.count }
    guard (1...mostValues).contains(width) else {
      throw StageFailure(
        .badData,
        "\(columns.joined(separator: ", ")) of the training songs in \(path) have \(width) values; "
          + "1 to \(mostValues) can be told apart")
    }
    var latents = Matrix(rows: data.clips.count, columns: width)
    var counts = [Float](repeating: 0, count: width)
    var first = 0
    for (values, ofSong) in blocks {
      let places = Dictionary(uniqueKeysWithValues: values.enumerated().map { ($1, first + $0) })
      for (clip, song) in data.clips.songs.enumerated() {
        if let place = places[ofSong[song]] { latents[clip, place] = 1 }
      }
      first += values.count
    }
    for clip in training {
      for place in 0..<width { counts[place] += latents[clip, place] }
    }
    self.init(
      latents: Latents(mean: latents),
      fitted: [
        ModelArtifact.Fitted(name: "categories", rows: training, values: [("count", counts)])
      ],
      conditionedOn: columns.filter(data.songs.labels.contains),
      summary: "\(width) values of \(columns.joined(separator: ", "))")
  }
}

extension Songs {
  /// A column as texts.
  fileprivate func texts(_ column: String, path: String) throws -> [String] {
    guard table.contains(column) else {
      throw StageFailure(
        .badData,
        "the songs in \(path) have no \(column); they have "
          + table.columns.map(\.name).joined(separator: ", "))
    }
    if let texts = try? table.texts(column) { return texts }
    guard let numbers = try? table.integers(column) else {
      throw StageFailure(
        .badData, "\(column) of the songs in \(path) is measured: name columns of words")
    }
    return numbers.map(String.init)
  }
}

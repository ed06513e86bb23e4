import Artifacts
import LinearAlgebra
import Reporting

extension Experiment.Model {
  /// Reads what a model says of itself.
  init(reading path: String, run: Experiment.Run) throws {
    let record = try ModelRecord(reading: path)
    self.init(
      run: run, parameters: record.parameterCount, latents: record.latents,
      activeUnits: record.activeUnits, bestEpoch: record.bestEpoch,
      truncatedAtStep: record.truncatedAtStep,
      history: try reading(path) { try Experiment.Model.epochs(record.history) })
    divergence = record.divergence ?? []
    reconstructions = Experiment.Model.reconstructions(record)
  }

  private static func reconstructions(_ record: ModelRecord) -> [Experiment.Reconstruction] {
    guard let found = record.reconstructions, let set = record.features.first,
      set.shape.reduce(1, *) == found.features.columns, !set.axes.isEmpty
    else { return [] }
    let axes = set.axes.map { axis in
      let places = axis.places
      let unit = axis.unit.isEmpty ? "" : " (\(axis.unit))"
      return Experiment.Reconstruction.Axis(
        name: axis.name + unit, count: axis.count,
        range: places[0]...max(places[0], places[places.count - 1]))
    }
    let rows = found.clips.indices.filter { record.clips.songs.indices.contains(found.clips[$0]) }
    return rows.prefix(3).map { row in
      func values(_ matrix: Matrix) -> [Double] {
        (0..<matrix.columns).map { Double(matrix[row, $0]) }
      }
      return Experiment.Reconstruction(
        song: record.songs.ids[record.clips.songs[found.clips[row]]], axes: axes, unit: set.unit,
        features: values(found.features), values: values(found.values))
    }
  }

  private static func epochs(_ history: Table) throws -> [Experiment.Epoch] {
    guard history.count > 0 else { return [] }
    func reals(_ name: String) throws -> [Double] {
      history.contains(name)
        ? try history.reals(name) : Array(repeating: .nan, count: history.count)
    }
    func losses(_ part: String) throws -> [Experiment.Losses] {
      let (total, reconstruction) = (
        try reals("\(part)_total"), try reals("\(part)_reconstruction")
      )
      let divergence = try reals("\(part)_divergence")
      return total.indices.map {
        Experiment.Losses(
          total: total[$0], reconstruction: reconstruction[$0], divergence: divergence[$0])
      }
    }
    let numbers = try history.integers("epoch")
    let (training, validation) = (try losses("train"), try losses("validation"))
    let (beta, rate) = (try reals("beta"), try reals("learning_rate"))
    let norm = try reals("gradient_norm")
    return numbers.indices.map {
      Experiment.Epoch(
        number: numbers[$0], training: training[$0], validation: validation[$0], beta: beta[$0],
        learningRate: rate[$0], gradientNorm: norm[$0])
    }
  }
}

extension FeatureAxis {
  /// Where its positions lie: their own coordinates, or 1, 2, … where they have names.
  fileprivate var places: [Double] {
    switch coordinates {
    case .reals(let values) where !values.isEmpty: values
    case .integers(let values) where !values.isEmpty: values.map(Double.init)
    default: (0..<max(count, 1)).map { Double($0 + 1) }
    }
  }
}

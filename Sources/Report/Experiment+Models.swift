import Artifacts
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

import Artifacts
import Autoencoders
import NeuralNetwork
import LinearAlgebra
import StageKit
import TrainingData

extension NetworkTraining {
  /// Prints what training would take, by a few steps on made-up features.
  func estimate(_ data: LearningData) throws {
    let classes = try architecture.condition.map { try ConditionClasses($0.label, of: data) }
    let model = try network(for: data, classes)
    let memory = try MemoryPlan(model, settings, data.features, limits.memoryLimit)
    var training = try Training(
      model, on: MadeUpRows(rows: data.features.rows, columns: model.inputs),
      classes: classes?.ofClips ?? [], songs: data.clips.songs, data.rows, objective, settings,
      seed: seed,
      threads: options.threadCount)
    let begin = ContinuousClock.now
    var steps: [Double] = []
    while steps.count < 5, (.now - begin).seconds < 10, !training.isEpochComplete {
      let start = ContinuousClock.now
      try training.step()
      steps.append((.now - start).seconds)
    }
    // The first step takes memory from the system, which no other does.
    let ordered = (steps.count > 1 ? Array(steps.dropFirst()) : steps).sorted()
    let step = ordered[ordered.count / 2]
    func batches(_ rows: Int) -> Double { Double((rows + settings.batch - 1) / settings.batch) }
    // Validation goes one way only, a third of the work.
    let epoch =
      step * (batches(data.rows.training.indices.count) + batches(data.rows.validation.count) / 3)
    let place =
      memory.holdsFeatures
      ? "in memory" : "read batch by batch, which may take longer than the steps"
    print(
      """
      parameters      \(model.layout.parameterCount)
      memory          \(memory.network.description) for the network and its optimiser
      features        \(memory.features.description), \(place)
      a step          \(duration(step)), \(settings.batch) clips
      an epoch        \(duration(epoch)), \(Int(batches(data.rows.training.indices.count))) steps
      the training    \(duration(epoch * Double(training.epochs))), \(training.epochs) epochs at most
      """)
  }
}

/// Rows of numbers between −1 and 1, from nowhere.
private struct MadeUpRows: FeatureRows {
  let rows: Int
  let columns: Int

  func copy(_ rows: [Int], to target: inout Matrix, threads: Int) {
    for i in target.elements.indices {
      target.elements[i] = Float((i &* 2_654_435_761 &+ rows[0]) & 1023) / 512 - 1
    }
  }
}

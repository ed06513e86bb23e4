import Autoencoders
import NeuralNetwork
import StageKit
import TrainingData

/// What the training of a network takes in memory.
struct MemoryPlan {
  /// Parameters, their gradient, moments and the best so far, and what layers leave of a batch.
  let network: MemorySize
  /// All features.
  let features: MemorySize
  /// Whether features are kept in memory.
  let holdsFeatures: Bool

  /// Decides before anything is allocated.
  ///
  /// - Throws: A ``StageFailure`` when the network does not fit with a few batches.
  init(
    _ model: Autoencoder, _ settings: TrainingSettings, _ features: FeatureFile,
    _ limit: MemorySize
  ) throws {
    // Three layers of each block leave their outputs.
    let activations = 3 * Double(model.activations) * Double(settings.batch)
    let network = 4 * (5 * Double(model.layout.parameterCount) + activations)
    let width = Double(features.columns)
    let batches = 4 * 4 * Double(model.inputs) * Double(settings.batch)
    let bytes = settings.inputPrecision == .half ? 2.0 : 4.0
    self.network = MemorySize(bytes: Int(min(network + batches, 0x1p62)))
    self.features = MemorySize(bytes: Int(min(bytes * width * Double(features.rows), 0x1p62)))
    guard self.network.bytes < limit.bytes else {
      throw StageFailure(
        .failed,
        "a network of \(model.layout.parameterCount) parameters needs about "
          + "\(self.network.description) with its optimiser and a batch, but may take "
          + "\(limit.description): choose smaller layers, a smaller batch or pooled features, "
          + "or give it more with --memory")
    }
    holdsFeatures = self.features.bytes <= limit.bytes - self.network.bytes
  }
}

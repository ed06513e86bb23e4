internal import Artifacts
internal import Autoencoders
internal import Configuration
internal import Foundation
internal import TrainingData

extension Check {
  /// Statistics that do not come out again when they are fitted anew to the training rows.
  ///
  /// Whatever rows an artifact claims, its numbers tell which it saw: mean and scale of other rows,
  /// their words and their bounds are others. What is fitted again is everything before the model
  /// itself: weights of terms and of metadata, bounds of words, what stands for missing values, and
  /// standardization, of both feature sets where there are two.
  func refits(of model: Evidence.Model, _ evidence: Evidence) throws -> [AuditArtifact.Finding] {
    let path = URL(filePath: evidence.folder).appending(path: model.table.path)
    let artifact = try ModelArtifact(reading: path.path(percentEncoded: false))
    let again: [ModelArtifact.Fitted]
    do {
      again = try statistics(of: artifact, at: model.table.path, evidence)
    } catch {
      return [
        finding(
          "What \(model.table.path) was fitted to cannot be fitted again: \(error)",
          [model.table.path], remedy: "Run make train.")
      ]
    }
    return again.filter { statistic in
      !artifact.fitted.contains { $0.name == statistic.name && agree($0, statistic) }
    }.map { statistic in
      finding(
        "The \(statistic.name) of \(model.table.path) cannot come from the training rows, whatever "
          + "rows it names: fitted to them again, there are other values.",
        [model.table.path], remedy: "Delete \(model.table.path) and run make train.")
    }
  }

  /// What the features and the split that a model was made from give, as they are now.
  private func statistics(
    of model: ModelArtifact, at path: String, _ evidence: Evidence
  ) throws -> [ModelArtifact.Fitted] {
    let root = URL(filePath: evidence.folder, directoryHint: .isDirectory).standardizedFileURL
    let settings = try configuration(
      parsing: model.provenance.configuration, name: "the configuration in \(path)"
    ) { try ModelSettings($0) }.settings
    let folder = root.appending(path: path).deletingLastPathComponent()
    let features = model.provenance.inputs
      .map { folder.appending(path: $0.path).standardizedFileURL.path(percentEncoded: false) }
      .filter { $0.hasPrefix(root.appending(path: "features/").path(percentEncoded: false)) }
    guard let first = features.first else { return [] }
    let data = try LearningData(
      features: first, second: features.dropFirst().first, for: settings,
      split: root.appending(path: "split.h5").path(percentEncoded: false),
      fold: model.fold, threads: evidence.threads)
    // Models that look at no features were not given standardized ones.
    guard model.fitted.contains(where: { $0.name == "standardization" }) else { return data.fitted }
    let kind = settings.standardization
    let second = try data.second?.matrix(kind, fittedTo: data, threads: evidence.threads)
    return data.fitted
      + [ModelArtifact.Fitted](
        try data.standardization(kind, threads: evidence.threads), name: "standardization")
      + [ModelArtifact.Fitted](second?.standardization, name: "second standardization")
  }
}

/// Whether the texts are the same and the numbers almost: equal rows give equal bits, but another
/// machine's rounding may differ in the last ones.
private func agree(_ a: ModelArtifact.Fitted, _ b: ModelArtifact.Fitted) -> Bool {
  a.texts.map(\.name) == b.texts.map(\.name) && a.texts.map(\.texts) == b.texts.map(\.texts)
    && a.values.map(\.name) == b.values.map(\.name)
    && zip(a.values, b.values).allSatisfy { agree($0.numbers, $1.numbers) }
}

private func agree(_ a: [Float], _ b: [Float]) -> Bool {
  a.count == b.count
    && zip(a, b).allSatisfy { $0 == $1 || abs($0 - $1) <= 1e-5 * max(abs($0), abs($1), 1e-3) }
}

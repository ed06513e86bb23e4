internal import Artifacts
internal import AudioFeatures
internal import Autoencoders
internal import Configuration
internal import DataSplit
internal import Foundation
internal import LinearAlgebra
internal import TextFeatures

extension Check {
  /// Standardization, or weights of terms, that do not come out again when they are fitted anew to
  /// the training rows.
  ///
  /// Whatever rows an artifact claims, its numbers tell which it saw: mean and scale of other rows
  /// are other numbers.
  func refits(of model: Evidence.Model, _ evidence: Evidence) throws -> [AuditArtifact.Finding] {
    let names = model.table.path.split(separator: "/").map(String.init)
    let root = URL(filePath: evidence.folder)
    let features = root.appending(path: "features/\(names[1]).h5").path(percentEncoded: false)
    let path = root.appending(path: model.table.path).path(percentEncoded: false)
    let fitted = try ModelArtifact(reading: path).fitted
    guard let artifact = try? FeaturesArtifact(reading: features),
      artifact.clips.count == model.table.clips.count
    else { return [] }
    let parts = evidence.parts(ofClipsOf: model)
    let rows = PartitionedRows(
      isTraining: parts.map { $0 == [.train] }, isValidation: parts.map { _ in false })
    guard !rows.training.indices.isEmpty else { return [] }
    var x = try artifact.rows(0..<artifact.clips.count)
    if let terms = fitted.first(where: { $0.name == "terms" }) {
      guard let weights = try weights(of: artifact, rows.training.indices, evidence.threads),
        terms.texts.first?.texts ?? [] == weights.terms,
        agree(terms.numbers("weights"), weights.weights),
        agree(terms.numbers("directions"), weights.directions?.elements)
      else { return [refuted("terms", of: model)] }
      x = weights.vectors(of: try artifact.songs.table.texts("text"), threads: evidence.threads)
        .gathering(rows: artifact.clips.songs)
    }
    guard let recorded = fitted.first(where: { $0.name == "standardization" }) else { return [] }
    let again = try Standardization(of: x, rows.training, threads: evidence.threads)
    return agree(recorded.numbers("mean"), again.mean)
      && agree(recorded.numbers("scale"), again.scale)
      ? [] : [refuted("standardization", of: model)]
  }

  /// The weights that the texts of these rows' songs give; `nil` where features are not made of texts.
  private func weights(
    of features: borrowing FeaturesArtifact, _ rows: [Int], _ threads: Int
  ) throws -> TermWeights? {
    guard configuredText(at: ["kind"], in: features.provenance.configuration) == "tfidf" else {
      return nil
    }
    let settings = try configuration(
      parsing: features.provenance.configuration, name: "features"
    ) { try FeatureSettings($0) }.settings
    guard case .tfidf(let lyrics) = settings.features else { return nil }
    let texts = try features.songs.table.texts("text")
    let songs = Set(rows.map { features.clips.songs[$0] }).sorted()
    return try TermWeights(fittedTo: songs.map { texts[$0] }, lyrics.terms, threads: threads)
  }

  private func refuted(_ name: String, of model: Evidence.Model) -> AuditArtifact.Finding {
    finding(
      """
      The \(name) of \(model.table.path) \(name == "terms" ? "are" : "is") not that of the training \
      rows, whatever rows it names.
      """, [model.table.path], remedy: "Delete \(model.table.path) and run make train.")
  }
}

extension ModelArtifact.Fitted {
  fileprivate func numbers(_ name: String) -> [Float]? {
    values.first { $0.name == name }?.numbers
  }
}

/// Equal rows give equal bits; another machine's rounding may differ in the last ones.
private func agree(_ a: [Float]?, _ b: [Float]?) -> Bool {
  guard let a, let b else { return a == nil && b == nil }
  return a.count == b.count
    && zip(a, b).allSatisfy { abs($0 - $1) <= 1e-5 * max(abs($0), abs($1), 1e-3) }
}

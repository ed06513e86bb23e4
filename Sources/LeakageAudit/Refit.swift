internal import Artifacts
internal import Autoencoders
internal import DataSplit
internal import Foundation
internal import LinearAlgebra

extension Check {
  /// Standardization that does not come out again when it is fitted anew to the training rows.
  ///
  /// Whatever rows an artifact claims, its numbers tell which it saw: mean and scale of other rows
  /// are other numbers.
  func refits(of model: Evidence.Model, _ evidence: Evidence) throws -> [AuditArtifact.Finding] {
    let names = model.table.path.split(separator: "/").map(String.init)
    let root = URL(filePath: evidence.folder)
    let features = root.appending(path: "features/\(names[1]).h5").path(percentEncoded: false)
    let path = root.appending(path: model.table.path).path(percentEncoded: false)
    let fitted = try ModelArtifact(reading: path).fitted
    guard let recorded = fitted.first(where: { $0.name == "standardization" }),
      let mean = recorded.values.first(where: { $0.name == "mean" })?.numbers,
      let scale = recorded.values.first(where: { $0.name == "scale" })?.numbers,
      let artifact = try? FeaturesArtifact(reading: features),
      artifact.clips.count == model.table.clips.count
    else { return [] }
    let parts = evidence.parts(ofClipsOf: model)
    let rows = PartitionedRows(
      isTraining: parts.map { $0 == [.train] }, isValidation: parts.map { _ in false })
    guard !rows.training.indices.isEmpty else { return [] }
    let again = try Standardization(
      of: artifact.rows(0..<artifact.clips.count), rows.training, threads: evidence.threads)
    // Equal rows give equal bits; another machine's rounding may differ in the last ones.
    func agree(_ a: [Float], _ b: [Float]) -> Bool {
      a.count == b.count
        && zip(a, b).allSatisfy { abs($0 - $1) <= 1e-5 * max(abs($0), abs($1), 1e-3) }
    }
    guard !agree(mean, again.mean) || !agree(scale, again.scale) else { return [] }
    return [
      finding(
        """
        The standardization of \(model.table.path) is not that of the training rows, whatever rows \
        it names.
        """, [model.table.path], remedy: "Delete \(model.table.path) and run make train.")
    ]
  }
}

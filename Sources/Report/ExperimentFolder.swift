import Artifacts
import Foundation

/// The artifacts of an experiment, by path within its folder.
struct ExperimentFolder {
  /// The experiment's name: that of the folder.
  let name: String
  /// Shards of decoded songs, `audio/S.h5`.
  let audio: [String]
  /// Feature sets, `features/F.h5`.
  let features: [String]
  /// The split.
  let split: String?
  /// Models, `models/F/M/R.h5`.
  let models: [String]
  /// Scores, `scores/F/M/R.h5`.
  let scores: [String]
  /// The audit.
  let audit: String?
  /// What a leakage study found.
  let leakage: String?
  private let root: URL

  /// Lists what a folder has, sorted.
  ///
  /// - Throws: ``ArtifactError`` when there is no such folder.
  init(_ path: String) throws(ArtifactError) {
    let root = URL(filePath: path).standardizedFileURL
    guard (try? root.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == true else {
      throw ArtifactError(.missing, "\(path) is not a folder: give the experiment's, as data/demo")
    }
    func files(_ stage: String, depth: Int) -> [String] {
      let start = root.appending(path: stage).path(percentEncoded: false)
      let found = FileManager.default.enumerator(atPath: start)?.compactMap { $0 as? String } ?? []
      return found.filter { $0.hasSuffix(".h5") && $0.split(separator: "/").count == depth }
        .sorted().map { "\(stage)/\($0)" }
        .filter { schema(of: root.appending(path: $0).path(percentEncoded: false)) != .checkpoint }
    }
    func file(_ name: String) -> String? {
      FileManager.default.fileExists(
        atPath: root.appending(path: name).path(percentEncoded: false)) ? name : nil
    }
    self.root = root
    name = root.lastPathComponent
    audio = files("audio", depth: 1)
    features = files("features", depth: 1)
    split = file("split.h5")
    models = files("models", depth: 3)
    scores = files("scores", depth: 3)
    audit = file("audit.h5")
    leakage = file("leakage/inflation.h5")
  }

  /// Where to open an artifact.
  func location(_ artifact: String) -> String {
    root.appending(path: artifact).path(percentEncoded: false)
  }
}

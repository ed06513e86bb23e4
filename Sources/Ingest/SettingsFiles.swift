import Artifacts
import Configuration
import Foundation

/// The parts of corpus.yaml on which later stages depend, each in a file of its own beside the
/// catalogue. A file is written only when its content changes, or it says that it was written in the
/// future, so an edit of another part of corpus.yaml makes nothing stale.
struct SettingsFiles {
  private let place: String

  /// - Parameter catalogue: Where songs.csv is.
  init(besides catalogue: String) { place = folder(of: catalogue) }

  /// Writes decoding.yaml, on which decoded audio depends, and quarantine.yaml, on which the split
  /// does.
  ///
  /// - Parameters:
  ///   - decoding: The resolved section `decoding`, under its name.
  ///   - quarantine: The resolved `max_quarantined`, likewise.
  /// - Throws: `ArtifactError`.
  func write(decoding: String, quarantine: String) throws {
    for (name, text) in [("decoding.yaml", decoding), ("quarantine.yaml", quarantine)] {
      let path = place + name
      guard FileManager.default.contents(atPath: path) != Data(text.utf8) || isFromFuture(path)
      else { continue }
      try writeFile(text.utf8, to: path)
    }
  }

  private func isFromFuture(_ path: String) -> Bool {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return (attributes?[.modificationDate] as? Date).map { $0 > Date() } ?? false
  }
}

import Composition
import Foundation
import StageKit

/// The folder that a corpus is written into: each file appears whole or not at all, and the
/// catalogue appears last.
struct CorpusFolder: Sendable {
  /// The folder itself.
  private let url: URL
  /// Where files are made before they are moved into place; while it is there, the corpus is not
  /// complete.
  private let workshop: URL
  private let catalogue: URL

  /// Opens the folder for a new corpus and removes the one that is there, or what an interrupted
  /// run left of it.
  ///
  /// - Throws: ``StageFailure`` when the folder has files of something else.
  init(_ path: String) throws {
    url = URL(filePath: path, directoryHint: .isDirectory)
    workshop = url.appending(path: ".composing", directoryHint: .isDirectory)
    catalogue = url.appending(path: "metadata.csv")
    do {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
      let names = try FileManager.default.contentsOfDirectory(atPath: path)
        .filter { !$0.hasPrefix(".") }.sorted()
      let owned = isOwned
      if let stranger = names.first(where: { !owned || !isCorpusFile($0) }) {
        throw StageFailure(
          .cannotWrite,
          "\(path) holds other files, such as \(stranger): choose an empty or a new folder")
      }
      try? FileManager.default.removeItem(at: workshop)
      try FileManager.default.createDirectory(at: workshop, withIntermediateDirectories: false)
      for name in names { try FileManager.default.removeItem(at: url.appending(path: name)) }
    } catch let error as CocoaError {
      throw StageFailure(.cannotWrite, "\(path) cannot be written: \(error.localizedDescription)")
    }
  }

  /// Whether the folder is one of ours: it has our catalogue, or our workshop.
  private var isOwned: Bool {
    if FileManager.default.fileExists(atPath: workshop.filePath) { return true }
    guard let present = try? String(contentsOf: catalogue, encoding: .utf8) else { return false }
    return present.hasPrefix(metadata(of: []))
  }

  /// A file in the workshop.
  func draft(_ name: String) -> URL { workshop.appending(path: name) }

  /// Moves a file of the workshop to its place.
  func publish(_ draft: URL, as name: String) throws {
    try FileManager.default.moveItem(at: draft, to: url.appending(path: name))
  }

  /// Writes a file and moves it to its place.
  func publish(_ content: Data, as name: String) throws {
    let draft = draft(name)
    try content.write(to: draft)
    try publish(draft, as: name)
  }

  /// Writes the catalogue: the corpus is complete.
  func complete(metadata: String) throws {
    try publish(Data(metadata.utf8), as: catalogue.lastPathComponent)
    try FileManager.default.removeItem(at: workshop)
  }
}

/// Whether a file is named as those of a corpus are.
private func isCorpusFile(_ name: String) -> Bool {
  name.wholeMatch(of: #/metadata\.csv|(ar|en|hi|es)_[0-9]{4,}[_.].*/#) != nil
}

extension URL {
  /// The path as the system takes it.
  var filePath: String { path(percentEncoded: false) }
}

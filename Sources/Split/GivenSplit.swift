import Corpus
import DataSplit
import Foundation
import StageKit

/// A split that somebody published, in a CSV file with the columns song_id and part.
struct GivenSplit {
  /// Where it was read.
  let path: String
  /// The part of each song by id.
  let parts: [String: Part]

  /// Reads the split that the settings name; `nil` when they name none.
  ///
  /// - Parameters:
  ///   - settings: The content of split.yaml.
  ///   - configuration: Where split.yaml is: paths in it are relative to its folder.
  /// - Throws: What is wrong with the file, naming file and line.
  init?(of settings: SplitSettings, beside configuration: String) throws {
    guard case .given(let name) = settings.division else { return nil }
    let folder = URL(filePath: configuration).deletingLastPathComponent()
    path = URL(filePath: name, relativeTo: folder).path(percentEncoded: false)
    let table = try CSVTable(reading: path)
    guard let song = table.column("song_id"), let place = table.column("part") else {
      throw StageFailure(.badData, "\(path) must have the columns song_id and part")
    }
    var parts: [String: Part] = [:]
    for (line, row) in zip(table.lines, table.rows) {
      guard let part = Part(rawValue: row[place]) else {
        throw StageFailure(
          .badData,
          "\(path), line \(line): part must be train, validation or test, not “\(row[place])”")
      }
      guard parts.updateValue(part, forKey: row[song]) == nil else {
        throw StageFailure(.badData, "\(path), line \(line): \(row[song]) has a part already")
      }
    }
    self.parts = parts
  }
}

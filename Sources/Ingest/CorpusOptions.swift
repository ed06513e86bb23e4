import ArgumentParser
import AudioDecoding
import Configuration
import Corpus
import Foundation
import StageKit

/// What corpus.yaml says.
struct CorpusFile {
  let corpus: CorpusSettings
  let decoding: DecodingSettings

  init(_ section: Section) throws {
    corpus = try CorpusSettings(section)
    decoding = try DecodingSettings(section.section("decoding"))
  }
}

/// Where the audio is.
struct CorpusOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The folder that the audio is in. (default: root in the settings)", valueName: "folder"))
  var corpus: String?

  /// The corpus folder.
  ///
  /// - Parameters:
  ///   - settings: What corpus.yaml says.
  ///   - path: Where corpus.yaml is.
  func root(_ settings: CorpusSettings, configuration path: String) throws -> String {
    if let corpus { return absolute(corpus, from: FileManager.default.currentDirectoryPath) }
    guard !settings.root.isEmpty else {
      throw StageFailure(.usage, "say where the audio is: --corpus, or root in \(path)")
    }
    return absolute(settings.root, from: folder(of: path))
  }
}

/// The path of this program, which starts itself for work that must be isolated.
var thisProgram: String { Bundle.main.executablePath ?? CommandLine.arguments[0] }

/// The folder that a file is in.
func folder(of path: String) -> String {
  URL(filePath: path).standardizedFileURL.deletingLastPathComponent().path(percentEncoded: false)
}

private func absolute(_ path: String, from folder: String) -> String {
  URL(filePath: path, relativeTo: URL(filePath: folder, directoryHint: .isDirectory))
    .standardizedFileURL.path(percentEncoded: false)
}

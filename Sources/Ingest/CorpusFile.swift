import AudioDecoding
import Configuration
import Corpus
import Foundation
import StageKit

/// What corpus.yaml says.
struct CorpusFile: ConfigurationFile {
  let corpus: CorpusSettings
  let decoding: DecodingSettings

  init(_ section: Section) throws {
    corpus = try CorpusSettings(section)
    decoding = try DecodingFile(section).settings
  }
}

/// What decoding.yaml says: the part of corpus.yaml on which decoded audio depends.
struct DecodingFile: ConfigurationFile {
  let settings: DecodingSettings

  init(_ section: Section) throws {
    settings = try DecodingSettings(section.section("decoding"))
  }
}

/// The path of this program, which starts itself for work that must be isolated.
var thisProgram: String { Bundle.main.executablePath ?? CommandLine.arguments[0] }

/// The folder that a file is in.
func folder(of path: String) -> String {
  URL(filePath: path).standardizedFileURL.deletingLastPathComponent().path(percentEncoded: false)
}

/// A path that may be relative to a folder.
func absolute(_ path: String, from folder: String) -> String {
  URL(filePath: path, relativeTo: URL(filePath: folder, directoryHint: .isDirectory))
    .standardizedFileURL.path(percentEncoded: false)
}

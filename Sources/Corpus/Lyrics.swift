internal import Foundation

/// The words of a song: a file of UTF-8 text.
///
/// - Parameters:
///   - path: The file, at most 1 MiB.
/// - Returns: The text, without byte order mark, its lines ending in LF.
/// - Throws: ``CorpusError`` when it cannot be read, is longer, not UTF-8, or holds a NUL.
public func lyrics(reading path: String) throws(CorpusError) -> String {
  guard let status = FileStatus(of: path), status.isFile else {
    throw CorpusError("\(path) cannot be read: no such file")
  }
  guard status.size <= 1 << 20, let data = FileManager.default.contents(atPath: path),
    let text = String(validating: data, as: UTF8.self), !text.utf8.contains(0)
  else { throw CorpusError("\(path) is not UTF-8 text of at most 1 MiB") }
  let plain = text.replacing("\r\n", with: "\n")
  return plain.hasPrefix("\u{feff}") ? String(plain.unicodeScalars.dropFirst()) : plain
}

/// The lyrics files of a corpus, to be taken by songs.
struct LyricsFolder {
  private let folder: String
  private let pairing: CorpusSettings.Pairing
  /// Paths below the corpus by their stem below the folder.
  private var paths: [String: String] = [:]
  private var taken: Set<String> = []

  /// - Parameters:
  ///   - settings: Where lyrics are.
  ///   - files: All files of the corpus.
  init(_ settings: CorpusSettings, files: [String]) {
    folder = settings.lyricsFolder
    pairing = settings.lyricsPairing
    let prefix = folder.isEmpty ? "" : folder + "/"
    guard pairing != .none else { return }
    for file in files
    where file.hasPrefix(prefix) && fileExtension(file) == settings.lyricsExtension.lowercased() {
      paths[stem(String(file.dropFirst(prefix.count)))] = file
    }
  }

  /// The path of a song's lyrics below the corpus: by its identifier or its audio file's name, in
  /// the audio's folder or, within a lyrics folder, in the same subfolder or at its top.
  mutating func take(id: String, audio: String) -> String? {
    let name = lastComponent(audio)
    let key =
      switch pairing {
      case .none: ""
      case .stem: stem(name)
      case .id: id
      }
    let candidates = [audio.dropLast(name.count) + key] + (folder.isEmpty ? [] : [key])
    guard let path = candidates.compactMap({ paths[$0] }).first else { return nil }
    taken.insert(path)
    return path
  }

  /// What no song has taken, which from here on counts as taken.
  mutating func takeAll() -> [String] {
    defer { taken.formUnion(paths.values) }
    return left
  }

  /// How many there are.
  var count: Int { paths.count }

  /// What no song took.
  var left: [String] { paths.values.filter { !taken.contains($0) }.sorted() }
}

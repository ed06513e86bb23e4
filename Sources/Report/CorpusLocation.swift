import Foundation

/// Where the audio of an experiment is, seen from a file that is to refer to it.
struct CorpusLocation {
  private let root: URL
  /// The way from the file's folder to the corpus, percent-encoded, with a slash in the end.
  private let way: String

  /// The way from a file to a corpus.
  ///
  /// - Parameters:
  ///   - corpus: The folder that paths of the catalogue are relative to.
  ///   - file: The file that is to refer to audio; it need not exist.
  init(_ corpus: String, from file: String) {
    root = URL(filePath: corpus).standardizedFileURL
    let here = URL(filePath: file).standardizedFileURL.deletingLastPathComponent()
    let (from, to) = (here.pathComponents, root.pathComponents)
    let common = zip(from, to).prefix { $0 == $1 }.count
    let steps = from.dropFirst(common).map { _ in ".." } + to.dropFirst(common).map(percentEncoded)
    // A first step that is a name could be taken for the scheme of an address.
    way = "./" + steps.map { $0 + "/" }.joined()
  }

  /// The address of a song's audio as a relative URL reference; `nil` where it is not there, or not in the
  /// corpus.
  ///
  /// - Parameter path: Of the song, within the corpus.
  func address(of path: String) -> String? {
    let steps = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard !steps.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." || $0.contains("\0") }),
      FileManager.default.fileExists(
        atPath: root.appending(path: path).path(percentEncoded: false))
    else { return nil }
    return way + steps.map(percentEncoded).joined(separator: "/")
  }
}

/// A name in which no byte means anything to a URL.
private func percentEncoded(_ name: String) -> String {
  var result = ""
  for byte in name.utf8 {
    let scalar = Unicode.Scalar(byte)
    if byte < 128, scalar.properties.isAlphabetic || "0123456789-._~".utf8.contains(byte) {
      result.unicodeScalars.append(scalar)
    } else {
      result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }
  }
  return result
}

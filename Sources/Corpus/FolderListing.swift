internal import Foundation

/// The files below a folder, hidden ones left out, as paths relative to it.
///
/// Links to files and folders are followed; no folder is listed twice, so loops of links end.
struct FolderListing {
  /// Extensions of audio that is decoded.
  static let audio: Set<String> = [
    "aif", "aifc", "aiff", "au", "caf", "flac", "mp2", "mp3", "oga", "ogg", "opus", "rf64", "snd",
    "w64", "wav", "wave",
  ]
  /// Extensions of audio that is not.
  static let otherAudio: Set<String> = [
    "aac", "ac3", "alac", "amr", "ape", "dff", "dsf", "m4a", "m4b", "mka", "mp4", "mpc", "ra",
    "tta", "wma", "wv",
  ]

  /// Every ordinary file, sorted.
  private(set) var files: [String] = []
  /// What could not be listed.
  private(set) var unpaired: [Unpaired] = []
  private var seen: Set<FileStatus.Identity> = []

  /// Lists a folder.
  ///
  /// - Throws: ``CorpusError`` when it is no folder.
  init(of root: String) throws(CorpusError) {
    guard FileStatus(of: root)?.isFolder == true else {
      throw CorpusError(
        "\(root) is not a folder; --corpus or `root` must name one", fault: .absent)
    }
    var pending = [""]
    while let folder = pending.popLast() { pending += visit(folder, below: root) }
    files.sort()
  }

  /// Lists one folder; returns the folders in it.
  private mutating func visit(_ folder: String, below root: String) -> [String] {
    let path = folder.isEmpty ? root : "\(root)/\(folder)"
    if let identity = FileStatus(of: path)?.identity, !seen.insert(identity).inserted {
      unpaired.append(Unpaired(kind: .repeatedFolder, name: folder))
      return []
    }
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
      unpaired.append(Unpaired(kind: .unreadableFolder, name: folder))
      return []
    }
    var folders: [String] = []
    for name in names.sorted() where !name.hasPrefix(".") {
      let relative = folder.isEmpty ? name : "\(folder)/\(name)"
      let status = FileStatus(of: "\(root)/\(relative)")
      if status?.isFile == true {
        files.append(relative)
      } else if status?.isFolder == true {
        folders.append(relative)
      } else if status == nil, name.unicodeScalars.contains("\u{fffd}") {
        unpaired.append(Unpaired(kind: .unreadableName, name: relative))
      } else if Self.audio.contains(fileExtension(name)) {
        unpaired.append(Unpaired(kind: .notAFile, name: relative))
      }
    }
    return folders.reversed()
  }
}

/// The part of a name after its last dot, in lower case; empty when there is none.
func fileExtension(_ path: String) -> String {
  let name = lastComponent(path)
  guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return "" }
  return name[name.index(after: dot)...].lowercased()
}

/// A path without its extension.
func stem(_ path: String) -> String {
  let count = fileExtension(path).count
  return count == 0 ? path : String(path.dropLast(count + 1))
}

/// A path's last name.
func lastComponent(_ path: String) -> String {
  path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
}

internal import Foundation
internal import Randomness

/// How many shards a catalogue is cut into when nobody says: 1 below 16 songs, else 4, doubled
/// until a shard has at most 250 songs on average. Doubling keeps the number, and with it every
/// shard's content, while a corpus grows.
public func shardCount(songs: Int) -> Int {
  guard songs >= 16 else { return 1 }
  var count = 4
  while songs > 250 * count { count *= 2 }
  return count
}

/// The shard of a song, 0 ..< `count`: by a stable hash of its identifier, so it does not depend on
/// the other songs.
public func shard(of id: String, among count: Int) -> Int {
  Int(stableHash(id) % UInt64(count))
}

/// What writing shards changed.
public struct ShardChanges: Sendable, Equatable {
  /// Files written anew, sorted.
  public let written: [String]
  /// Files left as they were, sorted.
  public let kept: [String]
  /// Files there are now.
  public var current: Int { written.count + kept.count }
  /// Files removed, sorted.
  public let removed: [String]
}

extension Catalogue {
  /// Writes the catalogue by shards, `000.csv` and so on, one file per shard that has songs.
  ///
  /// A file is written only when its content changes or when an audio or lyrics file of it is newer
  /// than it, so that what depends on the others stays valid; files of other shards are removed.
  ///
  /// - Parameters:
  ///   - folder: Where; it is made when it is not there.
  ///   - root: The corpus folder.
  ///   - count: The number of shards, ≥ 1.
  /// - Throws: ``CorpusError`` when a file cannot be written.
  public func writeShards(
    to folder: String, root: String, count: Int
  ) throws(CorpusError) -> ShardChanges {
    precondition(count >= 1, "no shards")
    var shards: [Int: [Song]] = [:]
    for song in songs { shards[shard(of: song.id, among: count), default: []].append(song) }
    let digits = max(3, String(count - 1).count)
    var written: [String] = []
    var kept: [String] = []
    do {
      let manager = FileManager.default
      try manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
      for (number, songs) in shards.sorted(by: { $0.key < $1.key }) {
        let digitsOfNumber = String(number)
        let name =
          String(repeating: "0", count: digits - digitsOfNumber.count) + digitsOfNumber + ".csv"
        let path = "\(folder)/\(name)"
        let content = Data(Catalogue.table(of: songs, labels: labels).text.utf8)
        if manager.contents(atPath: path) == content, !songs.contains(newerThan: path, below: root)
        {
          kept.append(name)
        } else {
          try write(content, to: path)
          written.append(name)
        }
      }
      let current = Set(written + kept)
      let removed = try manager.contentsOfDirectory(atPath: folder).filter { name in
        name.hasSuffix(".csv") && name.dropLast(4).allSatisfy(\.isNumber) && !current.contains(name)
      }.sorted()
      for name in removed { try manager.removeItem(atPath: "\(folder)/\(name)") }
      return ShardChanges(written: written, kept: kept, removed: removed)
    } catch let error as CorpusError {
      throw error
    } catch {
      let code = ((error as? CocoaError)?.underlying ?? error) as? POSIXError
      throw CorpusError(
        "\(folder) cannot be written: \(code.map(reason) ?? error.localizedDescription)",
        fault: code.map { [.ENOSPC, .EDQUOT, .EFBIG, .EIO].contains($0.code) } ?? false
          ? .unfinished : .unwritable)
    }
  }
}

/// Writes a file so that it exists wholly or not at all.
private func write(_ content: Data, to path: String) throws {
  let partial = path + ".partial"
  do {
    try content.write(to: URL(fileURLWithPath: partial))
  } catch {
    try? FileManager.default.removeItem(atPath: partial)
    throw error
  }
  guard unsafe rename(partial, path) == 0 else {
    throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
  }
}

/// Why an operation failed, in the system's words.
private func reason(_ error: POSIXError) -> String {
  unsafe String(cString: strerror(error.code.rawValue))
}

extension [Song] {
  /// Whether an audio or lyrics file changed after a file was written, by the time of its last
  /// change: a file that is replaced by an older one counts. Of a file that says it was written in
  /// the future nobody knows what came after.
  fileprivate func contains(newerThan path: String, below root: String) -> Bool {
    guard let written = FileStatus(of: path)?.written, written <= now() else { return true }
    return contains { song in
      [song.path, song.lyrics].contains { file in
        !file.isEmpty && FileStatus(of: "\(root)/\(file)").map { $0.changed > written } ?? false
      }
    }
  }
}

/// ns since 1970.
private func now() -> Int { Int(Date().timeIntervalSince1970 * 1e9) }

internal import Artifacts
internal import Configuration
internal import DataSplit
internal import Foundation

extension Evidence {
  /// Reads whatever there is; what cannot be read is noted.
  init(reading folder: String) throws(ArtifactError) {
    self.init(folder: folder)
    for path in try artifactPaths(in: folder) {
      do {
        try read(path)
      } catch {
        unreadable.append((path, "\(error)"))
      }
    }
    let limit = "quarantine.yaml"
    do {
      quarantineLimit = try LeakageAudit.quarantineLimit(
        reading: URL(filePath: folder).appending(path: limit).path(percentEncoded: false))
    } catch {
      unreadable.append((limit, "\(error)"))
    }
    songs = catalogue.flatMap(\.songs).sorted { $0.id < $1.id }
    for (song, part) in zip(split?.songIDs ?? [], split?.parts ?? []) {
      partsOfSong[song, default: []].insert(part)
    }
  }

  /// Reads one artifact by what its place says it is.
  private mutating func read(_ path: String) throws {
    let file = URL(filePath: folder).appending(path: path).path(percentEncoded: false)
    guard Artifacts.schema(of: file) != .checkpoint else { return }
    switch path.split(separator: "/").first {
    case "audio": catalogue.append(try CatalogueShard(reading: file))
    case "features":
      let artifact = try FeaturesArtifact(reading: file)
      features.append(ClipTable(path: path, songs: artifact.songs.ids, clips: artifact.clips))
      lostFeatures[path] = artifact.quarantine.map(\.songID)
    case "models":
      let record = try ModelRecord(reading: file)
      models.append(
        Model(
          table: ClipTable(path: path, songs: record.songs.ids, clips: record.clips),
          record: record))
    case "scores":
      let artifact = try ScoresArtifact(reading: file)
      scores.append(ClipTable(path: path, songs: artifact.songs.ids, clips: artifact.clips))
    default:
      let artifact = try SplitArtifact(reading: file)
      split = artifact
      settings = try configuration(
        parsing: artifact.provenance.configuration, name: "the configuration in split.h5"
      ) { try SplitSettings(reading: $0) }.settings
    }
    custody.append(Custody(path: path, provenance: try provenance(of: file)))
  }
}

/// The artifacts of an experiment in the order of the stages, relative to its folder.
private func artifactPaths(in folder: String) throws(ArtifactError) -> [String] {
  let root = URL(filePath: folder)
  guard (try? root.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == true else {
    throw ArtifactError(.missing, "\(folder) is not a folder: give the experiment's, as data/demo")
  }
  var paths: [String] = []
  for stage in ["audio", "features", "split.h5", "models", "scores"] {
    let start = root.appending(path: stage).path(percentEncoded: false)
    guard FileManager.default.fileExists(atPath: start) else { continue }
    if stage.hasSuffix(".h5") {
      paths.append(stage)
    } else {
      let found = FileManager.default.enumerator(atPath: start)?.compactMap { $0 as? String } ?? []
      paths += found.filter { $0.hasSuffix(".h5") }.sorted().map { "\(stage)/\($0)" }
    }
  }
  return paths
}

import ArgumentParser
import Artifacts
import Foundation
import Reporting
import StageKit

/// Writes a playlist for every cluster.
struct WritePlaylists: Stage {
  static let configuration = CommandConfiguration(
    commandName: "playlists",
    abstract: "Write a playlist (M3U) of the songs of every cluster.",
    discussion: """
      A song is in the cluster of most of its clips. Playlists refer to the audio by paths relative \
      to themselves.
      """)

  @Option(help: ArgumentHelp("The experiment's folder of artifacts.", valueName: "folder"))
  var experiment: String
  @Option(help: ArgumentHelp("The folder of the audio.", valueName: "folder"))
  var corpus: String
  @Option(help: ArgumentHelp("The folder to write them into.", valueName: "folder"))
  var output: String
  @OptionGroup var options: StageOptions

  func perform() throws {
    let experiment = try Experiment(reading: ExperimentFolder(experiment), on: options.console)
    var songs: [String: Experiment.Song] = [:]
    for song in experiment.songs { songs[song.id] = song }
    var count = 0
    for evaluation in experiment.evaluations {
      for assignment in evaluation.assignments {
        let steps = [
          evaluation.run.features, evaluation.run.model, evaluation.run.run, assignment.task,
          assignment.clustering,
        ].map(fileName)
        let clusters = evaluation.songs(of: assignment).sorted { $0.key < $1.key }
        for (cluster, ids) in clusters {
          let name = cluster < 0 ? "noise.m3u8" : "cluster-\(cluster).m3u8"
          let path = ([output] + steps + [name]).joined(separator: "/")
          let text = playlist(ids.compactMap { songs[$0] }, from: path)
          try writeFile(text.utf8, to: path)
          count += 1
        }
      }
    }
    options.console.say("\(count) playlists in \(output)")
  }

  /// A playlist of songs; those whose path cannot be on a line are left out.
  private func playlist(_ songs: [Experiment.Song], from path: String) -> String {
    let root = URL(filePath: corpus).standardizedFileURL.pathComponents
    let here = URL(filePath: path).standardizedFileURL.deletingLastPathComponent().pathComponents
    let common = zip(here, root).prefix { $0 == $1 }.count
    let way = here.dropFirst(common).map { _ in ".." } + root.dropFirst(common)
    let lines = songs.filter { !$0.path.contains(where: \.isNewline) }.map { song in
      let seconds = song.duration.isFinite && abs(song.duration) < 1e9 ? Int(song.duration) : -1
      let name = song.name.split(whereSeparator: \.isNewline).joined(separator: " ")
      return "#EXTINF:\(seconds),\(name)\n\((way + [song.path]).joined(separator: "/"))\n"
    }
    return "#EXTM3U\n" + lines.joined()
  }

  /// A text as the name of a file or folder.
  private func fileName(_ text: String) -> String {
    let scalars = text.unicodeScalars.map { scalar -> Unicode.Scalar in
      scalar == "/" || scalar.value < 32 || scalar.value == 127 ? "_" : scalar
    }
    let name = String(String.UnicodeScalarView(scalars))
    return name.isEmpty || name.hasPrefix(".") ? "_" + name : name
  }
}

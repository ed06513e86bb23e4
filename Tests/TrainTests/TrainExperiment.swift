import Artifacts
import DataSplit
import Foundation
import LinearAlgebra
import Randomness
import TestSupport

/// Features and a split in a folder, and the program run on them.
struct TrainExperiment {
  let folder: URL
  /// Clips 0, 1 and 2 of six songs each: four train, one validation, one test.
  static let parts: [Part] = [.train, .train, .validation, .train, .test, .train]
  static let clipsPerSong = 6

  func path(_ name: String) -> String { folder.appending(path: name).path(percentEncoded: false) }

  /// Writes features.h5 and split.h5.
  ///
  /// - Parameters:
  ///   - folder: An empty folder.
  ///   - width: Features a clip.
  ///   - height: Rows that these features form; one axis if 1.
  ///   - genres: Of the six songs; "" for none.
  ///   - configuration: That made the features.
  ///   - change: Changes the features, (36, width).
  init(
    in folder: URL, width: Int = 40, height: Int = 1,
    genres: [String] = ["pop", "rock", "pop", "rock", "pop", "rock"], configuration: String = "",
    _ change: (inout Matrix) -> Void = { _ in }
  ) throws {
    self.folder = folder
    let ids = Self.parts.indices.map { "song \($0)" }
    let songOfClip = ids.indices.flatMap { [Int](repeating: $0, count: Self.clipsPerSong) }
    var generator = Generator(seed: 1)
    let ways = (0..<(2 * width)).map { _ in generator.normal() }
    var x = Matrix(rows: songOfClip.count, columns: width)
    for row in 0..<x.rows {
      let (a, b) = (generator.normal(), generator.normal())
      for j in 0..<width {
        x[row, j] = Float(a * ways[j] + b * ways[width + j] + 0.1 * generator.normal() + 3)
      }
    }
    change(&x)

    func axis(_ name: String, _ count: Int) -> FeatureAxis {
      FeatureAxis(name, .reals((0..<count).map { Double($0) }))
    }
    let songs = try Songs(
      Table([
        .init("song_id", ids), .init("language", ids.map { _ in "hi" }),
        .init("genre", genres),
      ]),
      labels: ["language", "genre"])
    let clips = Clips(
      ids: songOfClip.indices.map { "\(ids[songOfClip[$0]])@\($0 % Self.clipsPerSong)" },
      songs: songOfClip, starts: songOfClip.indices.map { Double($0 % Self.clipsPerSong) },
      durations: songOfClip.map { _ in 1 })
    try FeaturesArtifact.write(
      to: path("features.h5"),
      Provenance(of: path("features.h5"), configuration: configuration, inputs: []),
      axes: (height > 1 ? [axis("band", height)] : []) + [axis("feature", width / height)],
      unit: "1"
    ) { writer in
      try writer.append(x.elements.span)
      return (songs, clips, [])
    }
    try SplitArtifact(
      provenance: Provenance(of: path("split.h5"), configuration: "", inputs: []), songIDs: ids,
      parts: Self.parts, groups: Array(ids.indices), links: []
    ).write(to: path("split.h5"))
  }

  /// Writes a second set of features, one row a song, of some songs.
  func writeSecond(_ songs: [String], to path: String) throws {
    var values = Matrix(rows: songs.count, columns: 5)
    for i in 0..<songs.count { for j in 0..<5 { values[i, j] = Float(i * j % 4) } }
    try FeaturesArtifact.write(
      to: path, Provenance(of: path, configuration: "", inputs: []),
      axes: [FeatureAxis("feature", .reals((0..<5).map(Double.init)))], unit: "1"
    ) { writer in
      try writer.append(values.elements.span)
      return (
        try Songs(Table([.init("song_id", songs)]), labels: []),
        Clips(
          ids: songs, songs: Array(songs.indices), starts: songs.map { _ in 0 },
          durations: songs.map { _ in 1 }),
        []
      )
    }
  }

  /// Writes a second set of songs whose words fill some of three windows, of 5 features each.
  ///
  /// - Parameters:
  ///   - windows: How many those of each song fill.
  ///   - counted: What the file says of the last song, if it lies.
  ///   - path: The file.
  /// - Returns: Its features, (song, 15).
  @discardableResult
  func writeWindows(
    _ windows: [(song: String, count: Int)], counted: Int? = nil, to path: String
  ) throws -> Matrix {
    var values = Matrix(rows: windows.count, columns: 15)
    for (i, song) in windows.enumerated() {
      for j in 0..<(5 * song.count) { values[i, j] = Float((7 * i + 3 * j) % 11) - Float(i) }
    }
    let ids = windows.map(\.song)
    let counts = windows.dropLast().map(\.count) + [counted ?? windows.last?.count ?? 0]
    try FeaturesArtifact.write(
      to: path, Provenance(of: path, configuration: "kind: transformer\n", inputs: []),
      axes: [
        FeatureAxis(FeatureAxis.window, .reals([1, 2, 3])),
        FeatureAxis("statistic", .texts((1...5).map { "component_\($0)" })),
      ], unit: "1"
    ) { writer in
      try writer.append(values.elements.span)
      return (
        try Songs(Table([.init("song_id", ids), .init("windows", counts)]), labels: []),
        Clips(
          ids: ids, songs: Array(ids.indices), starts: ids.map { _ in 0 },
          durations: ids.map { _ in 1 }),
        []
      )
    }
    return values
  }

  /// The rows of clips whose song is in a part.
  static func rows(_ part: Part) -> [Int] {
    (0..<(parts.count * clipsPerSong)).filter { parts[$0 / clipsPerSong] == part }
  }

  /// Starts fitting a model file of this text; what is said goes to messages.txt.
  func start(
    _ yaml: String, output: String = "model.h5", _ more: [String] = [], launch: [String] = []
  ) throws -> ChildProcess {
    let command = launch + (try command(yaml, output: output, more))
    return try ChildProcess(
      "/usr/bin/env", command, output: path("messages.txt"), errors: path("messages.txt"))
  }

  /// What fits a model file of this text.
  private func command(
    _ yaml: String, output: String = "model.h5", _ more: [String]
  ) throws -> [String] {
    try Data(yaml.utf8).write(to: folder.appending(path: "model.yaml"))
    return [
      trainProgram, "--configuration", path("model.yaml"), "--features", path("features.h5"),
      "--split", path("split.h5"), "--output", path(output),
    ] + (more.contains("--seed") ? [] : ["--seed", "42"]) + more
  }

  /// cantus-train; tests lie beside the programs.
  var trainProgram: String {
    URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appending(path: "cantus-train").path(percentEncoded: false)
  }

  /// Runs a program to its end.
  func run(
    _ arguments: [String], program: String? = nil
  ) throws -> (status: Int32, messages: String) {
    let process = try ChildProcess(
      "/usr/bin/env", [program ?? trainProgram] + arguments, output: path("messages.txt"),
      errors: path("messages.txt"))
    return try end(of: process)
  }

  private func end(of process: ChildProcess) throws -> (status: Int32, messages: String) {
    (
      process.wait(),
      String(decoding: try Data(contentsOf: folder.appending(path: "messages.txt")), as: UTF8.self)
    )
  }

  /// Runs it to its end.
  func train(
    _ yaml: String, output: String = "model.h5", _ more: [String] = [], launch: [String] = []
  ) throws -> (status: Int32, messages: String) {
    try end(of: start(yaml, output: output, more, launch: launch))
  }

  /// Runs it to its end and takes what it prints.
  func output(_ yaml: String, _ more: [String]) throws -> String {
    try TestSupport.run(program: "/usr/bin/env", command(yaml, more)).output
  }

  func bytes(_ name: String) throws -> Data { try Data(contentsOf: folder.appending(path: name)) }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }
}

internal import HDF5
public import LinearAlgebra

/// One axis of a feature: mel bands, frames, named statistics.
public struct FeatureAxis: Sendable, Equatable {
  /// The name of an axis of windows of a text; how many a song's words fill is in `songs/windows`.
  public static let window = "window"

  /// Its name, such as "band".
  public let name: String
  /// A number or a name for each position.
  public let coordinates: Table.Values
  /// The unit of the coordinates, such as "Hz".
  public let unit: String

  /// Describes an axis.
  public init(_ name: String, _ coordinates: Table.Values, unit: String = "") {
    self.name = name
    self.coordinates = coordinates
    self.unit = unit
  }

  /// Number of positions.
  public var count: Int { coordinates.count }
}

/// Texts that clips are put into, each with its vector.
public struct Sentences: Sendable, Equatable {
  /// Every text there is.
  public let texts: [String]
  /// Their vectors, (texts, width).
  public let vectors: Matrix

  /// Joins texts and vectors.
  public init(_ texts: [String], _ vectors: Matrix) {
    precondition(vectors.rows == texts.count)
    self.texts = texts
    self.vectors = vectors
  }
}

/// A feature set of clips, `features/F.h5`, or of one shard, `features/F/S.h5`.
public struct FeaturesArtifact: ~Copyable {
  /// What the features were made from.
  public let provenance: Provenance
  /// The songs that clips were cut from.
  public let songs: Songs
  /// The clips, one row of features each.
  public let clips: Clips
  /// The axes of one clip's feature, outermost first.
  public let axes: [FeatureAxis]
  /// How many windows each song's words fill, at least one, where features have an axis of windows;
  /// else `nil`. What lies beyond is 0.
  public let windows: [Int]?
  /// The unit of the values, such as "dB".
  public let unit: String
  /// Texts that values are put into when a model is fitted; `nil` where there are none.
  public let sentences: Sentences?
  /// The songs that could not be used.
  public let quarantine: [QuarantinedSong]
  private let file: HDF5File

  /// Opens a feature set.
  public init(reading path: String) throws {
    let file = try openArtifact(path, .features)
    let provenance = try Provenance(reading: file)
    let songs = try Songs(reading: file)
    let clips = try Clips(reading: file, songs: songs)
    let quarantine = try file.quarantine()
    let unit = try file.text(attribute: "units", of: "features/values")
    let axes = try file.featureAxes(group: "features")
    let (found, expected) = (
      try file.shape(of: "features/values"), [clips.count] + axes.map(\.count)
    )
    guard found == expected else {
      throw ArtifactError(
        .invalid, "\(path): features/values must have the shape \(expected), but has \(found)")
    }
    let sentences = file.contains("sentences") ? try file.sentences() : nil
    let most = FeatureDescription(axes: axes, unit: unit, configuration: "").windows
    let windows = try most.map { most in
      guard let counts = try? songs.table.integers("windows"),
        counts.allSatisfy((1...most).contains)
      else {
        throw ArtifactError(
          .invalid, "\(path): songs/windows must have a number from 1 to \(most) for every song")
      }
      return counts
    }
    // A noncopyable value is set all at once, after everything that can fail.
    self.provenance = provenance
    self.songs = songs
    self.clips = clips
    self.quarantine = quarantine
    self.sentences = sentences
    self.unit = unit
    self.axes = axes
    self.windows = windows
    self.file = file
  }

  /// What the features are.
  public var description: FeatureDescription {
    FeatureDescription(axes: axes, unit: unit, configuration: provenance.configuration)
  }

  /// Numbers a clip.
  public var width: Int { axes.map(\.count).reduce(1, *) }

  /// The features of some clips, one row a clip, axes flattened.
  public func rows(_ range: Range<Int>) throws -> Matrix {
    Matrix(
      rows: range.count, columns: width, elements: try file.read("features/values", rows: range))
  }

  /// Writes a feature set, clip after clip.
  ///
  /// - Parameters:
  ///   - path: The artifact.
  ///   - provenance: What it is made from.
  ///   - axes: The axes of one clip's feature, outermost first.
  ///   - unit: The unit of the values.
  ///   - sentences: Texts that values are put into when a model is fitted.
  ///   - body: Appends the features of all clips in order; returns songs, clips in the same order,
  ///     and the songs that could not be used.
  public static func write(
    to path: String, _ provenance: Provenance, axes: [FeatureAxis], unit: String,
    sentences: Sentences? = nil,
    _ body: (inout FeaturesArtifactWriter) throws -> (
      songs: Songs, clips: Clips, quarantine: [QuarantinedSong]
    )
  ) throws {
    var writer = try FeaturesArtifactWriter(
      path, provenance, axes: axes, unit: unit, sentences: sentences)
    let (songs, clips, quarantine) = try body(&writer)
    try writer.finish(songs: songs, clips: clips, quarantine: quarantine)
  }
}

/// Fills a feature set; dropped before it is finished, it leaves nothing.
public struct FeaturesArtifactWriter: ~Copyable {
  private let artifact: PartialFile
  private let file: HDF5File
  private let axes: [FeatureAxis]

  /// Begins a feature set; see ``FeaturesArtifact/write(to:_:axes:unit:_:)``.
  public init(
    _ path: String, _ provenance: Provenance, axes: [FeatureAxis], unit: String,
    sentences: Sentences? = nil
  ) throws {
    let artifact = try PartialFile(path)
    let file = try unfinished {
      let file = try createArtifact(artifact.partial, .features, provenance)
      try file.createGroup("features")
      try file.createExtendible(
        Float.self, at: "features/values", rowShape: axes.map(\.count), compressed: false)
      try file.describe("features/values", unit: unit, longName: "features of every clip")
      if let sentences { try file.write(sentences) }
      return file
    }
    self.artifact = artifact
    self.file = file
    self.axes = axes
  }

  /// Appends the features of one or more clips.
  public func append(_ rows: Span<Float>) throws {
    try unfinished { try file.append(rows, to: "features/values") }
  }

  /// Writes the features of one or more clips from row `start` on, for clips that do not come in
  /// order; in the end every row must have been written.
  public func write(_ rows: Span<Float>, at start: Int) throws {
    try unfinished { try file.write(rows, to: "features/values", at: start) }
  }

  /// Takes back all clips but the first `count`.
  public func shorten(toClips count: Int) throws {
    try unfinished { try file.shorten("features/values", toRows: count) }
  }

  /// Ends the feature set; from here on it exists.
  ///
  /// - Parameters:
  ///   - songs: The songs that clips were cut from.
  ///   - clips: The clips, in the order of their features.
  ///   - quarantine: The songs that could not be used.
  public consuming func finish(
    songs: Songs, clips: Clips, quarantine: [QuarantinedSong]
  ) throws {
    do {
      try Self.describe(file, axes, songs: songs, clips: clips, quarantine: quarantine)
      try file.close()
    } catch let error as HDF5Error {
      throw ArtifactError(.unfinished, error.description)
    }
    try Artifacts.finish(artifact, .features)
  }

  private static func describe(
    _ file: borrowing HDF5File, _ axes: [FeatureAxis], songs: Songs, clips: Clips,
    quarantine: [QuarantinedSong]
  ) throws {
    try songs.write(to: file)
    try clips.write(to: file, songs: songs)
    try file.write(axes, group: "features")
    let names = axes.map { "features/\($0.name)" }
    try file.attach(dimensions: ["clip"] + names, to: "features/values")
    try file.markAsPlot(
      "features", signal: "values", axes: ["."] + axes.map(\.name), title: "Features by clip")
    try file.write(quarantine: quarantine)
  }
}

extension HDF5File {
  fileprivate func write(_ sentences: Sentences) throws {
    try createGroup("sentences")
    try createDimension("sentence", length: sentences.texts.count)
    try createDimension("sentences/component", length: sentences.vectors.columns)
    try write(sentences.texts, to: "sentences/text", dimensions: ["sentence"])
    try write(
      sentences.vectors.elements, to: "sentences/vector",
      dimensions: ["sentence", "sentences/component"], compressed: false)
    try describe("sentences/vector", unit: "1", longName: "vector of each text")
  }

  fileprivate func sentences() throws -> Sentences {
    let texts = try texts("sentences/text")
    let shape = try shape(of: "sentences/vector")
    guard shape.count == 2, shape[0] == texts.count, shape[1] > 0 else {
      throw ArtifactError(
        .invalid,
        "\(path): sentences/vector must have a row for each of \(texts.count) texts, but has the shape "
          + "\(shape)")
    }
    return Sentences(
      texts, Matrix(rows: shape[0], columns: shape[1], elements: try read("sentences/vector")))
  }
}

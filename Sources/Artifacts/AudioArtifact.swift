internal import HDF5

/// A shard of decoded songs, `audio/S.h5`.
///
/// Samples of all songs lie in one dataset, song after song, and are read by the song: memory does
/// not grow with the shard.
public struct AudioArtifact: ~Copyable {
  /// What the shard was made from.
  public let provenance: Provenance
  /// The songs, with their technical facts.
  public let songs: Songs
  /// The songs that could not be used.
  public let quarantine: [QuarantinedSong]
  /// Samples a second.
  public let sampleRate: Int
  private let file: HDF5File
  private let sampleOffsets: [Int]
  private let fingerprintOffsets: [Int]

  /// Opens a shard.
  public init(reading path: String) throws {
    let file = try openArtifact(path, .audio)
    let provenance = try Provenance(reading: file)
    let songs = try Songs(reading: file)
    let quarantine = try file.quarantine()
    let sampleRate = try file.integer(attribute: "sample_rate", of: "audio")
    guard (1...1_000_000).contains(sampleRate) else {
      throw ArtifactError(.invalid, "\(path): a sample rate of \(sampleRate) Hz is not possible")
    }
    let sampleOffsets = try file.offsets("audio/offsets", of: "audio/samples", songs: songs.count)
    let fingerprintOffsets = try file.offsets(
      "fingerprints/offsets", of: "fingerprints/values", songs: songs.count)
    // A noncopyable value is set all at once, after everything that can fail.
    self.provenance = provenance
    self.songs = songs
    self.quarantine = quarantine
    self.sampleRate = sampleRate
    self.sampleOffsets = sampleOffsets
    self.fingerprintOffsets = fingerprintOffsets
    self.file = file
  }

  /// Number of samples of a song.
  public func sampleCount(song: Int) -> Int { sampleOffsets[song + 1] - sampleOffsets[song] }

  /// Samples of a song, mono.
  ///
  /// - Parameters:
  ///   - song: A row of ``songs``.
  ///   - range: Which samples, within `0 ..< sampleCount(song:)`.
  public func samples(song: Int, _ range: Range<Int>) throws -> [Float] {
    precondition(range.upperBound <= sampleCount(song: song))
    let start = sampleOffsets[song]
    return try file.read(
      "audio/samples", rows: (start + range.lowerBound)..<(start + range.upperBound))
  }

  /// The Chromaprint sub-fingerprints of every song, about eight a second, read at once: they are
  /// small, and compressed together.
  public func fingerprints() throws -> [[UInt32]] {
    let values: [UInt32] = try file.read("fingerprints/values")
    return zip(fingerprintOffsets, fingerprintOffsets.dropFirst()).map { Array(values[$0..<$1]) }
  }

  /// Writes a shard, song by song.
  ///
  /// - Parameters:
  ///   - path: The artifact.
  ///   - provenance: What it is made from.
  ///   - sampleRate: Samples a second.
  ///   - body: Appends every song's samples and ends the song, in order; returns the songs' table in
  ///     the same order and the songs that could not be used.
  public static func write(
    to path: String, _ provenance: Provenance, sampleRate: Int,
    _ body: (inout AudioArtifactWriter) throws -> (songs: Songs, quarantine: [QuarantinedSong])
  ) throws {
    try writeArtifact(to: path, .audio, provenance) { file in
      var writer = try AudioArtifactWriter(file, sampleRate: sampleRate)
      let (songs, quarantine) = try body(&writer)
      try writer.finish(songs: songs, quarantine: quarantine)
    }
  }
}

/// Fills a shard of decoded songs; made by ``AudioArtifact/write(to:_:sampleRate:_:)``.
public struct AudioArtifactWriter: ~Copyable {
  private let file: HDF5File
  private var signal: HDF5Appender
  private var sampleOffsets = [0]
  private var fingerprintOffsets = [0]
  private var fingerprints: [UInt32] = []
  private var samples = 0

  init(_ file: consuming HDF5File, sampleRate: Int) throws {
    try file.createGroup("audio")
    try file.createExtendible(Float.self, at: "audio/samples", rowShape: [], compressed: false)
    try file.setAttribute("sample_rate", of: "audio", to: Int64(sampleRate))
    try file.createGroup("fingerprints")
    signal = try HDF5Appender(to: "audio/samples", in: file)
    self.file = file
  }

  /// Appends samples to the current song.
  public mutating func append(_ block: Span<Float>) throws {
    try signal.append(block, to: file)
    samples += block.count
  }

  /// Ends the current song; what follows belongs to the next.
  ///
  /// - Parameter fingerprint: The song's Chromaprint sub-fingerprints.
  public mutating func endSong(fingerprint: [UInt32]) throws {
    fingerprints += fingerprint
    sampleOffsets.append(samples)
    fingerprintOffsets.append(fingerprints.count)
    beginWriting(file.path)
  }

  consuming func finish(songs: Songs, quarantine: [QuarantinedSong]) throws {
    precondition(songs.count == sampleOffsets.count - 1, "a row for every song that was ended")
    try signal.finish(in: file)
    try songs.write(to: file)
    try file.createDimension("song_boundary", length: sampleOffsets.count)
    try file.createDimension("sample", length: samples)
    try file.attach(dimensions: ["sample"], to: "audio/samples")
    try file.describe("audio/samples", unit: "1", longName: "mono samples of all songs")
    try file.write(
      sampleOffsets.map(Int64.init), to: "audio/offsets", dimensions: ["song_boundary"])
    try file.describe(
      "audio/offsets", unit: "sample", longName: "song i has samples offsets[i] to offsets[i+1]")
    try file.markAsPlot("audio", signal: "samples", axes: ["."], title: "Decoded audio")
    try file.createDimension("subfingerprint", length: fingerprints.count)
    try file.write(fingerprints, to: "fingerprints/values", dimensions: ["subfingerprint"])
    try file.describe("fingerprints/values", unit: "", longName: "Chromaprint sub-fingerprints")
    try file.write(
      fingerprintOffsets.map(Int64.init), to: "fingerprints/offsets",
      dimensions: ["song_boundary"])
    try file.write(quarantine: quarantine)
    try file.close()
  }
}

extension HDF5File {
  /// Reads offsets of a ragged dataset and checks that they ascend from 0 to its length.
  fileprivate func offsets(_ name: String, of dataset: String, songs: Int) throws -> [Int] {
    let offsets = try integers(name)
    let length = try shape(of: dataset).first ?? 0
    guard offsets.count == songs + 1, offsets.first == 0, offsets.last == length,
      zip(offsets, offsets.dropFirst()).allSatisfy({ $0 <= $1 })
    else {
      throw ArtifactError(.invalid, "\(path): \(name) does not divide \(dataset) among the songs")
    }
    return offsets
  }
}

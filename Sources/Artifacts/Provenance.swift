internal import Foundation
internal import HDF5

/// What kind of artifact a file is: a name and a version, as in "cantus.audio/1".
public enum Schema: String, Sendable, CaseIterable {
  /// A shard of decoded audio.
  case audio = "cantus.audio/1"
  /// One feature set of a shard, or of all.
  case features = "cantus.features/1"
  /// Which song lies in which part.
  case split = "cantus.split/1"
  /// A fitted model and its latents.
  case model = "cantus.model/1"
  /// Latents of new songs.
  case latents = "cantus.latents/1"
  /// Clusterings of a model's latents and their scores.
  case scores = "cantus.scores/1"
  /// The leakage audit.
  case audit = "cantus.audit/1"
  /// What leaky splits do to scores.
  case leakage = "cantus.leakage/1"
  /// A training run that was interrupted.
  case checkpoint = "cantus.checkpoint/1"
}

/// Which program made an artifact, from what. It holds no times: the same work leaves the same bytes.
public struct Provenance: Sendable, Equatable {
  /// A file that went into an artifact.
  public struct Input: Sendable, Equatable {
    /// Its path relative to the artifact's folder.
    public let path: String
    /// The digest in its seal; of what is no artifact, SHA-256. 64 hexadecimal digits.
    public let digest: String

    /// Names an input.
    public init(path: String, digest: String) {
      self.path = path
      self.digest = digest
    }
  }

  /// This program, as artifacts name it.
  public static let program = "cantus 0.1.0"

  /// The program that made the artifact.
  public let producer: String
  /// The resolved configuration, YAML; empty where there is none.
  public var configuration: String
  /// The artifacts and tables that were read.
  public let inputs: [Input]
  /// The seed of every random number; `nil` where none was drawn.
  public var seed: UInt64?

  /// Records what an artifact is about to be made from; the inputs are read to take their digests.
  ///
  /// To be asked before any input is opened, so that damaged ones are refused unread.
  ///
  /// - Parameters:
  ///   - output: Where the artifact will be.
  ///   - configuration: The resolved YAML.
  ///   - inputs: The artifacts and tables that are read.
  ///   - brought: Files that are read and that a user brings.
  ///   - seed: The seed, where random numbers are drawn.
  /// - Throws: ``ArtifactError`` when an input cannot be read, or is an artifact that was damaged or
  ///   edited after it was made.
  public init(
    of output: String, configuration: String, inputs: [String], brought: [String] = [],
    seed: UInt64? = nil
  ) throws(ArtifactError) {
    try self.init(
      of: output, configuration: configuration, inputs: inputs + brought, seed: seed
    ) { path throws(ArtifactError) in
      try digestOfIntactFile(path, isOurs: !brought.contains(path))
    }
  }

  /// Records what an artifact is about to be made from.
  ///
  /// - Parameters:
  ///   - output: Where the artifact will be.
  ///   - configuration: The resolved YAML.
  ///   - inputs: The files that are read.
  ///   - seed: The seed, where random numbers are drawn.
  ///   - digest: The digest of an input.
  /// - Throws: ``ArtifactError`` when the output is an input; what `digest` throws.
  public init(
    of output: String, configuration: String, inputs: [String], seed: UInt64? = nil,
    digest: (String) throws(ArtifactError) -> String
  ) throws(ArtifactError) {
    var recorded: [Input] = []
    for input in inputs {
      guard canonical(input) != canonical(output) else {
        throw ArtifactError(.unwritable, "\(output) is an input: write to another file")
      }
      recorded.append(
        Input(
          path: relativePath(to: input, from: folder(of: output)),
          digest: try digest(input)))
    }
    self.producer = Self.program
    self.configuration = configuration
    self.inputs = recorded
    self.seed = seed
  }

  init(reading file: borrowing HDF5File) throws {
    producer = try file.text(attribute: "producer")
    configuration = try file.text(attribute: "configuration")
    inputs = try file.texts(attribute: "inputs").map { line in
      let parts = line.split(separator: "  ", maxSplits: 1).map(String.init)
      guard parts.count == 2 else {
        throw ArtifactError(.invalid, "\(file.path): an input must be a digest and a path")
      }
      return Input(path: parts[1], digest: parts[0])
    }
    seed =
      file.hasAttribute("seed")
      ? UInt64(bitPattern: Int64(try file.integer(attribute: "seed"))) : nil
  }

  func write(_ schema: Schema, to file: borrowing HDF5File) throws {
    try file.setAttribute("NX_class", to: "NXroot")
    try file.setAttribute("schema", to: schema.rawValue)
    try file.setAttribute("producer", to: producer)
    try file.setAttribute("configuration", to: configuration)
    try file.setAttribute("inputs", to: inputs.map { "\($0.digest)  \($0.path)" })
    if let seed { try file.setAttribute("seed", to: Int64(bitPattern: seed)) }
  }
}

/// The folder that a path lies in.
func folder(of path: String) -> String {
  URL(filePath: path).deletingLastPathComponent().path(percentEncoded: false)
}

private func canonical(_ path: String) -> String {
  URL(filePath: path).resolvingSymlinksInPath().standardizedFileURL.path(percentEncoded: false)
}

/// How to reach `path` from `folder`: "../features/mel.h5".
private func relativePath(to path: String, from folder: String) -> String {
  let target = URL(filePath: path).standardizedFileURL.pathComponents
  let base = URL(filePath: folder).standardizedFileURL.pathComponents
  let shared = zip(target, base).prefix { $0 == $1 }.count
  return (Array(repeating: "..", count: base.count - shared) + target[shared...])
    .joined(separator: "/")
}

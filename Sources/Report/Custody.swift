import Artifacts
import Reporting

/// Where every artifact came from. Digests are those that later stages have recorded, so that large
/// files are not read again; the audit makes sure that they are right.
struct Custody {
  private var found: [(path: String, stage: String, location: String, Provenance)] = []
  private var schemas: [String] = []

  /// Notes an artifact.
  ///
  /// - Parameters:
  ///   - path: Within the experiment's folder.
  ///   - stage: The make target that writes it.
  ///   - location: Where to open it.
  mutating func add(_ path: String, stage: String, at location: String) throws {
    found.append((path, stage, location, try provenance(of: location)))
    schemas.append(schema(of: location)?.rawValue ?? "")
  }

  /// What is known of each, in the order of adding.
  ///
  /// - Throws: What keeps a file from being read, where no other file has recorded its digest.
  func artifacts() throws -> [Experiment.Artifact] {
    var digests: [String: String] = [:]
    for (path, _, _, provenance) in found {
      for input in provenance.inputs { digests[resolved(input.path, from: path)] = input.digest }
    }
    return try zip(found, schemas).map { item, schema in
      let (path, stage, location, provenance) = item
      return Experiment.Artifact(
        path: path, stage: stage, schema: schema, producer: provenance.producer,
        seed: provenance.seed, digest: try digests[path] ?? SealedFile(of: location).digest,
        inputs: provenance.inputs.map {
          Experiment.Artifact.Input(path: $0.path, digest: $0.digest)
        },
        configuration: provenance.configuration)
    }
  }

  /// An input's path within the experiment's folder.
  private func resolved(_ input: String, from artifact: String) -> String {
    var parts = artifact.split(separator: "/").dropLast().map(String.init)
    for step in input.split(separator: "/").map(String.init) {
      if step == "..", let last = parts.last, last != ".." {
        parts.removeLast()
      } else {
        parts.append(step)
      }
    }
    return parts.joined(separator: "/")
  }
}

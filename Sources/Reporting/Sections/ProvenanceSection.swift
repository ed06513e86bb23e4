internal import Charts

/// Where every file came from, and how to make it again.
struct ProvenanceSection {
  struct Artifact {
    let path: String
    let schema: String
    let producer: String
    let seed: String
    let digest: String
    let inputs: [Input]
    let configuration: String
    let hasConfiguration: Bool
    let command: String
  }

  struct Input {
    let path: String
    let digest: String
  }

  /// Most artifacts of one stage in the page: there may be thousands of shards.
  static let mostOfStage = 50

  let isMissing: Bool
  let command: String
  let artifacts: [Artifact]
  let left: String

  init(_ experiment: Experiment) {
    var counts: [String: Int] = [:]
    let shown = experiment.artifacts.filter { artifact in
      counts[artifact.stage, default: 0] += 1
      return counts[artifact.stage, default: 0] <= ProvenanceSection.mostOfStage
    }
    isMissing = shown.isEmpty
    let make = "make EXPERIMENT=\(ProvenanceSection.quoted(experiment.name))"
    command = make + " report"
    artifacts = shown.map { artifact in
      Artifact(
        path: artifact.path, schema: artifact.schema, producer: artifact.producer,
        seed: artifact.seed.map(String.init) ?? "–",
        digest: String(artifact.digest.prefix(12)),
        inputs: artifact.inputs.prefix(24).map {
          Input(path: $0.path, digest: String($0.digest.prefix(12)))
        }
          + (artifact.inputs.count > 24
            ? [Input(path: "and \(grouped(artifact.inputs.count - 24)) more", digest: "")] : []),
        configuration: artifact.configuration, hasConfiguration: !artifact.configuration.isEmpty,
        command: "\(make) \(artifact.stage)")
    }
    let more = experiment.artifacts.count - shown.count
    left = more > 0 ? "And \(counted(more, "file")) more of the same kinds." : ""
  }

  /// A word as a shell takes it literally.
  private static func quoted(_ word: String) -> String {
    let plain = word.unicodeScalars.allSatisfy {
      $0.isASCII && ($0.properties.isAlphabetic || "0123456789-_.".unicodeScalars.contains($0))
    }
    return plain && !word.isEmpty
      ? word
      : "'"
        + word.split(separator: "'", omittingEmptySubsequences: false)
        .joined(separator: "'\\''") + "'"
  }
}

internal import Artifacts
internal import Configuration
internal import Foundation

// Whether the artifacts are what they were when others were made from them.
extension Check {
  static let brokenChain = Check(
    code: "L40", title: "a stale, missing, unreadable or hand-edited artifact", severity: .error
  ) { evidence, check in
    var answer = Answer(examined: evidence.custody.count + evidence.unreadable.count)
    for (path, reason) in evidence.unreadable {
      answer.findings.append(
        check.finding(
          "\(path) cannot be read: \(reason).", [path],
          remedy: "Delete \(path) and run make again."))
    }
    if evidence.split == nil, !evidence.unreadable.contains(where: { $0.path == "split.h5" }) {
      answer.findings.append(
        check.finding(
          "There is no split.h5, so nothing says which songs may be learnt from.", ["split.h5"],
          remedy: "Run make split."))
    }
    for artifact in evidence.custody where artifact.seal != .intact {
      answer.findings.append(
        check.finding(
          "\(artifact.path) was changed after it was made: its seal is \(artifact.seal).",
          [artifact.path], remedy: "Delete \(artifact.path) and run make again."))
    }
    var digests = evidence.digests
    for artifact in evidence.custody {
      for input in artifact.provenance.inputs {
        let path = resolve(input.path, from: artifact.path, in: evidence.folder)
        let digest = digests[path.relative] ?? digestOfRegularFile(path.absolute)
        digests[path.relative] = digest
        guard digest != input.digest else { continue }
        answer.findings.append(
          check.finding(
            digest.isEmpty
              ? "\(artifact.path) was made from \(path.relative), which is missing."
              : """
              \(path.relative) is not what \(artifact.path) was made from: it was made again or \
              edited since.
              """, [artifact.path, path.relative],
            remedy: "Run make again; if \(path.relative) was edited by hand, delete it before."))
      }
    }
    return answer
  }

  static let otherConfiguration = Check(
    code: "L41", title: "settings that are not those of the experiment's files", severity: .error
  ) { evidence, check in
    guard let folder = evidence.configurations else { return Answer(examined: 0) }
    var answer = Answer(examined: 0)
    for artifact in evidence.custody {
      guard let name = configurationFile(of: artifact.path) else { continue }
      answer.examined += 1
      let file = URL(filePath: folder).appending(path: name).path(percentEncoded: false)
      do {
        let differing = try contradictions(
          of: file, with: artifact.provenance.configuration, as: evidence.variants,
          onlyKnown: name == "corpus.yaml", except: ["accepted"])
        guard !differing.isEmpty else { continue }
        answer.findings.append(
          check.finding(
            "\(artifact.path) was made with other settings than \(name) has: "
              + "\(shortened(differing)).",
            [artifact.path], remedy: "Run make again."))
      } catch {
        answer.findings.append(
          check.finding(
            "\(artifact.path) cannot be compared with its settings: \(error).",
            [artifact.path], remedy: "Restore \(name), or delete \(artifact.path)."))
      }
    }
    return answer
  }

  static let mixedPrograms = Check(
    code: "L42", title: "artifacts of different program versions", severity: .warning
  ) { evidence, check in
    var answer = Answer(examined: evidence.custody.count)
    let producers = Set(evidence.custody.map(\.provenance.producer)).sorted()
    if producers.count > 1 {
      let current = producers.last ?? ""
      answer.findings.append(
        check.finding(
          "The artifacts were made by \(producers.joined(separator: " and ")).",
          evidence.custody.filter { $0.provenance.producer != current }.map(\.path),
          remedy: "Delete the older ones and run make again."))
    }
    return answer
  }

  static let quarantineExceeded = Check(
    code: "L43", title: "more songs quarantined than allowed", severity: .error
  ) { evidence, check in
    let tally = QuarantineTally(of: evidence.catalogue, limit: evidence.quarantineLimit)
    var answer = Answer(examined: tally.songs)
    if tally.isExceeded {
      answer.findings.append(
        check.finding(
          tally.explanation, tally.quarantined.map(\.songID),
          remedy: "Repair or remove the songs, or raise max_quarantined in corpus.yaml."))
    }
    return answer
  }
}

/// The YAML file that an artifact is made with; `nil` where there is none.
private func configurationFile(of artifact: String) -> String? {
  let names = artifact.split(separator: "/").map(String.init)
  switch names.first {
  case "audio": return "corpus.yaml"
  case "split.h5": return "split.yaml"
  case "scores": return "evaluation.yaml"
  case "features": return names.count == 3 ? "features/\(names[1]).yaml" : nil
  case "models": return names.count == 4 ? "models/\(names[1])/\(names[2]).yaml" : nil
  default: return nil
  }
}

/// The digest of a file, or nothing where there is none; a device or a pipe might never end.
private func digestOfRegularFile(_ path: String) -> String {
  let values = try? URL(filePath: path).resolvingSymlinksInPath()
    .resourceValues(forKeys: [.isRegularFileKey])
  guard values?.isRegularFile == true else { return "" }
  return (try? SealedFile(of: path).digest) ?? ""
}

/// Where an input is that an artifact names relative to its own folder.
private func resolve(
  _ input: String, from artifact: String, in folder: String
) -> (relative: String, absolute: String) {
  let root = URL(filePath: folder, directoryHint: .isDirectory).standardizedFileURL
  let file = root.appending(path: artifact).deletingLastPathComponent().appending(path: input)
    .standardizedFileURL
  let (base, absolute) = (root.path(percentEncoded: false), file.path(percentEncoded: false))
  return (absolute.hasPrefix(base) ? String(absolute.dropFirst(base.count)) : absolute, absolute)
}

internal import Artifacts
internal import Digest
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
    var digests = evidence.digests
    for artifact in evidence.custody {
      for input in artifact.provenance.inputs {
        let path = resolve(input.path, from: artifact.path, in: evidence.folder)
        let digest = digests[path.relative] ?? digestOfRegularFile(path.absolute)
        digests[path.relative] = digest
        guard digest != input.sha256 else { continue }
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

/// The SHA-256 of a file, or nothing where there is none; a device or a pipe might never end.
private func digestOfRegularFile(_ path: String) -> String {
  let values = try? URL(filePath: path).resolvingSymlinksInPath()
    .resourceValues(forKeys: [.isRegularFileKey])
  guard values?.isRegularFile == true else { return "" }
  return (try? sha256(ofFile: path)) ?? ""
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

internal import Artifacts
internal import ClusterMetrics
internal import DataSplit
internal import Randomness
internal import Statistics

// Whether the figures measure what they are read as.
extension Check {
  static let unnamedSpace = Check(
    code: "L30", title: "an internal metric that does not say where it was measured",
    severity: .error
  ) { evidence, check in
    var answer = Answer(examined: 0)
    for scores in evidence.scores {
      let table = scores.artifact.scores
      let (metrics, spaces) = (try table.texts("metric"), try table.texts("space"))
      let rows = metrics.indices.filter { internalMetrics.contains(metrics[$0]) }
      answer.examined += rows.count
      let unknown = rows.filter { spaces[$0].isEmpty }
      if !unknown.isEmpty {
        answer.findings.append(
          check.finding(
            """
            \(scores.table.path) has internal metrics without the space that they were measured in: \
            nothing says what they may be compared with.
            """, Set(unknown.map { metrics[$0] }).sorted(),
            remedy: "Delete \(scores.table.path) and run make evaluate."))
      }
    }
    return answer
  }

  static let sampledLatents = Check(
    code: "L31", title: "sampled latents scored instead of means", severity: .error
  ) { evidence, check in
    // What another model is called says nothing.
    let isSampled = { (space: String) in
      space.replacing(/\ of model .*/, with: "").contains("sample")
    }
    return try findings(check, evidence, inSpaces: isSampled) { path, _ in
      (
        "\(path) scores samples of the posterior, which add noise of their own.",
        remedy: "Score latent means."
      )
    }
  }

  static let otherSpace = Check(
    code: "L35", title: "an internal metric in the space of another model", severity: .warning
  ) { evidence, check in
    try findings(check, evidence, inSpaces: { $0.contains(" of model ") }) { path, spaces in
      (
        """
        \(path) measures its clusters in another space than they were looked for in \
        (\(spaces.joined(separator: ", "))): what is near there says nothing of this model.
        """,
        remedy: "Read its silhouettes in its own space; leave measured_in out of evaluation.yaml."
      )
    }
  }

  static let confound = Check(
    code: "L32", title: "a label that goes with how songs were collected", severity: .warning
  ) { evidence, check in
    var answer = Answer(examined: 0)
    for (label, values) in evidence.labelsOfCatalogue where evidence.tasks.contains(label) {
      let songs = evidence.songs.filter { values[$0.id]?.isEmpty == false }
      let classes = numbered(songs.map { values[$0.id] ?? "" })
      guard Set(classes).count > 1 else { continue }
      for property in evidence.properties(of: songs) where property.name != label {
        answer.examined += 1
        let numbers = numbered(property.values)
        let v = cramersV(classes, numbers)
        var generator = Generator(seed: 0, stream: "confound \(label) \(property.name)")
        let interval = bootstrapIntervals(
          groups: Array(songs.indices), resamples: 500, using: &generator,
          threads: evidence.threads
        ) { rows in [cramersV(rows.map { classes[$0] }, rows.map { numbers[$0] })] }[0]
        guard v >= 0.3, interval.low > 0.1 else { continue }
        answer.findings.append(
          check.finding(
            """
            The songs' \(label) goes with their \(property.name): Cramér's V is \(hundredths(v)) \
            (95 % interval \(hundredths(interval.low)) to \(hundredths(interval.high))). A model that \
            hears the \(property.name) seems to know the \(label).
            """, [label, property.name],
            remedy: "Balance the corpus, or report the confound row beside the scores."))
      }
    }
    return answer
  }

  static let tooSmall = Check(
    code: "L33", title: "a label too rare to test", severity: .warning
  ) { evidence, check in
    let least = 3
    var answer = Answer(examined: 0)
    var rare: [String: Set<String>] = [:]
    for scores in evidence.scores {
      let artifact = scores.artifact
      let songs = artifact.evaluatedSongs
      for task in Set(try artifact.scores.texts("task")).sorted() {
        guard let labels = try? artifact.songs.label(task) else { continue }
        var counts: [String: Int] = [:]
        for song in songs where !labels[song].isEmpty { counts[labels[song], default: 0] += 1 }
        answer.examined += counts.count
        rare[task, default: []].formUnion(counts.filter { $0.value < least }.keys)
      }
    }
    for (task, labels) in rare.sorted(by: { $0.key < $1.key }) where !labels.isEmpty {
      answer.findings.append(
        check.finding(
          "Fewer than \(least) songs of some \(task) are scored: nothing can be said about them.",
          labels.sorted(), remedy: "Score more songs, or leave these out."))
    }
    return answer
  }

  static let degenerate = Check(
    code: "L34", title: "a clustering that is no better than one cluster", severity: .warning
  ) { evidence, check in
    var answer = Answer(examined: 0)
    for scores in evidence.scores {
      let artifact = scores.artifact
      for assignment in artifact.assignments {
        guard let labels = try? artifact.songs.label(assignment.task) else { continue }
        let classes = artifact.evaluated.map { labels[artifact.clips.songs[$0]] }
        let rows = classes.indices.filter { !classes[$0].isEmpty && assignment.clusters[$0] >= 0 }
        guard !rows.isEmpty else { continue }
        answer.examined += 1
        let table = ContingencyTable(
          classes: numbered(rows.map { classes[$0] }),
          clusters: rows.map { assignment.clusters[$0] })
        let purity = ExternalMetric.purity.score(table)
        let majority = Double(table.classCounts.max() ?? 0) / Double(rows.count)
        guard Set(classes).count > 1, purity <= majority else { continue }
        answer.findings.append(
          check.finding(
            """
            The \(assignment.clustering) clusters for \(assignment.task) in \(scores.table.path) \
            are as pure as one cluster of everything: \(percent(purity)).
            """, [scores.table.path],
            remedy: "Read no result from it; another model or clustering may find more."))
      }
    }
    return answer
  }
}

/// A finding for each file of scores that were measured in some spaces.
private func findings(
  _ check: Check, _ evidence: Evidence, inSpaces isFound: (String) -> Bool,
  _ sentences: (_ path: String, _ spaces: [String]) -> (message: String, remedy: String)
) throws -> Check.Answer {
  var answer = Check.Answer(examined: 0)
  for scores in evidence.scores {
    let spaces = Set(try scores.artifact.scores.texts("space")).filter { !$0.isEmpty }
    answer.examined += spaces.count
    let found = spaces.filter(isFound).sorted()
    guard !found.isEmpty else { continue }
    let (message, remedy) = sentences(scores.table.path, found)
    answer.findings.append(check.finding(message, [scores.table.path], remedy: remedy))
  }
  return answer
}

/// Metrics that look at positions, never at labels.
let internalMetrics = Set(InternalMetric.allCases.map(\.rawValue))
/// What is the same whatever the labels.
let labelFreeMetrics = internalMetrics.union(["coverage"])

private func hundredths(_ value: Double) -> Double { (value * 100).rounded() / 100 }

internal import Charts

/// The first page: what was done, what came out, what to beware of.
struct Summary {
  struct Tile {
    let value: String
    let label: String
    let detail: String
    let kind: String
  }

  struct Alert {
    let badge: Markup
    let text: String
  }

  struct Verdict {
    let task: String
    let score: String
    let winner: String
    let detail: String
    let significance: String
    let caution: String
    let figure: Figure
  }

  let tiles: [Tile]
  let alerts: [Alert]
  let verdicts: [Verdict]
  let calm: Bool

  init(_ experiment: Experiment) {
    tiles = Summary.tiles(experiment)
    let found = Alerts(experiment).all
    alerts = found.map { Alert(badge: $0.badge.html, text: $0.text) }
    calm = found.isEmpty && !experiment.songs.isEmpty
    verdicts = experiment.tasks.enumerated().compactMap { index, task in
      Summary.verdict(experiment, task, id: "verdict-\(index + 1)")
    }
  }

  private static func tiles(_ experiment: Experiment) -> [Tile] {
    let seconds = experiment.songs.reduce(0) { $0 + ($1.duration.isFinite ? $1.duration : 0) }
    let clips = experiment.features.map(\.clips)
    let sets = counted(experiment.features.count, "feature set")
    let clipText =
      Set(clips).count <= 1
      ? grouped(clips.first ?? 0) : "\(grouped(clips.min() ?? 0))–\(grouped(clips.max() ?? 0))"
    let audit = experiment.audit?.badge ?? Badge("not made", .caution)
    let checks = experiment.audit.map { audit in
      let warnings = audit.findings.count { $0.severity == "warning" }
      return counted(audit.checks.count, "check")
        + (warnings > 0 ? ", \(counted(warnings, "warning"))" : "")
    }
    let word = audit.text.hasPrefix("passed") ? "passed" : audit.text
    let quarantined = experiment.quarantine.count
    return [
      Tile(
        value: grouped(experiment.songs.count), label: "songs", detail: duration(seconds),
        kind: "neutral"),
      Tile(value: clipText, label: "clips", detail: sets, kind: "neutral"),
      Tile(
        value: grouped(experiment.models.count), label: "models",
        detail: "\(counted(experiment.clusterings.count, "clustering")) each", kind: "neutral"),
      Tile(
        value: grouped(quarantined), label: "quarantined",
        detail: quarantined == 0 ? "no song was set aside" : "set aside with a reason",
        kind: quarantined == 0 ? "neutral" : "caution"),
      Tile(
        value: "\(audit.symbol) \(word)", label: "leakage audit", detail: checks ?? "make audit",
        kind: audit.kind.rawValue + " words"),
    ]
  }

  private static func verdict(_ experiment: Experiment, _ task: String, id: String) -> Verdict? {
    let candidates = experiment.candidates(task)
    guard let best = candidates.first else { return nil }
    let metric = Metric.leading.name
    let things = counted(best.count, best.level)
    let bounds = best.bounds.low.isFinite && best.bounds.high.isFinite
    let interval =
      bounds
      ? " (95 % interval \(decimal(best.bounds.low, 2)) to \(decimal(best.bounds.high, 2)))" : ""
    return Verdict(
      task: task, score: decimal(best.value, 2),
      winner: "\(best.name), \(clusteringName(best.clustering))\(interval)",
      detail: "highest \(metric) over \(things) of the \(partName(experiment.reportedPart)), of "
        + "\(counted(candidates.count, "combination")) tried. "
        + "A random grouping scores 0 on average, the best of several more.",
      significance: significance(experiment, task), caution: caution(best),
      figure: figure(experiment, task, candidates, id: id))
  }

  /// Which models differ, and which do not or cannot be told apart.
  private static func significance(_ experiment: Experiment, _ task: String) -> String {
    guard let comparison = experiment.comparisons.first(where: { $0.task == task }) else {
      return "There is one model: nothing is compared."
    }
    func pairs(_ verdict: String) -> Int { comparison.pairs.count { $0.verdict == verdict } }
    let models = counted(comparison.standings.count, "model")
    let sentence =
      experiment.winner(task).map { "\($0) is significantly better than every other model." }
      ?? "No model is significantly better than all others."
    return "\(sentence) Of \(counted(comparison.pairs.count, "pair")) of \(models), "
      + "\(grouped(pairs("significant"))) differ significantly, "
      + "\(grouped(pairs("not significant"))) do not, and \(grouped(pairs("untestable"))) cannot be "
      + "tested on \(counted(comparison.songs, "song"))."
  }

  /// The 95 % half-width of a share measured on n independent objects is at most 0.98 / √n.
  private static func caution(_ best: Experiment.Candidate) -> String {
    let halfWidth = decimal(0.98 / Double(max(best.count, 1)).squareRoot(), 2)
    let noise =
      "\(counted(best.count, best.level)) evaluated: a share measured on so many is uncertain by up "
      + "to ±\(halfWidth), and smaller differences are noise."
    return best.count < 50 ? noise + " Too few to support a claim about any model." : noise
  }

  private static func figure(
    _ experiment: Experiment, _ task: String, _ candidates: [Experiment.Candidate], id: String
  ) -> Figure {
    let series = experiment.clusterings.filter { key in candidates.contains { $0.clustering == key }
    }
    var names: [String] = []
    for candidate in candidates where !names.contains(candidate.name) {
      names.append(candidate.name)
    }
    let rows = names.prefix(12).map { name in
      let own = candidates.filter { $0.name == name }
      return DotPlot.Row(
        name,
        series.map { key in own.first { $0.clustering == key }?.value ?? .nan })
    }
    let level = candidates.first?.level ?? "song"
    let plot = DotPlot(
      title: "Models by \(task)", label: "\(Metric.leading.name) at \(level) level",
      series: series.map(clusteringName), rows: rows)
    let more = names.count > 12 ? " The 12 highest of \(names.count) models." : ""
    return Figure(
      id: id, title: "How well clusters agree with \(task)",
      note: "0 is what a random grouping scores on average." + more,
      legend: plot.legend, panels: [plot.drawing])
  }
}

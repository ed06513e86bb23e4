internal import Charts

/// What a reader should know before believing a figure.
struct Alerts {
  let all: [(badge: Badge, text: String)]

  init(_ experiment: Experiment) {
    all =
      Alerts.audit(experiment) + Alerts.parts(experiment) + Alerts.songs(experiment)
      + Alerts.balance(experiment)
      + Alerts.models(experiment) + Alerts.clusters(experiment) + Alerts.confounds(experiment)
      + Alerts.tests(experiment)
      + experiment.absent.map { (Badge("absent", .neutral), $0) }
  }

  private static func audit(_ experiment: Experiment) -> [(badge: Badge, text: String)] {
    guard let audit = experiment.audit else { return [] }
    let errors = audit.findings.count { $0.severity == "error" }
    let warnings = audit.findings.count { $0.severity == "warning" }
    var alerts: [(badge: Badge, text: String)] = []
    if errors > 0 {
      alerts.append(
        (
          Badge("leakage", .bad),
          "The audit has \(counted(errors, "error")): no figure below can be trusted until they are "
            + "remedied."
        ))
    }
    if warnings > 0 {
      alerts.append((Badge("audit", .caution), "The audit has \(counted(warnings, "warning"))."))
    }
    return alerts
  }

  /// Scores of songs that fitting or choosing has seen.
  private static func parts(_ experiment: Experiment) -> [(badge: Badge, text: String)] {
    let seen: [(part: String, text: String)] = [
      (
        "train",
        "Scored songs include those that models were fitted to: the figures say how models order what "
          + "they know, not what they would make of new songs."
      ),
      (
        "validation",
        "Scored songs include those by which the best epoch of a network was chosen."
      ),
    ]
    return seen.filter { experiment.reportedPart.contains($0.part) }
      .map { (Badge("seen songs", .caution), $0.text) }
  }

  private static func songs(_ experiment: Experiment) -> [(badge: Badge, text: String)] {
    var alerts: [(badge: Badge, text: String)] = []
    let quarantined = experiment.quarantine.count
    if quarantined > 0 {
      let share = Double(quarantined) / Double(quarantined + experiment.songs.count) * 100
      alerts.append(
        (
          Badge("quarantine", .caution),
          "\(counted(quarantined, "song")) of \(grouped(quarantined + experiment.songs.count)) "
            + "(\(decimal(share, 1)) %) could not be used."
        ))
    }
    let duplicates = DuplicateGroups(experiment).groups
    if !duplicates.isEmpty {
      alerts.append(
        (
          Badge("duplicates", .neutral),
          "\(counted(duplicates.count, "group")) of songs that belong together, such as two copies of "
            + "a recording; each group lies in one part of the split."
        ))
    }
    return alerts
  }

  private static func balance(_ experiment: Experiment) -> [(badge: Badge, text: String)] {
    experiment.labels.indices.compactMap { index in
      let counts = LabelCounts(experiment.songs.map { $0.labels[index] }).counts.map(\.count)
      guard let most = counts.max(), let least = counts.min(), counts.count > 1, most > 2 * least
      else { return nil }
      return (
        Badge("imbalance", .caution),
        "\(experiment.labels[index]): the largest group has \(grouped(most)) songs, the smallest "
          + "\(grouped(least))."
      )
    }
  }

  private static func models(_ experiment: Experiment) -> [(badge: Badge, text: String)] {
    truncated(experiment)
      + experiment.models.compactMap { model in
        guard let active = model.activeUnits, active * 10 < model.latents else { return nil }
        return (
          Badge("collapse", .caution),
          "\(experiment.name(model.run)): \(grouped(active)) of \(grouped(model.latents)) latent "
            + "dimensions carry information."
        )
      }
  }

  private static func truncated(_ experiment: Experiment) -> [(badge: Badge, text: String)] {
    experiment.models.compactMap { model in
      guard let step = model.truncatedAtStep else { return nil }
      return (
        Badge("cut short", .caution),
        "\(experiment.name(model.run)): training was cut short after \(counted(step, "step"))."
      )
    }
  }

  /// Clusterings in which one cluster holds nine tenths of all clips tell labels apart by accident.
  private static func clusters(_ experiment: Experiment) -> [(badge: Badge, text: String)] {
    let lopsided = experiment.evaluations.flatMap { evaluation in
      evaluation.confusions.filter { confusion in
        let sizes = confusion.counts.map { $0.reduce(0, +) }
        let total = sizes.reduce(0, +)
        return confusion.level == "clip" && total > 0 && (sizes.max() ?? 0) * 10 >= total * 9
      }
      .map {
        "\(experiment.name(evaluation.run)) with \(clusteringName($0.clustering)) for \($0.task)"
      }
    }
    guard let first = lopsided.first else { return [] }
    let more = lopsided.count > 1 ? " and \(grouped(lopsided.count - 1)) more" : ""
    return [
      (
        Badge("one cluster", .caution),
        "At least nine tenths of the clips fall into one cluster: \(first)\(more)."
      )
    ]
  }

  /// Best clusterings that agree better with something beside the label.
  private static func confounds(_ experiment: Experiment) -> [(badge: Badge, text: String)] {
    experiment.tasks.compactMap { task in
      guard let best = experiment.candidates(task).first,
        let evaluation = experiment.evaluations.first(where: { $0.run == best.run })
      else { return nil }
      let worst = evaluation.confounds.filter {
        $0.task == task && $0.clustering == best.clustering && $0.level == best.level
          && $0.ami > best.value
      }.max { $0.ami < $1.ami }
      guard let worst else { return nil }
      return (
        Badge("confound", .caution),
        "\(task): the clusters that agree best with it (AMI \(decimal(best.value, 2))) agree better "
          + "with \(worst.property.split(separator: "_").joined(separator: " ")) "
          + "(AMI \(decimal(worst.ami, 2)))."
      )
    }
  }

  /// Comparisons that so few songs cannot decide, whatever comes out.
  private static func tests(_ experiment: Experiment) -> [(badge: Badge, text: String)] {
    experiment.comparisons.compactMap { comparison in
      let count = comparison.pairs.count { $0.verdict == "untestable" }
      guard count > 0 else { return nil }
      return (
        Badge("untestable", .caution),
        "\(comparison.task): \(counted(count, "pair")) of models cannot be told apart on "
          + "\(counted(comparison.songs, "song")), whatever the difference is."
      )
    }
  }
}

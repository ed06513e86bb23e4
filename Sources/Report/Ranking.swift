import Statistics

/// Models in the order of one score, and how far each is from one of them, run by run.
///
/// A run's value is the mean over clusterings of what is valid. Intervals are those of Student's t over
/// runs; with folds, whose training parts overlap, of the corrected resampled t-test (Nadeau & Bengio
/// 2003, doi 10.1023/A:1024068626366). Runs that differ by their seed alone say nothing of other songs.
struct Ranking {
  /// One model.
  struct Row {
    /// "F/M".
    let model: String
    /// Of each run's value.
    let mean: MeanDifference
    /// The reference's values less this one's, over the runs that both have; `nil` for the reference.
    let behind: MeanDifference?
    /// p of that difference, raised for the number of models (Holm 1979).
    let pValue: Double
  }

  /// The best first.
  let rows: [Row]
  /// The model that others are compared with.
  let reference: String

  /// Ranks models.
  ///
  /// - Parameters:
  ///   - values: By model and run.
  ///   - reference: The model that others are compared with; `nil` takes the best.
  ///   - largerIsBetter: Whether it is.
  init(of values: [String: [String: Double]], against reference: String?, largerIsBetter: Bool) {
    let folds = Set(values.values.flatMap(\.keys).compactMap { fold(of: $0) }).count
    func summary(_ values: [Double]) -> MeanDifference {
      folds > 1
        ? correctedResampledTTest(values, testShare: 1 / Double(folds - 1)) : pairedTTest(values)
    }
    let means = values.mapValues { own in
      summary(own.sorted { $0.key < $1.key }.map(\.value))
    }
    let order = means.sorted { a, b in
      a.value.mean == b.value.mean
        ? a.key < b.key : (a.value.mean > b.value.mean) == largerIsBetter
    }
    let first = reference ?? order.first?.key ?? ""
    let behind: [MeanDifference?] = order.map { model, _ in
      guard model != first, let best = values[first], let own = values[model] else { return nil }
      return summary(
        best.sorted { $0.key < $1.key }.compactMap { run, value in own[run].map { value - $0 } })
    }
    let adjusted = holm(behind.compactMap { $0?.test.pValue })
    var rest = adjusted[...]
    rows = zip(order, behind).map { entry, behind in
      Row(
        model: entry.key, mean: entry.value, behind: behind,
        pValue: behind == nil ? .nan : rest.popFirst() ?? .nan)
    }
    self.reference = first
  }
}

/// The fold of a run such as seed-42.fold-3.h5.
private func fold(of run: String) -> Substring? {
  run.split(separator: ".").first { $0.hasPrefix("fold-") }
}

internal import LinearAlgebra

/// Statistics of the courses of values.
struct Summary: Sendable {
  /// Which, in the order of the columns.
  let statistics: [Statistic]
  /// Where modulation is asked for.
  let modulation: ModulationBands?

  /// Prepares for clips of a layout.
  ///
  /// - Parameter modulationEdges: Hz; see ``ModulationBands``.
  /// - Throws: ``FeatureError``, see ``ModulationBands``.
  init(
    _ statistics: [Statistic], modulationEdges: [Double], layout: ClipLayout
  ) throws(FeatureError) {
    self.statistics = statistics
    modulation =
      statistics.contains(.modulation)
      ? try ModulationBands(edges: modulationEdges, layout: layout) : nil
  }

  /// The statistics of a course: all of its first value, then all of the second, …, and the
  /// covariances at the end.
  func part(of course: CoursePlan) -> VectorPart {
    var columns = course.names.flatMap { name in
      statistics.flatMap { statistic in
        names(of: statistic).map {
          FeatureColumn(name: "\(name)_\($0)", unit: statistic.unit(of: course.unit))
        }
      }
    }
    if statistics.contains(.covariance) {
      for (i, first) in course.names.enumerated() {
        columns += course.names[i...].map {
          FeatureColumn(
            name: "\(first)_\($0)_covariance", unit: Statistic.covariance.unit(of: course.unit))
        }
      }
    }
    return VectorPart(columns: columns, tracks: course.tracks) { values(of: course.course($0)) }
  }

  /// The ends of the names of a statistic's columns of one value.
  private func names(of statistic: Statistic) -> [String] {
    switch statistic {
    case .modulation: modulation?.names ?? []
    case .covariance: []
    default: [statistic.rawValue]
    }
  }

  private func values(of matrix: Matrix) -> [Float] {
    let rows = (0..<matrix.rows).map { matrix.row($0) }
    let courses = rows.map(Course.init)
    let means = courses.map(\.mean)
    let modulations = modulation?.variances(of: rows, means: means)
    var values: [Float] = []
    for (index, course) in courses.enumerated() {
      for statistic in statistics {
        switch statistic {
        case .modulation: values += modulations?[index] ?? []
        case .covariance: break
        default: values.append(Float(course(statistic)))
        }
      }
    }
    return statistics.contains(.covariance)
      ? values + covariances(of: rows, means: means) : values
  }
}

/// The upper triangle of the covariance matrix of the population, by rows.
private func covariances(of rows: [[Float]], means: [Double]) -> [Float] {
  let (n, count) = (rows.count, rows[0].count)
  let deviations = zip(rows, means).flatMap { row, mean in row.map { Double($0) - mean } }
  let sums = product(deviations, deviations, .transposed, rows: n, columns: n, terms: count)
  return (0..<n).flatMap { i in (i..<n).map { Float(sums[i * n + $0] / Double(count)) } }
}

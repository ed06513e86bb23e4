import HDF5
import TestSupport

/// One labeling of the fixture, with reference scores by metric name.
struct Labeling {
  let name: String
  let classes: [Int]
  let clusters: [Int]
  let scores: [String: Double]

  static func all() throws -> [Labeling] {
    let file = try HDF5File(reading: fixture("metrics/metrics.h5"))
    return try file.names(in: "labelings").map { name in
      let group = "labelings/\(name)"
      var scores: [String: Double] = [:]
      for metric in try file.names(in: group) where !["classes", "clusters"].contains(metric) {
        scores[metric] = try file.reals("\(group)/\(metric)").first
      }
      return Labeling(
        name: name, classes: try file.integers("\(group)/classes"),
        clusters: try file.integers("\(group)/clusters"), scores: scores)
    }
  }
}

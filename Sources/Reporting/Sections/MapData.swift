internal import Charts
internal import Foundation

/// What the page's script needs to draw maps: JSON, with long rows of numbers in base64.
struct MapData {
  /// What all maps share: songs, what they can be coloured by, where clips start.
  let shared: Markup
  /// One for each map, with the id of its figure.
  let maps: [(figure: String, data: Markup)]

  /// Most entries of a colouring: more shapes and colours nobody tells apart.
  static let mostGroups = 24

  init(_ experiment: Experiment, _ chosen: [(figure: String, evaluation: Experiment.Evaluation)]) {
    var places: [String: Int] = [:]
    for (place, song) in experiment.songs.enumerated() { places[song.id] = place }
    var sets: [String] = []
    maps = chosen.map { figure, evaluation in
      let clips = evaluation.projections.first?.songs ?? []
      let starts = evaluation.starts.count == clips.count ? evaluation.starts : clips.map { _ in 0 }
      // A clip of a song that is not known is nobody's: the last place.
      let songs = clips.map { UInt32(places[$0] ?? experiment.songs.count) }
      let milliseconds = starts.map { UInt32(max(0, min(4e9, $0 * 1000))) }
      let set = """
        {"songs":"\(base64(songs))","starts":"\(base64(milliseconds))"}
        """
      let place = sets.firstIndex(of: set) ?? sets.count
      if place == sets.count { sets.append(set) }
      return (figure, Markup(trusting: MapData.map(evaluation, set: place)))
    }
    shared = Markup(trusting: MapData.songs(experiment, sets))
  }

  private static func songs(_ experiment: Experiment, _ sets: [String]) -> String {
    let songs = experiment.songs
    var properties = experiment.labels.enumerated().map { index, label in
      (name: label, values: songs.map { $0.labels[index] })
    }
    properties.append(("part", songs.map(\.part)))
    properties.append(("source", songs.map(\.source)))
    properties.append(("codec", songs.map(\.codec)))
    let colourings = properties.filter { Set($0.values).count > 1 }.map { name, values in
      let counts = LabelCounts(values, most: mostGroups)
      let names = counts.counts.map(\.name)
      var numbers: [String: UInt16] = [:]
      for (number, name) in names.enumerated() { numbers[name] = UInt16(number) }
      let places = values.map { numbers[counts.entry($0)] ?? 0 }
      return """
        {"name":\(jsonText(name)),"values":[\(list(names))],"of":"\(base64(places + [0]))"}
        """
    }
    let shapes = Mark.shapes.map { corners in
      "[" + corners.map { "[\($0.0),\($0.1)]" }.joined(separator: ",") + "]"
    }
    return """
      {"ids":[\(list(songs.map(\.id) + [""]))],
      "names":[\(list(songs.map(\.name) + ["?"]))],
      "audio":[\(list(songs.map(\.audio) + [""]))],
      "colourings":[\(colourings.joined(separator: ",\n"))],
      "shapes":[\(shapes.joined(separator: ","))],
      "sets":[\(sets.joined(separator: ",\n"))]}
      """
  }

  private static func map(_ evaluation: Experiment.Evaluation, set: Int) -> String {
    let maps = evaluation.projections.map { projection in
      let x = steps(projection.x)
      let y = steps(projection.y)
      let points = zip(x, y).flatMap { [$0, $1] }
      return """
        {"name":\(jsonText(projectionName(projection.kind))),"points":"\(base64(points))"}
        """
    }
    let clusterings = evaluation.assignments.map { assignment in
      let clusters = Set(assignment.clusters.compactMap(\.self)).sorted()
      let names = clusters.map(clusterName)
      var numbers: [Int: Int] = [:]
      for (number, cluster) in clusters.enumerated() { numbers[cluster] = number }
      let isAll = assignment.clusters.allSatisfy { $0 != nil }
      let values = names + (isAll ? [] : ["not evaluated"])
      let places = assignment.clusters.map { $0.flatMap { numbers[$0] } ?? names.count }
      let isWide = values.count > 256
      let of =
        isWide
        ? base64(places.map(UInt16.init(clamping:))) : base64(places.map(UInt8.init(clamping:)))
      let name = "\(clusteringName(assignment.clustering)) for \(assignment.task)"
      return """
        {"name":\(jsonText(name)),"values":[\(list(values))],"wide":\(isWide),"of":"\(of)"}
        """
    }
    return """
      {"set":\(set),"maps":[\(maps.joined(separator: ","))],
      "clusterings":[\(clusterings.joined(separator: ",\n"))]}
      """
  }

  /// Values in 65,536 steps from the least to the largest.
  private static func steps(_ values: [Double]) -> [UInt16] {
    let range = domain(covering: values, margin: 0.02)
    let length = range.upperBound - range.lowerBound
    return values.map { value in
      guard value.isFinite else { return 0 }
      return UInt16(max(0, min(65_535, (value - range.lowerBound) / length * 65_535)))
    }
  }

  private static func list(_ texts: [String]) -> String {
    texts.map(jsonText).joined(separator: ",")
  }
}

/// Whole numbers, the least byte first, as base64.
private func base64<Number: FixedWidthInteger>(_ values: [Number]) -> String {
  let width = Number.bitWidth / 8
  var bytes: [UInt8] = []
  bytes.reserveCapacity(values.count * width)
  for value in values {
    for byte in 0..<width { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * byte))) }
  }
  return Data(bytes).base64EncodedString()
}

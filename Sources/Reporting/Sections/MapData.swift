internal import Charts
internal import Foundation

/// What the page's script needs to draw maps: JSON, with long rows of numbers in base64.
struct MapData {
  /// What all maps share: songs, what they can be coloured by, where clips start.
  let shared: Markup
  /// One for each map, with the id of its figure.
  let maps: [(figure: String, data: Markup)]

  /// Most clips of a map: more a browser does not move about.
  static let mostClips = 20_000
  /// Most entries of a colouring: more shapes and colours nobody tells apart.
  static let mostGroups = 24

  init(_ experiment: Experiment, _ chosen: [(figure: String, evaluation: Experiment.Evaluation)]) {
    let clips = chosen.map { MapData.clips(of: $0.evaluation) }
    var used: Set<String> = []
    for (map, rows) in zip(chosen, clips) {
      let ids = map.evaluation.projections.first?.songs ?? []
      for row in rows { used.insert(ids[row]) }
    }
    let songs = experiment.songs.filter { used.contains($0.id) }
    var places: [String: Int] = [:]
    for (place, song) in songs.enumerated() { places[song.id] = place }
    var sets: [String] = []
    maps = zip(chosen, clips).map { map, rows in
      let (ids, starts) = (map.evaluation.projections.first?.songs ?? [], map.evaluation.starts)
      // A clip of a song that is not known is nobody's: the last place.
      let ofClips = rows.map { UInt32(places[ids[$0]] ?? songs.count) }
      let milliseconds = rows.map { row in
        starts.indices.contains(row) ? UInt32(max(0, min(4e9, starts[row] * 1000))) : 0
      }
      let set = """
        {"songs":"\(base64(ofClips))","starts":"\(base64(milliseconds))"}
        """
      let place = sets.firstIndex(of: set) ?? sets.count
      if place == sets.count { sets.append(set) }
      return (map.figure, Markup(trusting: MapData.map(map.evaluation, rows, set: place)))
    }
    shared = Markup(trusting: MapData.songs(experiment.labels, songs, sets))
  }

  /// The clips of a map, at equal steps where there are too many.
  private static func clips(of evaluation: Experiment.Evaluation) -> [Int] {
    let count = evaluation.projections.first?.songs.count ?? 0
    let every = max(1, (count + mostClips - 1) / mostClips)
    return Array(stride(from: 0, to: count, by: every))
  }

  private static func songs(
    _ labels: [String], _ songs: [Experiment.Song], _ sets: [String]
  ) -> String {
    var properties = labels.enumerated().map { index, label in
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

  private static func map(
    _ evaluation: Experiment.Evaluation, _ rows: [Int], set: Int
  ) -> String {
    let maps = evaluation.projections.map { projection in
      let x = steps(rows.map { projection.x[$0] })
      let y = steps(rows.map { projection.y[$0] })
      let points = zip(x, y).flatMap { [$0, $1] }
      return """
        {"name":\(jsonText(projectionName(projection.kind))),"points":"\(base64(points))"}
        """
    }
    let clusterings = evaluation.assignments.map { assignment in
      let ofClips = rows.map {
        assignment.clusters.indices.contains($0) ? assignment.clusters[$0] : nil
      }
      let clusters = Set(ofClips.compactMap(\.self)).sorted()
      let names = clusters.map(clusterName)
      var numbers: [Int: Int] = [:]
      for (number, cluster) in clusters.enumerated() { numbers[cluster] = number }
      let isAll = ofClips.allSatisfy { $0 != nil }
      let values = names + (isAll ? [] : ["not evaluated"])
      let places = ofClips.map { $0.flatMap { numbers[$0] } ?? names.count }
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

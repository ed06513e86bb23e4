import Foundation
import Reporting

extension Experiment.Cost {
  /// Reads what commands took, as make has noted it in costs.txt: a line each, of wall, user and system
  /// seconds, kibibytes and the command. Other lines are passed over; of commands that wrote the same file the
  /// last counts.
  static func all(reading folder: ExperimentFolder) -> [Experiment.Cost] {
    guard let bytes = FileManager.default.contents(atPath: folder.location("costs.txt")) else {
      return []
    }
    var found: [Experiment.Cost] = []
    for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
      guard let cost = Experiment.Cost(line, experiment: folder.name) else { continue }
      found.removeAll { $0.stage == cost.stage && $0.output == cost.output }
      found.append(cost)
    }
    return found
  }

  private init?(_ line: Substring, experiment: String) {
    let words = line.split(separator: " ").map(String.init)
    let numbers = words.prefix(4).compactMap(Double.init).filter { $0.isFinite && $0 >= 0 }
    guard numbers.count == 4,
      let program = words.dropFirst(4).first?.split(separator: "/").last,
      program.hasPrefix("cantus-"),
      let place = words.firstIndex(of: "--output"), words.indices.contains(place + 1)
    else { return nil }
    let output = words[place + 1]
    let inside = output.components(separatedBy: "/\(experiment)/")
    self.init(
      stage: String(program.dropFirst("cantus-".count)),
      output: inside.count > 1 ? inside.dropFirst().joined(separator: "/\(experiment)/") : output,
      wall: numbers[0], processor: numbers[1] + numbers[2], memory: numbers[3] * 1024)
  }
}

public import Configuration
internal import Randomness

/// Variations of a model, models/F/M.sweep.yaml.
///
/// | key | default | meaning |
/// |---|---|---|
/// | base | | the model of the same folder that is varied, M |
/// | search | grid | `grid`: all combinations; `one`: one value changed at a time, an ablation; `random`: some combinations |
/// | draws | 20 | `random`: how many, different |
/// | seed | 42 | `random`: which |
/// | median_of | 0 | so many variations, the first, train to their end; each later one is given up when it is hopeless beside them (``NeuralNetwork/MedianStopping``); 0 for no such end |
/// | values | | keys of the model, dotted where nested, and the values of each, as YAML: `loss.beta: [1, 2, 4]` |
public struct SweepSettings: Sendable, Equatable {
  /// Keys and their values.
  public typealias Changes = [(key: String, value: String)]

  /// How combinations are chosen.
  public enum Search: String, CaseIterable, Sendable {
    /// All.
    case grid
    /// Each value by itself, other keys as in the base.
    case one
    /// Some, drawn.
    case random
  }

  /// Most combinations of a sweep.
  public static let mostPoints = 10_000

  /// The model that is varied.
  public let base: String
  /// How many variations train to their end whatever comes; `nil` for all.
  public let medianOf: Int?
  private let search: Search
  private let draws: Int
  private let seed: Int
  private let keys: [String]
  private let values: [[String]]

  /// Reads the file.
  public init(_ section: Section) throws {
    base = try section.text("base")
    guard !base.isEmpty, !base.contains("/"), !base.hasPrefix(".") else {
      throw section.error("base", "must be the name of a model of the same folder, without .yaml")
    }
    search = try section.choice("search", default: .grid)
    draws = search == .random ? try section.integer("draws", default: 20, in: 1...1000) : 0
    seed = search == .random ? try section.integer("seed", default: 42, in: 0...Int.max) : 0
    let trials = try section.integer("median_of", default: 0, in: 0...1000)
    medianOf = trials > 0 ? trials : nil
    let values = try section.section("values")
    keys = values.keys
    guard !keys.isEmpty else { throw section.error("values", "must list at least one key") }
    self.values = try keys.map { key in
      let found = try values.texts(key)
      guard !found.isEmpty, Set(found).count == found.count else {
        throw values.error(key, "must list different values")
      }
      return found
    }
    let all = self.values.reduce(1.0) { $0 * Double($1.count) }
    guard search == .one || all <= Double(Self.mostPoints) else {
      throw section.error("values", "make more than \(Self.mostPoints) combinations")
    }
  }

  /// What is changed in each variation, with a name for it: "latent-32_loss.beta-4".
  public var points: [(name: String, changes: Changes)] {
    var chosen: [Changes]
    switch search {
    case .one:
      chosen = zip(keys, values).flatMap { key, values in values.map { [(key, $0)] } }
    case .grid, .random:
      chosen = zip(keys, values).reduce([[]]) { points, axis in
        points.flatMap { point in axis.1.map { point + [(axis.0, $0)] } }
      }
    }
    if search == .random {
      var generator = Generator(seed: UInt64(seed), stream: "sweep")
      generator.shuffle(&chosen)
      chosen = Array(chosen.prefix(draws))
    }
    return chosen.map { changes in
      (changes.map { "\($0.key)-\(plain($0.value))" }.joined(separator: "_"), changes)
    }
  }

  /// A value as part of a file's name.
  private func plain(_ value: String) -> String {
    String(
      value.map { $0.isASCII && ($0.isLetter || $0.isNumber || ".+-".contains($0)) ? $0 : "." })
  }
}

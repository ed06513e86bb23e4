internal import Configuration

/// How clusterings of several models are joined.
public struct ConsensusSettings: Sendable, Equatable {
  /// The models, as "F/M" within the experiment; at least one.
  public let members: [String]
  /// Numbers of clusters that are drawn from.
  public let counts: ClosedRange<Int>
  /// Clusterings of each model, ≥ 1.
  public let clusterings: Int
  /// Most dimensions that come out, ≥ 1.
  public let components: Int

  /// Reads the keys of a model of the kind.
  init(_ section: Section) throws {
    members = try section.modelNames("of")
    let bounds = try section.integers("counts", default: [2, 12], in: 2...10_000)
    guard bounds.count == 2, bounds[0] <= bounds[1] else {
      throw section.error("counts", "must be two ascending numbers, such as [2, 12]")
    }
    counts = bounds[0]...bounds[1]
    clusterings = try section.integer("clusterings", default: 50, in: 1...10_000)
    components = try section.integer("components", default: 16, in: 1...16_384)
  }
}

extension Section {
  /// Different models of the experiment, at least one.
  func modelNames(_ key: String) throws -> [String] {
    let names = try texts(key)
    guard !names.isEmpty, Set(names).count == names.count,
      names.allSatisfy({ $0.split(separator: "/").count == 2 })
    else {
      throw error(key, "must list different models, such as [mel/conv-vae, mfcc/pca]")
    }
    return names
  }
}

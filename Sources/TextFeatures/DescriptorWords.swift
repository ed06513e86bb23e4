/// Tempo, energy, brightness and harmonic variety of a clip in words, as study C has them: “Audio with
/// medium tempo, high energy, bright sound, complex rhythm”.
///
/// A tempo is slow below 90 and fast above 130 beats a minute; the other three are low, middle or high by
/// thirds: percentiles 33 and 67 of clips for training, between values in a straight line.
public struct DescriptorWords: Sendable, Equatable {
  /// The columns that are put into words, in this order.
  public static let columns = ["tempo", "rms", "centroid", "chroma_sd"]

  /// Every sentence there is; the last word changes first.
  public static let sentences: [String] = words[0].flatMap { tempo in
    words[1].flatMap { energy in
      words[2].flatMap { sound in
        words[3].map { "Audio with \(tempo) tempo, \(energy) energy, \(sound) sound, \($0) rhythm" }
      }
    }
  }

  private static let words = [
    ["slow", "medium", "fast"], ["low", "medium", "high"], ["dark", "balanced", "bright"],
    ["simple", "moderate", "complex"],
  ]

  /// The lower and the upper bound of the middle word of each column.
  public let bounds: [ClosedRange<Float>]

  /// Takes back what was fitted before.
  ///
  /// - Throws: ``TextError`` when there is not a lower and an upper bound for each column.
  public init(bounds: [Float]) throws(TextError) {
    guard bounds.count == 2 * Self.columns.count,
      stride(from: 0, to: bounds.count, by: 2).allSatisfy({ bounds[$0] <= bounds[$0 + 1] })
    else { throw TextError("the bounds of words do not fit") }
    self.bounds = stride(from: 0, to: bounds.count, by: 2).map { bounds[$0]...bounds[$0 + 1] }
  }

  /// Fits bounds.
  ///
  /// - Parameter clips: The four numbers of each clip for training, at least one clip, all finite.
  public init(fittedTo clips: [[Float]]) {
    precondition(!clips.isEmpty && clips.allSatisfy { $0.count == Self.columns.count })
    bounds =
      [90...130]
      + (1..<Self.columns.count).map { column in
        let values = clips.map { $0[column] }.sorted()
        let (low, high) = (percentile(33, of: values), percentile(67, of: values))
        return low...max(low, high)
      }
  }

  /// The sentence of a clip, as its place in ``sentences``.
  ///
  /// - Parameter clip: Its four numbers.
  public func sentence(of clip: [Float]) -> Int {
    zip(clip, bounds).reduce(0) { place, pair in
      3 * place + (pair.0 < pair.1.lowerBound ? 0 : pair.0 > pair.1.upperBound ? 2 : 1)
    }
  }
}

/// A percentile of ascending values, as NumPy's.
private func percentile(_ percent: Double, of values: [Float]) -> Float {
  let place = percent / 100 * Double(values.count - 1)
  let below = Int(place)
  let above = min(below + 1, values.count - 1)
  let share = place - Double(below)
  return Float((1 - share) * Double(values[below]) + share * Double(values[above]))
}

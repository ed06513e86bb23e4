internal import Foundation
internal import LinearAlgebra

/// Rows that repel a row each time that it is drawn to another.
private let repulsions = 5

extension UMAP {
  /// Points of a map that are drawn together and pushed apart pair by pair, one after another.
  struct Layout {
    private(set) var coordinates: Matrix
    private let (a, b): (Float, Float)
    private var random: SmallRandom

    init(_ start: Matrix, curve: LayoutCurve, seed: UInt64) {
      coordinates = start
      (a, b) = (Float(curve.a), Float(curve.b))
      random = SmallRandom(state: seed)
    }

    /// Descends along samples of the cross-entropy's gradient: pairs come up in proportion to their
    /// memberships, in steps whose length falls to 0.
    mutating func optimize(_ memberships: SymmetricWeights, epochs: Int) {
      let largest = memberships.values.max() ?? 0
      var pairs: [Pair] = []
      for row in 0..<memberships.count {
        for index in memberships.starts[row]..<memberships.starts[row + 1] {
          let membership = memberships.values[index]
          // Weaker pairs would not come up once.
          guard membership >= largest / Float(epochs) else { continue }
          pairs.append(
            Pair(row: Int32(row), other: memberships.others[index], every: largest / membership))
        }
      }
      for epoch in 0..<epochs {
        let rate = 1 - Float(epoch) / Float(epochs)
        for index in pairs.indices where pairs[index].next <= Float(epoch) {
          let pair = pairs[index]
          attract(Int(pair.row), Int(pair.other), rate)
          pairs[index].next += pair.every
          let interval = pair.every / Float(repulsions)
          let count = Int((Float(epoch) - pair.nextRepulsion) / interval)
          for _ in 0..<count {
            let other = random.next(below: memberships.count)
            if other != Int(pair.row) { repel(Int(pair.row), other, rate) }
          }
          pairs[index].nextRepulsion += Float(count) * interval
        }
      }
    }

    private mutating func attract(_ row: Int, _ other: Int, _ rate: Float) {
      let squared = squaredDistance(row, other)
      guard squared > 0 else { return }
      let power = pow(squared, b)
      move(row, other, factor: -2 * a * b * power / (squared * (1 + a * power)), rate, both: true)
    }

    private mutating func repel(_ row: Int, _ other: Int, _ rate: Float) {
      let squared = squaredDistance(row, other)
      guard squared > 0 else { return }
      let factor = 2 * b / ((0.001 + squared) * (1 + a * pow(squared, b)))
      move(row, other, factor: factor, rate, both: false)
    }

    private func squaredDistance(_ row: Int, _ other: Int) -> Float {
      let d = coordinates.columns
      var sum: Float = 0
      for t in 0..<d {
        let difference = coordinates.elements[row * d + t] - coordinates.elements[other * d + t]
        sum += difference * difference
      }
      return sum
    }

    /// Moves a row along the line to another, at most 4 times the rate along each axis; and the other
    /// the opposite way.
    private mutating func move(
      _ row: Int, _ other: Int, factor: Float, _ rate: Float, both: Bool
    ) {
      let d = coordinates.columns
      for t in 0..<d {
        let difference = coordinates.elements[row * d + t] - coordinates.elements[other * d + t]
        let step = rate * max(-4, min(4, factor * difference))
        coordinates.elements[row * d + t] += step
        if both { coordinates.elements[other * d + t] -= step }
      }
    }
  }
}

/// A pair of rows, and when it comes up.
private struct Pair {
  let row: Int32
  let other: Int32
  /// Epochs from one time to the next, ≥ 1.
  let every: Float
  var next: Float
  var nextRepulsion: Float

  init(row: Int32, other: Int32, every: Float) {
    self.row = row
    self.other = other
    self.every = every
    next = every
    nextRepulsion = every / Float(repulsions)
  }
}

/// A fast generator for choices that come by the hundred million: a 64-bit linear congruence
/// (Steele & Vigna 2022, doi 10.1002/spe.3030), of which the upper half counts.
private struct SmallRandom {
  var state: UInt64

  mutating func next(below bound: Int) -> Int {
    state = state &* 0xd134_2543_de82_ef95 &+ 0x9e37_79b9_7f4a_7c15
    return Int(((state >> 32) * UInt64(bound)) >> 32)
  }
}

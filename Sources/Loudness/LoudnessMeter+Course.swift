internal import Foundation

extension LoudnessMeter {
  /// Momentary loudness every 100 ms from 400 ms on: that of the last 400 ms, not gated
  /// (EBU Tech 3341), in LUFS, ≥ ``floor``. A shorter signal has one value, of all its whole 100 ms;
  /// one shorter than 100 ms none.
  public func momentary() -> [Double] { means(of: 4).map(loudness) }

  /// Short-term loudness every 100 ms from 3 s on: that of the last 3 s; see ``momentary()``.
  public func shortTerm() -> [Double] { means(of: 30).map(loudness) }

  /// Loudness range in LU, ≥ 0 (EBU Tech 3342): from the 10th to the 95th percentile of short-term
  /// loudness, once a second, above −70 LUFS and 20 LU below the mean of what is; 0 for a signal
  /// shorter than 3 s.
  public func range() -> Double {
    guard energies.count >= 30 else { return 0 }
    let everySecond = means(of: 30).enumerated().filter { $0.offset.isMultiple(of: 10) }
      .map(\.element)
    let audible = everySecond.filter { $0 >= power(of: Self.floor) }
    guard !audible.isEmpty else { return 0 }
    let gate = audible.reduce(0, +) / Double(audible.count) / 100
    let loud = audible.filter { $0 >= gate }.sorted()
    let last = Double(loud.count - 1)
    return 10 * log10(loud[Int((0.95 * last).rounded())] / loud[Int((0.1 * last).rounded())])
  }

  /// The mean square of `count` successive 100 ms, from each on.
  private func means(of count: Int) -> [Double] {
    let count = min(count, energies.count)
    guard count > 0 else { return [] }
    return energies.indices.dropLast(count - 1).map { first in
      energies[first..<(first + count)].reduce(0, +) / Double(count * step)
    }
  }

  private func loudness(_ power: Double) -> Double {
    power > 0 ? max(Self.floor, -0.691 + 10 * log10(power)) : Self.floor
  }
}

internal import Foundation

/// Parts of some work, done to foresee what all of it takes.
public struct Trial {
  private struct Part {
    let size: Double
    let seconds: Double
    /// Memory beyond what there was before, bytes.
    let memory: Double
  }

  private let before = MemorySize.peak.bytes
  private var parts: [Part] = []

  /// Nothing is done yet.
  public init() {}

  /// Does a part of the work, and takes its time and memory; parts come in order of size.
  public mutating func measure<Result>(
    size: Double, _ body: () throws -> Result
  ) rethrows -> Result {
    let start = ContinuousClock.now
    let result = try body()
    parts.append(
      Part(
        size: size, seconds: (ContinuousClock.now - start) / .seconds(1),
        memory: Double(MemorySize.peak.bytes - before)))
    return result
  }

  /// Seconds that work of a size takes.
  public func seconds(size: Double) -> Double { foreseen(\.seconds, size: size, upTo: 3) }

  /// Memory that work of a size takes, with what there was before it.
  public func memory(size: Double) -> MemorySize {
    MemorySize(bytes: before + Int(min(foreseen(\.memory, size: size, upTo: 2), 0x1p60)))
  }

  /// In proportion to one part; after several, by the power of the size, from the first to the highest,
  /// with which the two largest grew.
  private func foreseen(
    _ value: KeyPath<Part, Double>, size: Double, upTo highest: Double
  ) -> Double {
    guard let last = parts.last, last.size > 0 else { return 0 }
    var power = 1.0
    if let part = parts.dropLast().last, part.size > 0, part.size < last.size,
      part[keyPath: value] > 0
    {
      power = log(last[keyPath: value] / part[keyPath: value]) / log(last.size / part.size)
    }
    return last[keyPath: value] * pow(size / last.size, min(max(power, 1), highest))
  }
}

/// Seconds in words: “2.1 s”, “3 h 20 min”.
public func duration(_ seconds: Double) -> String {
  switch seconds {
  case ..<1: String(format: "%.3g ms", seconds * 1000)
  case ..<100: String(format: "%.3g s", seconds)
  case ..<6000: String(format: "%.0f min", seconds / 60)
  default: "\(Int(seconds) / 3600) h \(Int(seconds) % 3600 / 60) min"
  }
}

public import LinearAlgebra
internal import Parallelism

/// How exactly features are kept for a network.
public enum InputPrecision: String, CaseIterable, Sendable {
  /// 32 bits, as they are.
  case single
  /// 16 bits: 11 significant ones, so that a feature is off by at most one part in 2,048.
  case half
}

/// Rows of features in half precision (IEEE 754 binary16), in half the memory.
public struct HalfPrecisionRows: FeatureRows {
  public private(set) var rows = 0
  public let columns: Int
  private var bits: [UInt16] = []

  /// No rows yet.
  ///
  /// - Parameters:
  ///   - columns: D.
  ///   - capacity: Rows that will come, so that memory is taken once.
  public init(columns: Int, capacity: Int) {
    self.columns = columns
    bits.reserveCapacity(columns * capacity)
  }

  /// Adds rows, rounded to the nearest number that there is.
  public mutating func append(_ block: Matrix) {
    precondition(block.columns == columns)
    bits += block.elements.lazy.map { Float16($0).bitPattern }
    rows += block.rows
  }

  public func copy(_ rows: [Int], to target: inout Matrix, threads: Int) {
    precondition(target.rows == rows.count && target.columns == columns)
    guard columns > 0 else { return }
    let (bits, columns) = (bits, columns)
    target.elements.withConcurrentChunks(of: columns, threads: threads) { i, row in
      let source = bits.span.extracting((rows[i] * columns)..<((rows[i] + 1) * columns))
      for j in 0..<columns { row[j] = single(source[j]) }
    }
  }
}

extension Matrix {
  /// Rounds each element to the nearest number of half precision, ties to even; beyond ±65,504 that
  /// is infinite.
  public mutating func roundToHalfPrecision(threads: Int = 1) {
    elements.withConcurrentChunks(of: 1 << 14, threads: threads) { _, part in
      for i in 0..<part.count { part[i] = single(Float16(part[i]).bitPattern) }
    }
  }
}

/// The number that 16 bits stand for. Moved into a float's place, exponent and fraction make a
/// number that is too small by the difference of the biases, 2¹¹²: arithmetic for vectors, where
/// the conversion itself is a call for each number on machines without it.
@inline(__always)
private func single(_ half: UInt16) -> Float {
  // Infinities and what is no number have the largest exponent in either format.
  let special: UInt32 = half & 0x7C00 == 0x7C00 ? 0x7F80_0000 : 0
  let magnitude = Float(bitPattern: UInt32(half & 0x7FFF) << 13) * 0x1p112
  return Float(bitPattern: magnitude.bitPattern | special | UInt32(half & 0x8000) << 16)
}

internal import CKernels

/// How points of a map, which are similar as 1/(1 + a·s^b) at a squared distance s, pull and push each
/// other: the derivatives of the cross-entropy (McInnes, Healy & Melville 2018, arXiv 1802.03426).
public struct MapForces: Sendable {
  private let curve: ck_curve
  private let (pulls, pushes): (Int, Int)

  /// Describes forces.
  ///
  /// - Parameters:
  ///   - a: Steepness.
  ///   - b: Half the exponent of a distance.
  ///   - pulls: How many others pull before some push.
  ///   - pushes: How many push.
  public init(a: Float, b: Float, pulls: Int, pushes: Int) {
    precondition(pulls >= 0 && pushes >= 0 && pulls + pushes > 0)
    curve = ck_curve(a: a, b: b)
    (self.pulls, self.pushes) = (pulls, pushes)
  }

  /// Moves sixteen points, each by its others, one after the other: along each axis by
  /// rate·max(−4, min(4, f·(point − other))), where f = −2ab·s^(b − 1)/(1 + a·s^b) for others that pull,
  /// and 2b/((0.001 + s)(1 + a·s^b)) for those that push.
  ///
  /// - Parameters:
  ///   - points: The points (2, d, 8), and as much working memory after them.
  ///   - others: Of each point, rows of the map, below 0 for none (n, pulls + pushes, 16).
  ///   - map: Where others are (rows, d).
  ///   - rate: Multiplies each step.
  public func move(
    _ points: inout [Float], by others: Span<Int32>, of map: Span<Float>, rate: Float
  ) {
    let (d, steps) = (points.count / 32, 16 * (pulls + pushes))
    precondition(points.count == 32 * d && others.count.isMultiple(of: steps))
    unsafe map.withUnsafeBufferPointer { map in
      unsafe others.withUnsafeBufferPointer { others in
        unsafe points.withUnsafeMutableBufferPointer { points in
          unsafe ck_move(
            map.baseAddress, d, others.baseAddress, others.count / steps, curve, pulls, pushes,
            rate,
            points.baseAddress, points.baseAddress.map { unsafe $0 + 16 * d })
        }
      }
    }
  }
}

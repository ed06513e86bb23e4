import Foundation
import Kernels
import Randomness
import Testing

@Suite("Forces between points of a map")
struct MapTests {
  @Test(arguments: [1, 2, 5])
  func `Sixteen points move as one after the other by the formulae`(d: Int) {
    var generator = Generator(seed: 7)
    let (a, b): (Float, Float) = (1.577, 0.895)
    let map = (0..<(30 * d)).map { _ in Float(3 * generator.normal()) }
    // Some of the points lie where others do.
    let points = (0..<(16 * d)).map { $0 < d ? map[$0] : Float(3 * generator.normal()) }
    let others = (0..<(3 * 7 * 16)).map { _ in Int32(generator.integer(below: 33)) - 3 }
    func force(_ s: Double, pulls: Bool) -> Double {
      let (a, b) = (Double(a), Double(b))
      return pulls
        ? -2 * a * b * pow(s, b - 1) / (1 + a * pow(s, b))
        : 2 * b / ((0.001 + s) * (1 + a * pow(s, b)))
    }
    var found = [Float](repeating: 0, count: 32 * d)
    for point in 0..<16 {
      for t in 0..<d { found[(point / 8 * d + t) * 8 + point % 8] = points[point * d + t] }
    }
    MapForces(a: a, b: b, pulls: 2, pushes: 5)
      .move(&found, by: others.span, of: map.span, rate: 0.3)
    for point in 0..<16 {
      var own = (0..<d).map { Double(points[point * d + $0]) }
      for k in 0..<21 where others[k * 16 + point] >= 0 {
        let other = Int(others[k * 16 + point])
        let apart = (0..<d).map { own[$0] - Double(map[other * d + $0]) }
        let squared = apart.reduce(0) { $0 + $1 * $1 }
        guard squared > 0 else { continue }
        let f = force(squared, pulls: k % 7 < 2)
        for t in 0..<d { own[t] += 0.3 * max(-4, min(4, f * apart[t])) }
      }
      for t in 0..<d {
        let value = Double(found[(point / 8 * d + t) * 8 + point % 8])
        #expect(abs(value - own[t]) < 1e-4 * max(1, abs(own[t])))
      }
    }
  }
}

import LinearAlgebra
import NeuralNetwork
import Randomness
import TestSupport
import Testing

/// Shapes that are not computed by copied patches: Winograd's filtering for kernels of 4 with stride
/// 2, of maps and sequences; sliding for the rest. Lengths are no multiples of a tile.
@Suite("Fast convolutions")
struct FastConvolutionTests {
  private static let halving = WindowAxis(kernel: 4, stride: 2, padding: 1)

  static let shapes = [
    Geometry(
      name: "winograd", map: MapShape(height: 13, width: 43, channels: 8), units: 32,
      vertical: halving, horizontal: halving),
    Geometry(
      name: "winograd, many tiles", map: MapShape(height: 34, width: 61, channels: 16), units: 16,
      vertical: halving, horizontal: halving),
    Geometry(
      name: "winograd, one window", map: MapShape(height: 3, width: 2, channels: 8), units: 16,
      vertical: halving, horizontal: halving),
    Geometry(
      name: "winograd, other padding", map: MapShape(height: 12, width: 9, channels: 8), units: 16,
      vertical: WindowAxis(kernel: 4, stride: 2),
      horizontal: WindowAxis(kernel: 4, stride: 2, padding: 3)),
    Geometry(
      name: "winograd, sequence", map: MapShape(height: 1, width: 45, channels: 40), units: 64,
      vertical: .none, horizontal: halving),
    Geometry(
      name: "sliding, one channel", map: MapShape(height: 9, width: 22, channels: 1), units: 32,
      vertical: halving, horizontal: halving),
    Geometry(
      name: "sliding, same", map: MapShape(height: 7, width: 6, channels: 8), units: 16,
      vertical: WindowAxis(kernel: 3, padding: 1), horizontal: WindowAxis(kernel: 3, padding: 1)),
    Geometry(
      name: "sliding, oblong", map: MapShape(height: 6, width: 11, channels: 70), units: 16,
      vertical: WindowAxis(kernel: 2),
      horizontal: WindowAxis(kernel: 5, stride: 3, padding: 2)),
  ]

  @Test(arguments: shapes)
  func `Values and gradients are the sums by the definition`(geometry: Geometry) {
    var generator = Generator(seed: 9)
    func draw(_ count: Int) -> [Float] { (0..<count).map { _ in Float(generator.normal()) } }
    let samples = 5
    var layout = Layout()
    let down = geometry.convolution(&layout)
    let x = draw(samples * down.input.count)
    let values = draw(samples * down.output.count)
    let weights = draw(down.weight.range.count)
    let definition = Definition(geometry, down.output, x, values, weights)

    let downParameters = Parameters(
      layout, values: weights + [Float](repeating: 0.5, count: geometry.units))
    var pass = Pass(layout, seed: 1)
    let (y, cache) = down.forward(
      Matrix(rows: samples, columns: down.input.count, elements: x), downParameters, &pass)
    expectClose(y.elements, definition.windows.map { $0 + 0.5 }, relative: 1e-5, "y")
    var gradients = [Float](repeating: 1, count: layout.parameterCount)
    let dx = down.backward(
      Matrix(rows: samples, columns: y.columns, elements: values), cache, downParameters,
      accumulatingInto: &gradients, &pass)
    expectClose(dx.elements, definition.maps, relative: 1e-5, "dx")
    expectClose(
      Array(gradients[down.weight.range]), definition.weights.map { $0 + 1 }, relative: 1e-5,
      "gradients")

    layout = Layout()
    let up = geometry.transposed(&layout)
    let upParameters = Parameters(
      layout, values: weights + [Float](repeating: 0.5, count: geometry.map.channels))
    pass = Pass(layout, seed: 1)
    let (z, upCache) = up.forward(
      Matrix(rows: samples, columns: up.input.count, elements: values), upParameters, &pass)
    expectClose(z.elements, definition.maps.map { $0 + 0.5 }, relative: 1e-5, "transposed y")
    gradients = [Float](repeating: 1, count: layout.parameterCount)
    let dvalues = up.backward(
      Matrix(rows: samples, columns: z.columns, elements: x), upCache, upParameters,
      accumulatingInto: &gradients, &pass)
    expectClose(dvalues.elements, definition.windows, relative: 1e-5, "transposed dx")
    expectClose(
      Array(gradients[up.weight.range]), definition.weights.map { $0 + 1 }, relative: 1e-5,
      "transposed gradients")
  }

  @Test(arguments: shapes)
  func `The backward passes are the derivatives`(geometry: Geometry) {
    checkGradients(rows: 2, columns: geometry.map.count) { geometry.convolution(&$0) }
    var layout = Layout()
    let windows = geometry.transposed(&layout).input
    checkGradients(rows: 2, columns: windows.count) { geometry.transposed(&$0) }
  }

  @Test(arguments: shapes)
  func `Bits do not depend on threads, nor on what memory held`(geometry: Geometry) {
    var layout = Layout()
    let down = geometry.convolution(&layout)
    let up = geometry.transposed(&layout)
    let parameters = Parameters(layout, seed: 3)
    var generator = Generator(seed: 4)
    let x = Matrix(
      rows: 19, columns: geometry.map.count,
      elements: (0..<(19 * geometry.map.count)).map { _ in Float(generator.normal()) })
    func run(threads: Int) -> [[Float]] {
      var pass = Pass(layout, seed: 1, threads: threads)
      func step() -> [[Float]] {
        var gradients = [Float](repeating: 0, count: layout.parameterCount)
        let (h, downCache) = down.forward(x, parameters, &pass)
        let (y, upCache) = up.forward(h, parameters, &pass)
        var d = up.backward(y, upCache, parameters, accumulatingInto: &gradients, &pass)
        d = down.backward(d, downCache, parameters, accumulatingInto: &gradients, &pass)
        return [d.elements, gradients]
      }
      let first = step()
      let second = step()
      #expect(second == first)
      return first
    }
    let one = run(threads: 1)
    #expect(run(threads: 2) == one)
    #expect(run(threads: 5) == one)
    #expect(one[1].contains { $0 != 0 })
  }
}

/// The three sums that a convolution is, by its definition and in `Double`.
private struct Definition {
  var windows: [Double]
  var maps: [Double]
  var weights: [Double]

  init(
    _ geometry: Geometry, _ output: MapShape, _ x: [Float], _ values: [Float], _ w: [Float]
  ) {
    let (map, vertical, horizontal) = (geometry.map, geometry.vertical, geometry.horizontal)
    windows = [Double](repeating: 0, count: values.count)
    maps = [Double](repeating: 0, count: x.count)
    weights = [Double](repeating: 0, count: w.count)
    for sample in 0..<(x.count / map.count) {
      for row in 0..<output.height {
        for column in 0..<output.width {
          for i in 0..<vertical.kernel {
            for j in 0..<horizontal.kernel {
              let y = row * vertical.stride - vertical.padding + i
              let left = column * horizontal.stride - horizontal.padding + j
              guard 0..<map.height ~= y, 0..<map.width ~= left else { continue }
              for u in 0..<geometry.units {
                let v =
                  sample * output.count + (row * output.width + column) * geometry.units + u
                let at = ((u * vertical.kernel + i) * horizontal.kernel + j) * map.channels
                let from = sample * map.count + (y * map.width + left) * map.channels
                for c in 0..<map.channels {
                  windows[v] += Double(w[at + c]) * Double(x[from + c])
                  maps[from + c] += Double(w[at + c]) * Double(values[v])
                  weights[at + c] += Double(values[v]) * Double(x[from + c])
                }
              }
            }
          }
        }
      }
    }
  }
}

import LinearAlgebra
import NeuralNetwork
import Randomness
import TestSupport
import Testing

/// A geometry of the reference values.
struct Geometry: Sendable, CustomTestStringConvertible {
  let name: String
  let map: MapShape
  let units: Int
  let vertical: WindowAxis
  let horizontal: WindowAxis

  var testDescription: String { name }

  static let all = [
    Geometry(
      name: "square", map: MapShape(height: 9, width: 13, channels: 2), units: 3,
      vertical: WindowAxis(kernel: 4, stride: 2, padding: 1),
      horizontal: WindowAxis(kernel: 4, stride: 2, padding: 1)),
    Geometry(
      name: "same", map: MapShape(height: 7, width: 6, channels: 3), units: 4,
      vertical: WindowAxis(kernel: 3, padding: 1), horizontal: WindowAxis(kernel: 3, padding: 1)),
    Geometry(
      name: "oblong", map: MapShape(height: 6, width: 11, channels: 2), units: 5,
      vertical: WindowAxis(kernel: 2),
      horizontal: WindowAxis(kernel: 5, stride: 3, padding: 2)),
    Geometry(
      name: "sequence", map: MapShape(height: 1, width: 11, channels: 3), units: 5, vertical: .none,
      horizontal: WindowAxis(kernel: 4, stride: 2, padding: 1)),
    Geometry(
      name: "point", map: MapShape(height: 3, width: 4, channels: 5), units: 2,
      vertical: WindowAxis(kernel: 1, stride: 2), horizontal: WindowAxis(kernel: 1)),
  ]

  func convolution(_ layout: inout Layout) -> Convolution {
    Convolution(
      "c", input: map, channels: units, vertical: vertical, horizontal: horizontal, in: &layout)
  }

  func transposed(_ layout: inout Layout) -> TransposedConvolution {
    TransposedConvolution(
      "t", output: map, units: units, vertical: vertical, horizontal: horizontal, in: &layout)
  }
}

@Suite("Convolutions")
struct ConvolutionTests {
  @Test(arguments: Geometry.all)
  func `The backward passes are the derivatives`(geometry: Geometry) {
    checkGradients(rows: 2, columns: geometry.map.count) { geometry.convolution(&$0) }
    var layout = Layout()
    let windows = geometry.transposed(&layout).input
    checkGradients(rows: 2, columns: windows.count) { geometry.transposed(&$0) }
  }

  @Test(arguments: Geometry.all)
  func `Values and gradients are the reference's`(geometry: Geometry) throws {
    var layout = Layout()
    try checkReference(
      geometry.convolution(&layout), layout, "convolution/\(geometry.name)",
      inputs: geometry.map.count)
    layout = Layout()
    let transposed = geometry.transposed(&layout)
    try checkReference(
      transposed, layout, "transposed/\(geometry.name)", inputs: transposed.input.count)
  }

  @Test func `A transposed convolution gives back the shape that the output padding tells apart`() {
    let axis = WindowAxis(kernel: 4, stride: 2, padding: 1)
    for length in 2..<40 {
      let windows = axis.windows(in: length)
      #expect(windows == length / 2)
      #expect(axis.length(windows: windows, outputPadding: length % 2) == length)
    }
    #expect(WindowAxis(kernel: 5).windows(in: 4) == 0)
  }

  @Test func `Layers start as PyTorch's, by the values under a window`() {
    var layout = Layout()
    let convolution = Geometry.all[0].convolution(&layout)
    let transposed = Geometry.all[0].transposed(&layout)
    for slot in [convolution.weight, convolution.bias, transposed.weight, transposed.bias] {
      #expect(slot.initial == .fan(in: 32))
    }
    #expect(convolution.weight.range.count == 3 * 32 && convolution.bias.columns == 3)
    #expect(transposed.weight.range.count == 3 * 32 && transposed.bias.columns == 2)
  }

  /// Large enough that windows are taken in several pieces.
  @Test func `Bits do not depend on threads`() {
    var layout = Layout()
    let map = MapShape(height: 40, width: 70, channels: 16)
    let axis = WindowAxis(kernel: 4, stride: 2, padding: 1)
    let down = Convolution(
      "down", input: map, channels: 24, vertical: axis, horizontal: axis, in: &layout)
    let norm = BatchNorm("norm", features: 24, in: &layout)
    let up = TransposedConvolution(
      "up", output: map, units: 24, vertical: axis, horizontal: axis, in: &layout)
    let parameters = Parameters(layout, seed: 3)
    var generator = Generator(seed: 4)
    let x = Matrix(
      rows: 5, columns: map.count,
      elements: (0..<(5 * map.count)).map { _ in Float(generator.normal()) })
    func run(threads: Int) -> [[Float]] {
      var pass = Pass(layout, seed: 1, threads: threads)
      var gradients = [Float](repeating: 0, count: layout.parameterCount)
      let (h, downCache) = down.forward(x, parameters, &pass)
      let (n, normCache) = norm.forward(h, parameters, &pass)
      let (activated, activationCache) = Activation.gelu.forward(n, parameters, &pass)
      let dropout = Dropout("d", rate: 0.3, channels: 24)
      let (dropped, _) = dropout.forward(activated, parameters, &pass)
      let (y, upCache) = up.forward(dropped, parameters, &pass)
      var d = up.backward(y, upCache, parameters, accumulatingInto: &gradients, &pass)
      d = dropout.backward(d, (), parameters, accumulatingInto: &gradients, &pass)
      d = Activation.gelu.backward(
        d, activationCache, parameters, accumulatingInto: &gradients, &pass)
      d = norm.backward(d, normCache, parameters, accumulatingInto: &gradients, &pass)
      d = down.backward(d, downCache, parameters, accumulatingInto: &gradients, &pass)
      return [y.elements, d.elements, gradients, pass.statistics]
    }
    let one = run(threads: 1)
    #expect(run(threads: 2) == one)
    #expect(run(threads: 5) == one)
    #expect(one[2].contains { $0 != 0 })
  }

  @Test func `A window that fits nowhere is refused`() async {
    await #expect(processExitsWith: .failure) {
      var layout = Layout()
      _ = Convolution(
        "c", input: MapShape(height: 3, width: 3, channels: 1), channels: 1,
        vertical: WindowAxis(kernel: 4), horizontal: WindowAxis(kernel: 3), in: &layout)
    }
  }
}

/// Expects a layer with parameters “weight” and “bias”, or none, to give the values of a group.
func checkReference(
  _ layer: some Layer, _ layout: Layout, _ group: String, inputs: Int,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let reference = try Reference(group, file: "network/layers")
  let parameters =
    layout.parameters.isEmpty
    ? Parameters(layout, seed: 0) : try reference.parameters(layout)
  for threads in [1, 2] {
    var pass = Pass(layout, seed: 1, threads: threads)
    let (y, cache) = layer.forward(
      try reference.matrix("x", columns: inputs), parameters, &pass)
    try expectClose(
      y.elements, reference.reals("y"), relative: 2e-6, "y", sourceLocation: sourceLocation)
    var gradients = [Float](repeating: 0, count: layout.parameterCount)
    let dx = layer.backward(
      try reference.matrix("dy", columns: y.columns), cache, parameters,
      accumulatingInto: &gradients, &pass)
    try expectClose(
      dx.elements, reference.reals("dx"), relative: 1e-5, "dx", sourceLocation: sourceLocation)
    if !layout.parameters.isEmpty {
      try expectClose(
        gradients, reference.reals("dweight") + reference.reals("dbias"), relative: 5e-6,
        "gradients", sourceLocation: sourceLocation)
    }
    if !layout.statistics.isEmpty {
      try expectClose(
        pass.statistics, reference.reals("statistics"), relative: 1e-6, "statistics",
        sourceLocation: sourceLocation)
    }
  }
}

import HDF5
import LinearAlgebra
import NeuralNetwork
import TestSupport
import Testing

@Suite("Layers")
struct LayerTests {
  @Test func `The backward pass of a dense layer is its derivative`() {
    checkGradients(rows: 4, columns: 7) { Dense("d", inputs: 7, outputs: 5, in: &$0) }
  }

  @Test func `The backward pass of batch norm is its derivative, through the batch's statistics`() {
    checkGradients(rows: 6, columns: 5) { BatchNorm("n", features: 5, in: &$0) }
    checkGradients(rows: 2, columns: 3) { BatchNorm("n", features: 3, in: &$0) }
  }

  @Test func `The backward pass of dropout is its derivative, by the same mask`() {
    checkGradients(rows: 8, columns: 9) { _ in Dropout("d", rate: 0.4) }
  }

  @Test(arguments: [true, false])
  func `The backward pass of hidden layers is their derivative`(batchNorm: Bool) {
    checkGradients(rows: 7, columns: 6) {
      let dense = Dense("b", inputs: 6, outputs: 5, in: &$0)
      return Block("b", dense, BlockSettings(batchNorm: batchNorm, dropout: 0.3), in: &$0)
    }
    checkGradients(rows: 7, columns: 6) {
      Stack(
        "s", inputs: 6, widths: [5, 4], BlockSettings(batchNorm: batchNorm, dropout: 0.3), in: &$0)
    }
    checkGradients(rows: 3, columns: 2) {
      Stack("s", inputs: 2, widths: [], BlockSettings(batchNorm: batchNorm, dropout: 0.3), in: &$0)
    }
  }

  @Test func `A dense layer gives the reference values`() throws {
    let reference = try Reference("dense")
    var layout = Layout()
    let layer = Dense("d", inputs: 7, outputs: 5, in: &layout)
    let parameters = try reference.parameters(layout)
    var pass = Pass(layout, seed: 1)
    let x = try reference.matrix("x", columns: 7)

    let (y, cache) = layer.forward(x, parameters, &pass)
    let applied = layer.apply(x, parameters, &pass)
    #expect(applied == y)
    try expectClose(y.elements, reference.reals("y"), relative: 1e-6)
    var gradients = [Float](repeating: 0, count: layout.parameterCount)
    let dx = layer.backward(
      try reference.matrix("dy", columns: 5), cache, parameters, accumulatingInto: &gradients, &pass
    )
    try expectClose(dx.elements, reference.reals("dx"), relative: 1e-6)
    try expectClose(
      gradients, reference.reals("dweight") + reference.reals("dbias"), relative: 1e-6)
  }

  @Test func `Batch norm gives the reference values and moves its running statistics`() throws {
    let reference = try Reference("norm")
    var layout = Layout()
    let layer = BatchNorm("n", features: 5, in: &layout)
    let parameters = try reference.parameters(layout)
    var pass = Pass(layout, seed: 1)
    pass.statistics =
      try (reference.reals("mean_before") + reference.reals("variance_before")).map { Float($0) }
    let x = try reference.matrix("x", columns: 5)

    try expectClose(
      layer.apply(x, parameters, &pass).elements, reference.reals("y_evaluation"), relative: 1e-6)
    let (y, cache) = layer.forward(x, parameters, &pass)
    try expectClose(y.elements, reference.reals("y"), relative: 1e-6)
    try expectClose(
      pass.statistics, reference.reals("mean_after") + reference.reals("variance_after"),
      relative: 1e-6)
    var gradients = [Float](repeating: 0, count: layout.parameterCount)
    let dx = layer.backward(
      try reference.matrix("dy", columns: 5), cache, parameters, accumulatingInto: &gradients, &pass
    )
    try expectClose(dx.elements, reference.reals("dx"), relative: 1e-5)
    try expectClose(
      gradients, reference.reals("dweight") + reference.reals("dbias"), relative: 1e-6)
  }

  @Test func `Dropout drops its share, keeps the mean, and draws anew each step and layer`() {
    var pass = Pass(Layout(), seed: 3)
    let parameters = Parameters(Layout(), seed: 0)
    let ones = Matrix(rows: 100, columns: 1000, repeating: 1)
    func masked(_ name: String, step: Int) -> Matrix {
      pass.step = step
      return Dropout(name, rate: 0.25).forward(ones, parameters, &pass).y
    }
    let first = masked("a", step: 0)
    #expect(first == masked("a", step: 0))
    #expect(Set(first.elements) == [0, 1 / 0.75])
    // Five standard deviations of a share of 100,000.
    let dropped = Double(first.elements.count { $0 == 0 }) / 100_000
    #expect(abs(dropped - 0.25) < 5 * (0.25 * 0.75 / 100_000).squareRoot())
    for other in [masked("a", step: 1), masked("b", step: 0)] {
      let both = Double(zip(first.elements, other.elements).count { $0.0 == 0 && $0.1 == 0 })
      #expect(abs(both / 100_000 - 0.0625) < 5 * (0.0625 * 0.9375 / 100_000).squareRoot())
    }
    #expect(Dropout("a", rate: 0.25).apply(ones, parameters, &pass) == ones)
  }

  @Test func `Training steps take no fresh memory after the first`() {
    var layout = Layout()
    let stack = Stack(
      "s", inputs: 6, widths: [5, 4], BlockSettings(batchNorm: true, dropout: 0.2), in: &layout)
    let parameters = Parameters(layout, seed: 1)
    var pass = Pass(layout, seed: 1)
    var gradients = parameters.values
    func step() {
      let x = pass.workspace.matrix(rows: 8, columns: 6)
      let (y, cache) = stack.forward(x, parameters, &pass)
      let dx = stack.backward(y, cache, parameters, accumulatingInto: &gradients, &pass)
      pass.workspace.recycle(dx)
      let used = stack.apply(pass.workspace.matrix(rows: 8, columns: 6), parameters, &pass)
      pass.workspace.recycle(used)
    }
    step()
    let allocations = pass.workspace.allocations
    for _ in 0..<5 { step() }
    #expect(pass.workspace.allocations == allocations)
  }

  @Test func `A batch of one row is refused by batch norm in training`() async {
    await #expect(processExitsWith: .failure) {
      var layout = Layout()
      let layer = BatchNorm("n", features: 2, in: &layout)
      var pass = Pass(layout, seed: 1)
      _ = layer.forward(Matrix(rows: 1, columns: 2), Parameters(layout, seed: 1), &pass)
    }
  }
}

/// One group of the reference values.
struct Reference {
  private let group: String

  private let file: String

  init(_ group: String, file: String = "network/network") throws {
    self.group = group
    self.file = file
  }

  func reals(_ name: String) throws -> [Double] {
    try HDF5File(reading: fixture("\(file).h5")).reals("\(group)/\(name)")
  }

  func matrix(_ name: String, columns: Int) throws -> Matrix {
    let values = try reals(name).map { Float($0) }
    return Matrix(rows: values.count / columns, columns: columns, elements: values)
  }

  func parameters(_ layout: Layout) throws -> Parameters {
    Parameters(layout, values: try (reals("weight") + reals("bias")).map { Float($0) })
  }
}

import LinearAlgebra
import NeuralNetwork
import Randomness
import Testing

/// Expects the backward pass of a layer to be the derivative of its forward pass.
///
/// The loss is Σ u⊙y with random u. In random directions of input and parameters together, its
/// central difference must equal the inner product with what `backward` returns and adds.
///
/// - Parameters:
///   - rows: Of the input.
///   - columns: Of the input.
///   - awayFromZero: Keeps the input from a kink at 0.
///   - make: Makes the layer.
func checkGradients<Checked: Layer>(
  rows: Int, columns: Int, awayFromZero: Bool = false,
  sourceLocation: SourceLocation = #_sourceLocation, _ make: (inout Layout) -> Checked
) {
  var layout = Layout()
  let layer = make(&layout)
  var generator = Generator(seed: 11)
  func draw(_ count: Int) -> [Float] { (0..<count).map { _ in Float(generator.normal()) } }

  var pass = Pass(layout, seed: 5)
  let parameters = draw(layout.parameterCount)
  var input = draw(rows * columns)
  if awayFromZero { input = input.map { $0 + ($0 < 0 ? -0.2 : 0.2) } }
  func output(_ input: [Float], _ parameters: [Float]) -> Matrix {
    var pass = Pass(layout, seed: 5)
    return layer.forward(
      Matrix(rows: rows, columns: columns, elements: input),
      Parameters(layout, values: parameters), &pass
    ).y
  }

  let (y, cache) = layer.forward(
    Matrix(rows: rows, columns: columns, elements: input), Parameters(layout, values: parameters),
    &pass)
  let upstream = draw(y.elements.count)
  let before = draw(layout.parameterCount)
  var gradients = before
  let dx = layer.backward(
    Matrix(rows: y.rows, columns: y.columns, elements: upstream), cache,
    Parameters(layout, values: parameters), accumulatingInto: &gradients, &pass)
  let added = zip(gradients, before).map { Double($0) - Double($1) }

  let h: Float = 1e-3
  for _ in 0..<5 {
    let (inputWay, parameterWay) = (draw(input.count), draw(parameters.count))
    func loss(_ h: Float) -> Double {
      let y = output(
        zip(input, inputWay).map { $0 + h * $1 }, zip(parameters, parameterWay).map { $0 + h * $1 })
      return zip(y.elements, upstream).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    let expected = (loss(h) - loss(-h)) / Double(2 * h)
    let alongInput = zip(dx.elements, inputWay).map { Double($0) * Double($1) }
    let alongParameters = zip(added, parameterWay).map { $0 * Double($1) }
    let found = (alongInput + alongParameters).reduce(0, +)
    let size = (alongInput + alongParameters).reduce(0) { $0 + $1 * $1 }.squareRoot()
    #expect(
      abs(found - expected) <= 2e-3 * size,
      "backward gives \(found) in a direction where the loss changes by \(expected)",
      sourceLocation: sourceLocation)
  }
}

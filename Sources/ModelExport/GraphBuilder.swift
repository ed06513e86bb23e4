internal import NeuralNetwork
internal import ONNX

/// Writes layers down as a graph, in the layout that other programs have: maps are (channels,
/// height, width) there, (height, width, channels) here.
struct GraphBuilder {
  /// A value by its name, with its shape where it is a batch of maps; else it is one of rows.
  typealias Value = (name: String, map: MapShape?)

  let parameters: [Float]
  let statistics: [Float]
  private(set) var nodes: [ONNXNode] = []
  /// What was learned or fitted.
  private(set) var tensors: [NamedTensor] = []
  /// Numbers of formulae.
  private(set) var scalars: [NamedTensor] = []
  /// Constants of whole numbers, by name: shapes and axes.
  private(set) var shapes: [(name: String, values: [Int64])] = []

  init(parameters: [Float], statistics: [Float]) {
    self.parameters = parameters
    self.statistics = statistics
  }

  /// Applies an operator.
  ///
  /// - Returns: The name of its output.
  mutating func add(
    _ operation: String, _ inputs: [String], as output: String? = nil,
    _ attributes: [ONNXAttribute] = []
  ) -> String {
    var node = ONNXNode()
    let name = output ?? "\(operation.lowercased()).\(nodes.count)"
    node.operation = operation
    node.name = name
    node.inputs = inputs
    node.outputs = [name]
    node.attributes = attributes
    nodes.append(node)
    return name
  }

  /// Adds a constant.
  ///
  /// - Returns: Its name.
  mutating func constant(_ name: String, shape: [Int], _ values: [Float]) -> String {
    tensors.append(NamedTensor(name, shape: shape, values: values))
    return name
  }

  /// Gives a value another shape; the batch stays.
  mutating func reshape(_ x: String, to shape: [Int]) -> String {
    add("Reshape", [x, integers([-1] + shape)])
  }

  /// Adds up along an axis.
  mutating func sum(_ x: String, axis: Int, keepingAxis: Bool) -> String {
    add("ReduceSum", [x, integers([axis])], [ONNXAttribute("keepdims", keepingAxis ? 1 : 0)])
  }

  private mutating func integers(_ values: [Int]) -> String {
    let name = "integers.\(shapes.count)"
    shapes.append((name, values.map(Int64.init)))
    return name
  }
}

// MARK: - Layers

extension GraphBuilder {
  /// Applies layers in the order of their work.
  mutating func apply(_ layers: [LayerDescription], to x: Value) -> Value {
    var x = x
    for (index, layer) in layers.enumerated() {
      x = apply(layer, to: x, before: layers.dropFirst(index + 1))
    }
    return x
  }

  /// Applies a layer; a dense one before a convolution gives its map.
  private mutating func apply(
    _ layer: LayerDescription, to x: Value, before following: ArraySlice<LayerDescription>
  ) -> Value {
    switch layer {
    case .dense(let weight, let bias):
      let map = following.first(where: \.isAffine)?.inputMap
      let y = dense(
        weight.stem, rows: 0..<weight.rows, weight, bias, flattened(x), from: x.map, to: map)
      return (map.map { reshape(y, to: $0.dimensions) } ?? y, map)
    case .convolution(let weight, let bias, let windows):
      return (
        convolution("Conv", weight, bias, windows, channels: windows.input.channels, x.name),
        windows.output
      )
    case .transposedConvolution(let weight, let bias, let windows):
      let extra = [
        windows.output.height
          - windows.vertical.length(windows: windows.input.height),
        windows.output.width
          - windows.horizontal.length(windows: windows.input.width),
      ]
      return (
        convolution(
          "ConvTranspose", weight, bias, windows, channels: windows.output.channels, x.name,
          [ONNXAttribute("output_padding", extra)]),
        windows.output
      )
    case .batchNorm(let weight, let bias, let mean, let variance):
      let inputs = [
        constant(weight.name, shape: [weight.columns], Array(parameters[weight.range])),
        constant(bias.name, shape: [bias.columns], Array(parameters[bias.range])),
        constant(mean.name, shape: [mean.columns], Array(statistics[mean.range])),
        constant(variance.name, shape: [variance.columns], Array(statistics[variance.range])),
      ]
      return (
        add("BatchNormalization", [x.name] + inputs, [ONNXAttribute("epsilon", 1e-5)]), x.map
      )
    case .activation(let activation):
      return (apply(activation, to: x.name), x.map)
    }
  }

  mutating func apply(_ activation: Activation, to x: String) -> String {
    switch activation {
    case .identity: return x
    case .relu: return add("Relu", [x])
    case .leakyReLU(let slope): return add("LeakyRelu", [x], [ONNXAttribute("alpha", slope)])
    case .tanh: return add("Tanh", [x])
    case .sigmoid: return add("Sigmoid", [x])
    case .gelu:
      // x·½(1 + erf(x/√2)); the operator itself is younger than this set.
      let root = scalar("gelu.root_of_half", Float(0.5).squareRoot())
      let cumulative = add("Add", [add("Erf", [add("Mul", [x, root])]), scalar("gelu.one", 1)])
      return add("Mul", [add("Mul", [x, scalar("gelu.half", 0.5)]), cumulative])
    }
  }

  /// A number of a formula, which several nodes may share.
  mutating func scalar(_ name: String, _ value: Float, shape: [Int] = []) -> String {
    if !scalars.contains(where: { $0.name == name }) {
      let values = [Float](repeating: value, count: shape.reduce(1, *))
      scalars.append(NamedTensor(name, shape: shape, values: values))
    }
    return name
  }

  /// A value as features in a row.
  mutating func flattened(_ x: Value) -> String {
    x.map.map { reshape(x.name, to: [$0.count]) } ?? x.name
  }

  /// Some outputs of a dense layer, of features in a row.
  ///
  /// - Parameters:
  ///   - name: Of its weight and bias.
  ///   - rows: Which outputs.
  ///   - weight: W.
  ///   - bias: b.
  ///   - x: What goes in.
  ///   - source: What x was before it was flattened, if a map; what follows it in W stays in place.
  ///   - map: What y becomes, if it does.
  mutating func dense(
    _ name: String, rows: Range<Int>, _ weight: Slot, _ bias: Slot, _ x: String,
    from source: MapShape?,
    to map: MapShape? = nil, as output: String? = nil
  ) -> String {
    var columns = Array(0..<weight.columns)
    if let source { columns.replaceSubrange(..<source.count, with: source.order) }
    let rows = map.map { map in map.order.map { $0 + rows.lowerBound } } ?? Array(rows)
    var values: [Float] = []
    values.reserveCapacity(rows.count * columns.count)
    for row in rows {
      let start = weight.offset + row * weight.columns
      for column in columns { values.append(parameters[start + column]) }
    }
    let w = constant(name + ".weight", shape: [rows.count, columns.count], values)
    let b = constant(
      name + ".bias", shape: [rows.count], rows.map { parameters[bias.offset + $0] })
    return add("Gemm", [x, w, b], as: output, [ONNXAttribute("transB", 1)])
  }

  private mutating func convolution(
    _ operation: String, _ weight: Slot, _ bias: Slot, _ windows: LayerDescription.Windows,
    channels: Int, _ x: String, _ more: [ONNXAttribute] = []
  ) -> String {
    let (height, width) = (windows.vertical.kernel, windows.horizontal.kernel)
    // (unit, line, column, channel) → (unit, channel, line, column).
    let order = MapShape(height: height, width: width, channels: channels).order
    var values: [Float] = []
    values.reserveCapacity(weight.rows * weight.columns)
    for unit in 0..<weight.rows {
      for place in order {
        values.append(parameters[weight.offset + unit * weight.columns + place])
      }
    }
    let w = constant(weight.name, shape: [weight.rows, channels, height, width], values)
    let b = constant(bias.name, shape: [bias.columns], Array(parameters[bias.range]))
    let (down, across) = (windows.vertical, windows.horizontal)
    return add(
      operation, [x, w, b],
      [
        ONNXAttribute("kernel_shape", [height, width]),
        ONNXAttribute("pads", [down.padding, across.padding, down.padding, across.padding]),
        ONNXAttribute("strides", [down.stride, across.stride]),
      ] + more)
  }
}

extension MapShape {
  /// Its axes elsewhere.
  var dimensions: [Int] { [channels, height, width] }

  /// Where each element lies here, in the order that it has elsewhere.
  var order: [Int] {
    (0..<channels).flatMap { channel in
      (0..<(height * width)).map { $0 * channels + channel }
    }
  }
}

extension Slot {
  /// Its layer's name: without “.weight”.
  var stem: String { String(name.dropLast(".weight".count)) }
}

extension LayerDescription {
  fileprivate var isAffine: Bool {
    switch self {
    case .dense, .convolution, .transposedConvolution: true
    case .batchNorm, .activation: false
    }
  }

  /// The map that goes in, where one does.
  fileprivate var inputMap: MapShape? {
    switch self {
    case .convolution(_, _, let windows), .transposedConvolution(_, _, let windows): windows.input
    default: nil
    }
  }
}

extension ONNXAttribute {
  init(_ name: String, _ value: Float) {
    self.init()
    self.name = name
    real = value
    kind = .real
  }

  init(_ name: String, _ value: Int) {
    self.init()
    self.name = name
    integer = Int64(value)
    kind = .integer
  }

  init(_ name: String, _ values: [Int]) {
    self.init()
    self.name = name
    integers = values.map(Int64.init)
    kind = .integers
  }
}

import Foundation
import ONNX

/// Numbers with a shape.
struct Tensor {
  var shape: [Int]
  var values: [Double]

  /// A tensor of a clip more or less.
  init(_ shape: [Int], _ values: [Double]) {
    precondition(shape.reduce(1, *) == values.count)
    self.shape = shape
    self.values = values
  }
}

/// Computes what an exported graph says, operator by operator as the specification defines them and
/// as slowly as that is.
func evaluate(_ graph: ONNXGraph, _ inputs: [String: Tensor]) -> [String: Tensor] {
  var known = inputs
  for constant in graph.initializers {
    let bytes = Array(constant.bytes)
    let isFloat = constant.element == ONNXElement.float.rawValue
    let size = isFloat ? 4 : 8
    let values = stride(from: 0, to: bytes.count, by: size).map { start in
      let bits = (0..<size).reduce(UInt64(0)) { $0 | UInt64(bytes[start + $1]) << UInt64(8 * $1) }
      return isFloat ? Double(Float(bitPattern: UInt32(bits))) : Double(Int64(bitPattern: bits))
    }
    known[constant.name] = Tensor(constant.shape.map(Int.init), values)
  }
  for node in graph.nodes {
    known[node.outputs[0]] = node.evaluate(node.inputs.compactMap { known[$0] })
  }
  return known
}

extension ONNXNode {
  private func integers(_ name: String) -> [Int] {
    attributes.first { $0.name == name }?.integers.map(Int.init) ?? []
  }

  fileprivate func evaluate(_ x: [Tensor]) -> Tensor {
    func each(_ f: (Double) -> Double) -> Tensor { Tensor(x[0].shape, x[0].values.map(f)) }
    switch operation {
    case "Identity": return x[0]
    case "Relu": return each { max($0, 0) }
    case "LeakyRelu":
      let slope = Double(attributes[0].real ?? .nan)
      return each { $0 > 0 ? $0 : slope * $0 }
    case "Tanh": return each(tanh)
    case "Sigmoid": return each { 1 / (1 + exp(-$0)) }
    case "Erf": return each(erf)
    case "Clip": return each { min(max($0, x[1].values[0]), x[2].values[0]) }
    case "Add": return broadcast(x, +)
    case "Sub": return broadcast(x, -)
    case "Mul": return broadcast(x, *)
    case "Div": return broadcast(x, /)
    case "Reshape":
      let rest = x[1].values.dropFirst().map { Int($0) }
      return Tensor([x[0].values.count / rest.reduce(1, *)] + rest, x[0].values)
    case "Gather":
      let width = x[0].shape[1]
      return Tensor(
        x[1].shape + [width],
        x[1].values.flatMap { x[0].values[(Int($0) * width)..<((Int($0) + 1) * width)] })
    case "Concat": return joined(x[0], x[1])
    case "ReduceSum": return sums(x[0], axis: Int(x[1].values[0]))
    case "ReduceMean":
      let axis = integers("axes")[0]
      let count = Double(x[0].shape[axis])
      let sums = sums(x[0], axis: axis)
      return Tensor(sums.shape, sums.values.map { $0 / count })
    case "Softmax":
      let powers = each(exp)
      return broadcast([powers, sums(powers, axis: x[0].shape.count - 1)], /)
    case "LayerNormalization": return layerNormalized(x)
    case "Transpose": return transposed(x[0], integers("perm"))
    case "MatMul": return products(x[0], x[1])
    case "Gemm": return product(x[0], x[1], x[2])
    case "BatchNormalization": return normalized(x)
    case "Conv": return convolution(x[0], x[1], x[2])
    case "ConvTranspose": return transposedConvolution(x[0], x[1], x[2])
    default: preconditionFailure("no operator \(operation)")
    }
  }

  /// Joins along the second axis.
  private func joined(_ x: Tensor, _ y: Tensor) -> Tensor {
    let (rows, rest) = (x.shape[0], Array(x.shape.dropFirst(2)))
    let (a, b) = (x.values.count / rows, y.values.count / rows)
    var values: [Double] = []
    for i in 0..<rows {
      values += x.values[(i * a)..<((i + 1) * a)]
      values += y.values[(i * b)..<((i + 1) * b)]
    }
    return Tensor([rows, x.shape[1] + y.shape[1]] + rest, values)
  }

  /// Axes of length 1, and outer ones that are not there, are repeated.
  private func broadcast(_ x: [Tensor], _ f: (Double, Double) -> Double) -> Tensor {
    let rank = max(x[0].shape.count, x[1].shape.count)
    let shapes = x.map { [Int](repeating: 1, count: rank - $0.shape.count) + $0.shape }
    let shape = zip(shapes[0], shapes[1]).map { max($0, $1) }
    func value(_ operand: Int, _ index: Int) -> Double {
      var (place, size, rest) = (0, 1, index)
      for axis in (0..<rank).reversed() {
        if shapes[operand][axis] > 1 { place += rest % shape[axis] * size }
        size *= shapes[operand][axis]
        rest /= shape[axis]
      }
      return x[operand].values[place]
    }
    return Tensor(shape, (0..<shape.reduce(1, *)).map { f(value(0, $0), value(1, $0)) })
  }

  /// Sums along an axis, which goes unless it is to stay with length 1.
  private func sums(_ x: Tensor, axis: Int) -> Tensor {
    let length = x.shape[axis]
    let inner = x.shape[(axis + 1)...].reduce(1, *)
    var values = [Double](repeating: 0, count: x.values.count / length)
    for i in x.values.indices { values[i / (length * inner) * inner + i % inner] += x.values[i] }
    var shape = x.shape
    shape[axis] = 1
    if attributes.first(where: { $0.name == "keepdims" })?.integer == 0 { shape.remove(at: axis) }
    return Tensor(shape, values)
  }

  private func layerNormalized(_ x: [Tensor]) -> Tensor {
    let width = x[1].values.count
    var y = x[0]
    for start in stride(from: 0, to: y.values.count, by: width) {
      let row = y.values[start..<(start + width)]
      let mean = row.reduce(0, +) / Double(width)
      let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(width)
      for j in 0..<width {
        let normal = (y.values[start + j] - mean) / (variance + 1e-5).squareRoot()
        y.values[start + j] = normal * x[1].values[j] + x[2].values[j]
      }
    }
    return y
  }

  private func transposed(_ x: Tensor, _ order: [Int]) -> Tensor {
    var y = Tensor(order.map { x.shape[$0] }, x.values)
    for i in x.values.indices {
      var (place, rest) = ([Int](repeating: 0, count: order.count), i)
      for axis in order.indices.reversed() {
        place[axis] = rest % x.shape[axis]
        rest /= x.shape[axis]
      }
      var index = 0
      for axis in order.indices { index = index * y.shape[axis] + place[order[axis]] }
      y.values[index] = x.values[i]
    }
    return y
  }

  /// Products of matrices that lie in the two innermost axes; one matrix on the right is for all.
  private func products(_ x: Tensor, _ w: Tensor) -> Tensor {
    let (inner, columns) = (w.shape[w.shape.count - 2], w.shape[w.shape.count - 1])
    let (rows, size) = (x.values.count / inner, x.shape[x.shape.count - 2])
    var values: [Double] = []
    for i in 0..<rows {
      let start = w.shape.count > 2 ? i / size * inner * columns : 0
      for j in 0..<columns {
        var sum = 0.0
        for k in 0..<inner { sum += x.values[i * inner + k] * w.values[start + k * columns + j] }
        values.append(sum)
      }
    }
    return Tensor(x.shape.dropLast() + [columns], values)
  }

  /// x·wᵀ + b.
  private func product(_ x: Tensor, _ w: Tensor, _ b: Tensor) -> Tensor {
    let (rows, inner, columns) = (x.shape[0], x.shape[1], w.shape[0])
    var values: [Double] = []
    for i in 0..<rows {
      for j in 0..<columns {
        var sum = b.values[j]
        for k in 0..<inner { sum += x.values[i * inner + k] * w.values[j * inner + k] }
        values.append(sum)
      }
    }
    return Tensor([rows, columns], values)
  }

  /// (x − mean)/√(variance + ε)·weight + bias by channel.
  private func normalized(_ x: [Tensor]) -> Tensor {
    let size = x[0].shape.dropFirst(2).reduce(1, *)
    var y = x[0]
    for i in y.values.indices {
      let c = i / size % y.shape[1]
      let deviation = (x[4].values[c] + 1e-5).squareRoot()
      y.values[i] = (y.values[i] - x[3].values[c]) / deviation * x[1].values[c] + x[2].values[c]
    }
    return y
  }

  private func convolution(_ x: Tensor, _ w: Tensor, _ b: Tensor) -> Tensor {
    let (strides, pads, kernel) = (integers("strides"), integers("pads"), integers("kernel_shape"))
    var size: [Int] = []
    for axis in 0..<2 {
      let room = x.shape[2 + axis] + 2 * pads[axis] - kernel[axis]
      size.append(room / strides[axis] + 1)
    }
    var y = biased([x.shape[0], w.shape[0]] + size, b)
    forEachTouch(x.shape, y.shape, w.shape, strides, pads) { large, small, weight in
      y.values[small] += x.values[large] * w.values[weight]
    }
    return y
  }

  private func transposedConvolution(_ x: Tensor, _ w: Tensor, _ b: Tensor) -> Tensor {
    let (strides, pads, kernel) = (integers("strides"), integers("pads"), integers("kernel_shape"))
    let extra = integers("output_padding")
    var size: [Int] = []
    for axis in 0..<2 {
      let steps = (x.shape[2 + axis] - 1) * strides[axis]
      size.append(steps - 2 * pads[axis] + kernel[axis] + extra[axis])
    }
    var y = biased([x.shape[0], w.shape[1]] + size, b)
    forEachTouch(y.shape, x.shape, w.shape, strides, pads) { large, small, weight in
      y.values[large] += x.values[small] * w.values[weight]
    }
    return y
  }

  /// Maps that hold the bias of each channel.
  private func biased(_ shape: [Int], _ b: Tensor) -> Tensor {
    let size = shape[2] * shape[3]
    var y = Tensor(shape, [Double](repeating: 0, count: shape.reduce(1, *)))
    for i in y.values.indices { y.values[i] = b.values[i / size % shape[1]] }
    return y
  }

  /// Every pair of a position of the large map and one of the small map that a window joins.
  private func forEachTouch(
    _ large: [Int], _ small: [Int], _ w: [Int], _ strides: [Int], _ pads: [Int],
    _ body: (_ large: Int, _ small: Int, _ weight: Int) -> Void
  ) {
    func index(_ shape: [Int], _ place: [Int]) -> Int {
      var index = 0
      for (length, position) in zip(shape, place) { index = index * length + position }
      return index
    }
    for n in 0..<small[0] {
      for (u, c) in pairs(w[0], w[1]) {
        for (row, column) in pairs(small[2], small[3]) {
          for (i, j) in pairs(w[2], w[3]) {
            let (y, x) = (row * strides[0] - pads[0] + i, column * strides[1] - pads[1] + j)
            guard (0..<large[2]).contains(y), (0..<large[3]).contains(x) else { continue }
            body(
              index(large, [n, c, y, x]), index(small, [n, u, row, column]), index(w, [u, c, i, j]))
          }
        }
      }
    }
  }

  private func pairs(_ a: Int, _ b: Int) -> [(Int, Int)] {
    (0..<(a * b)).map { ($0 / b, $0 % b) }
  }
}

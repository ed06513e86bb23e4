public import Autoencoders
public import Foundation
internal import NeuralNetwork
internal import ONNX
internal import SwiftProtobuf

/// A trained autoencoder as other programs take it: raw features go in, standardisation included.
public struct NetworkExport: Sendable {
  /// Which part of the network is written.
  public enum Part: String, CaseIterable, Sendable {
    /// Features to latents, and those to reconstructed features.
    case model
    /// Features to latents.
    case encoder
    /// Latents to features.
    case decoder

    var encodes: Bool { self != .decoder }
    var decodes: Bool { self != .encoder }
  }

  /// The second set of a network of two.
  public struct Second: Sendable {
    private let room: Int?
    fileprivate let shape: [Int]
    fileprivate let standardization: Standardization?

    /// Describes a second set.
    ///
    /// - Parameters:
    ///   - tokens: How many tokens a clip can have, along an outermost axis; `nil` where a clip's
    ///     features are one token.
    ///   - shape: Of a token.
    ///   - standardization: What was done to each token first.
    public init(tokens: Int?, shape: [Int], standardization: Standardization?) {
      room = tokens
      self.shape = shape
      self.standardization = standardization
    }

    fileprivate var tokens: Int { room ?? 1 }
    /// Of what a clip has.
    fileprivate var whole: [Int] { (room.map { [$0] } ?? []) + shape }
  }

  private let model: Autoencoder
  private let shape: [Int]
  private let parameters: [Float]
  private let statistics: [Float]
  private let standardization: Standardization?
  private let second: Second?

  /// A network with what it learned.
  ///
  /// - Parameters:
  ///   - model: The network.
  ///   - shape: Of one feature, outermost axis first.
  ///   - parameters: As its layout has them.
  ///   - statistics: Its running statistics.
  ///   - standardization: What was done to features first.
  ///   - second: The second set, of a network of two.
  public init(
    _ model: Autoencoder, shape: [Int], parameters: [Float], statistics: [Float],
    standardization: Standardization?,
    second: Second? = nil
  ) {
    self.model = model
    self.shape = shape
    self.parameters = parameters
    self.statistics = statistics
    self.standardization = standardization
    self.second = second
  }

  /// The encoder's numbers, those of the standardisation included, in PyTorch's shapes: dense
  /// (outputs, inputs), convolutions (units, channels, height, width), maps flattened channels
  /// first. The head is in two: “latent.mean” and “latent.log_variance”.
  public var encoderTensors: [NamedTensor] { graph(.encoder).builder.tensors }

  /// The network as a model of ONNX, version 17 of its operators.
  ///
  /// Inputs: “features” (clip, …), raw; for a network that is told a label also “class” (clip), the
  /// number of its value; for one of two feature sets “second” (clip, …), raw, and “has_second”
  /// (clip, token), 1 or 0. Outputs: “mean” and, where there is one, “log_variance” (clip, latent);
  /// “clusters” (clip, cluster), probabilities, of a network that has clusters; “reconstruction”
  /// (clip, …), the features that the mean stands for, raw again. A decoder alone takes “latent”
  /// (clip, latent).
  ///
  /// - Parameters:
  ///   - part: What to write.
  ///   - producer: The program and its version.
  ///   - metadata: Texts by name, in order.
  /// - Returns: The file; `nil` for a network beyond 2 GiB, the format's limit.
  public func onnx(
    _ part: Part, producer: (name: String, version: String),
    metadata: [(name: String, text: String)]
  ) throws -> Data? {
    let (builder, inputs, outputs) = graph(part)
    guard builder.tensors.reduce(0, { $0 + 4 * $1.values.count }) < (1 << 31) - (1 << 20) else {
      return nil
    }
    var file = ONNXModel()
    file.representation = 8
    file.producer = producer.name
    file.producerVersion = producer.version
    var operators = ONNXOperatorSet()
    operators.version = 17
    file.operatorSets = [operators]
    file.metadata = metadata.map { name, text in
      var entry = ONNXEntry()
      entry.key = name
      entry.value = text
      return entry
    }
    var graph = ONNXGraph()
    graph.name = part.rawValue
    graph.nodes = builder.nodes
    graph.initializers =
      (builder.tensors + builder.scalars).map { ONNXTensor($0) }
      + builder.shapes.map { ONNXTensor($0.name, shape: [$0.values.count], $0.values) }
    graph.inputs = inputs
    graph.outputs = outputs
    file.graph = graph
    return try file.serializedBytes()
  }
}

// MARK: - The graph

extension NetworkExport {
  private func graph(
    _ part: Part
  ) -> (builder: GraphBuilder, inputs: [ONNXValue], outputs: [ONNXValue]) {
    let network = model.description
    var builder = GraphBuilder(parameters: parameters, statistics: statistics)
    var (inputs, outputs) = ([ONNXValue](), [ONNXValue]())
    var code: String?
    if let condition = network.condition,
      part.encodes && (condition.joinsInput || condition.joinsEncoder)
        || part.decodes && condition.joinsDecoder
    {
      inputs.append(ONNXValue("class", .int64, rows: "clip", shape: []))
      code = builder.code(condition)
    }
    func joining(_ x: String, _ joins: Bool) -> String {
      guard joins, let code else { return x }
      return builder.add("Concat", [x, code], [ONNXAttribute("axis", 1)])
    }

    var z = "latent"
    if part.encodes {
      inputs.insert(ONNXValue("features", .float, rows: "clip", shape: shape), at: 0)
      let x = standardized("features", standardization, shape, "standardization", &builder)
      var entrance = builder.reshape(x, to: network.map?.dimensions ?? [model.features])
      if let condition = network.condition, condition.joinsInput, let code {
        entrance = builder.joined(entrance, network.map, code, size: condition.size)
      }
      var h = builder.apply(network.encoder, to: (entrance, network.map))
      if let fusion = network.fusion, let second {
        inputs.append(ONNXValue("second", .float, rows: "clip", shape: second.whole))
        inputs.append(ONNXValue("has_second", .float, rows: "clip", shape: [second.tokens]))
        let other = standardized(
          "second", second.standardization, second.shape, "second.standardization", &builder)
        let tokens = builder.reshape(other, to: [second.tokens, second.shape.reduce(1, *)])
        let known = builder.add(
          "Mul", [tokens, builder.reshape("has_second", to: [second.tokens, 1])])
        h = (builder.fused(h, with: known, "has_second", fusion), nil)
      }
      let told = joining(builder.flattened(h), network.condition?.joinsEncoder ?? false)
      z = builder.head(network.head, told, from: h.map, latent: model.latent, as: "mean")
      outputs.append(ONNXValue("mean", .float, rows: "clip", shape: [model.latent]))
      if let clusters = network.clusters {
        outputs.append(builder.probabilities(of: z, clusters))
      }
      if model.isVariational {
        builder.logVariance(network.head, told, from: h.map, latent: model.latent)
        outputs.append(ONNXValue("log_variance", .float, rows: "clip", shape: [model.latent]))
      }
    } else {
      inputs.insert(ONNXValue("latent", .float, rows: "clip", shape: [model.latent]), at: 0)
    }
    if part.decodes {
      let told = joining(z, network.condition?.joinsDecoder ?? false)
      let y = builder.apply(
        network.decoder + [network.output], to: (told, nil))
      raw(
        builder.reshape(y.name, to: shape), standardization, shape, "standardization", &builder,
        as: "reconstruction")
      outputs.append(ONNXValue("reconstruction", .float, rows: "clip", shape: shape))
      if let fusion = network.fusion, let second, !fusion.decoder.isEmpty {
        let y = builder.apply(fusion.decoder, to: (z, nil))
        raw(
          builder.reshape(y.name, to: second.shape), second.standardization, second.shape,
          "second.standardization", &builder, as: "second_reconstruction")
        outputs.append(
          ONNXValue("second_reconstruction", .float, rows: "clip", shape: second.shape))
      }
    }
    return (builder, inputs, outputs)
  }

  /// (x − mean)/scale.
  private func standardized(
    _ x: String, _ standardization: Standardization?, _ shape: [Int], _ name: String,
    _ builder: inout GraphBuilder
  ) -> String {
    guard let standardization else { return x }
    let (mean, scale) = builder.constants(standardization, shape, name)
    return builder.add("Div", [builder.add("Sub", [x, mean]), scale])
  }

  /// x·scale + mean, as an output.
  private func raw(
    _ x: String, _ standardization: Standardization?, _ shape: [Int], _ name: String,
    _ builder: inout GraphBuilder, as output: String
  ) {
    guard let standardization else {
      _ = builder.add("Identity", [x], as: output)
      return
    }
    let (mean, scale) = builder.constants(standardization, shape, name)
    _ = builder.add("Add", [builder.add("Mul", [x, scale]), mean], as: output)
  }
}

extension GraphBuilder {
  /// What stands for the class of each clip.
  fileprivate mutating func code(_ condition: NetworkDescription.Condition) -> String {
    let (classes, size) = (condition.classes, condition.size)
    let table =
      condition.table.map { Array(parameters[$0.range]) }
      ?? (0..<(classes * size)).map { $0 / size == $0 % size ? 1 : 0 }
    return add("Gather", [constant("condition.weight", shape: [classes, size], table), "class"])
  }

  /// μ, or the latents themselves.
  fileprivate mutating func head(
    _ layer: Dense, _ x: String, from map: MapShape?, latent: Int, as output: String
  ) -> String {
    dense("latent.mean", rows: 0..<latent, layer.weight, layer.bias, x, from: map, as: output)
  }

  /// log σ², within its bounds.
  fileprivate mutating func logVariance(
    _ layer: Dense, _ x: String, from map: MapShape?, latent: Int
  ) {
    let free = dense(
      "latent.log_variance", rows: latent..<(2 * latent), layer.weight, layer.bias, x, from: map)
    let bound = GaussianPosterior.largestLogVariance
    let (low, high) = (scalar("log_variance.least", -bound), scalar("log_variance.most", bound))
    _ = add("Clip", [free, low, high], as: "log_variance")
  }

  /// The probability of each latent to be of each cluster.
  fileprivate mutating func probabilities(
    of z: String, _ clusters: NetworkDescription.Clusters
  ) -> ONNXValue {
    let mean =
      switch clusters {
      case .mixture(let prior): prior.mean
      case .centres(let centres): centres.mean
      }
    let (K, Z) = (mean.rows, mean.columns)
    let centres = constant(mean.name, shape: [K, Z], Array(parameters[mean.range]))
    let apart = add("Sub", [reshape(z, to: [1, Z]), centres])
    let squares = add("Mul", [apart, apart])
    switch clusters {
    case .mixture(let prior):
      // log π − ½Σ(s + (z − m)²/eˢ), but for what all clusters have in common.
      let bound = GaussianPosterior.largestLogVariance
      let logVariances = parameters[prior.logVariance.range].map { min(max($0, -bound), bound) }
      let offsets = (0..<K).map { c in
        parameters[prior.logits.offset + c]
          - 0.5 * logVariances[(c * Z)..<((c + 1) * Z)].reduce(0, +)
      }
      let weights = constant(
        "clusters.weight", shape: [K, Z], logVariances.map { -0.5 * exp(-$0) })
      let distances = sum(add("Mul", [squares, weights]), axis: 2, keepingAxis: false)
      let logits = add("Add", [distances, constant("clusters.offset", shape: [K], offsets)])
      _ = add("Softmax", [logits], as: "clusters", [ONNXAttribute("axis", 1)])
    case .centres:
      let one = scalar("one", 1)
      let distances = sum(squares, axis: 2, keepingAxis: false)
      let kernel = add("Div", [one, add("Add", [distances, one])])
      _ = add("Div", [kernel, sum(kernel, axis: 1, keepingAxis: true)], as: "clusters")
    }
    return ONNXValue("clusters", .float, rows: "clip", shape: [K])
  }

  /// What standardises features; it may be there already.
  fileprivate mutating func constants(
    _ standardization: Standardization, _ shape: [Int], _ name: String
  ) -> (mean: String, scale: String) {
    (
      shared(name + ".mean", shape: shape, standardization.mean),
      shared(name + ".scale", shape: shape, standardization.scale)
    )
  }

  /// Features with the code of each clip's class after them: as channels at each position of a map.
  fileprivate mutating func joined(
    _ x: String, _ map: MapShape?, _ code: String, size: Int
  ) -> String {
    guard let map else { return add("Concat", [x, code], [ONNXAttribute("axis", 1)]) }
    let nothing = scalar("nothing", 0, shape: [1, map.height, map.width])
    let channels = add("Add", [reshape(code, to: [size, 1, 1]), nothing])
    return add("Concat", [x, channels], [ONNXAttribute("axis", 1)])
  }

  /// A constant that may be there already.
  fileprivate mutating func shared(_ name: String, shape: [Int], _ values: [Float]) -> String {
    tensors.contains { $0.name == name } ? name : constant(name, shape: shape, values)
  }
}

extension ONNXTensor {
  init(_ tensor: NamedTensor) {
    self.init()
    name = tensor.name
    shape = tensor.shape.map(Int64.init)
    element = ONNXElement.float.rawValue
    bytes.append(littleEndian: tensor.values)
  }

  init(_ name: String, shape: [Int], _ values: [Int64]) {
    self.init()
    self.name = name
    self.shape = shape.map(Int64.init)
    element = ONNXElement.int64.rawValue
    for value in values { bytes.append(littleEndian: UInt64(bitPattern: value)) }
  }
}

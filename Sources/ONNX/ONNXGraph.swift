public import SwiftProtobuf

/// Nodes in the order of their work, with the tensors that they need.
public struct ONNXGraph: ONNXMessage {
  public static let protoMessageName = "onnx.GraphProto"

  /// What computes; a node comes after those that it takes values from.
  public var nodes: [ONNXNode] = []
  /// Its name.
  public var name = ""
  /// Constants, by name.
  public var initializers: [ONNXTensor] = []
  /// What goes in.
  public var inputs: [ONNXValue] = []
  /// What comes out.
  public var outputs: [ONNXValue] = []
  public var unknownFields = UnknownStorage()

  public init() {}

  public mutating func decodeMessage<D: Decoder>(decoder: inout D) throws {
    while let field = try decoder.nextFieldNumber() {
      switch field {
      case 1: try decoder.decodeRepeatedMessageField(value: &nodes)
      case 2: try decoder.decodeSingularStringField(value: &name)
      case 5: try decoder.decodeRepeatedMessageField(value: &initializers)
      case 11: try decoder.decodeRepeatedMessageField(value: &inputs)
      case 12: try decoder.decodeRepeatedMessageField(value: &outputs)
      default: break
      }
    }
  }

  public func traverse<V: Visitor>(visitor: inout V) throws {
    if !nodes.isEmpty { try visitor.visitRepeatedMessageField(value: nodes, fieldNumber: 1) }
    try visitor.visitSingularStringField(value: name, fieldNumber: 2)
    if !initializers.isEmpty {
      try visitor.visitRepeatedMessageField(value: initializers, fieldNumber: 5)
    }
    if !inputs.isEmpty { try visitor.visitRepeatedMessageField(value: inputs, fieldNumber: 11) }
    if !outputs.isEmpty { try visitor.visitRepeatedMessageField(value: outputs, fieldNumber: 12) }
    try unknownFields.traverse(visitor: &visitor)
  }
}

/// One application of an operator.
public struct ONNXNode: ONNXMessage {
  public static let protoMessageName = "onnx.NodeProto"

  /// Names of what it takes.
  public var inputs: [String] = []
  /// Names of what it gives.
  public var outputs: [String] = []
  /// Its name.
  public var name = ""
  /// The operator, such as "Gemm".
  public var operation = ""
  /// The operator's settings.
  public var attributes: [ONNXAttribute] = []
  public var unknownFields = UnknownStorage()

  public init() {}

  public mutating func decodeMessage<D: Decoder>(decoder: inout D) throws {
    while let field = try decoder.nextFieldNumber() {
      switch field {
      case 1: try decoder.decodeRepeatedStringField(value: &inputs)
      case 2: try decoder.decodeRepeatedStringField(value: &outputs)
      case 3: try decoder.decodeSingularStringField(value: &name)
      case 4: try decoder.decodeSingularStringField(value: &operation)
      case 5: try decoder.decodeRepeatedMessageField(value: &attributes)
      default: break
      }
    }
  }

  public func traverse<V: Visitor>(visitor: inout V) throws {
    if !inputs.isEmpty { try visitor.visitRepeatedStringField(value: inputs, fieldNumber: 1) }
    if !outputs.isEmpty { try visitor.visitRepeatedStringField(value: outputs, fieldNumber: 2) }
    try visitor.visitSingularStringField(value: name, fieldNumber: 3)
    try visitor.visitSingularStringField(value: operation, fieldNumber: 4)
    if !attributes.isEmpty {
      try visitor.visitRepeatedMessageField(value: attributes, fieldNumber: 5)
    }
    try unknownFields.traverse(visitor: &visitor)
  }
}

/// A setting of an operator: a real number, a whole one, or whole ones.
public struct ONNXAttribute: ONNXMessage {
  /// What a setting holds.
  public enum Kind: Int, Enum {
    /// Nothing known here.
    case undefined = 0
    /// ``ONNXAttribute/real``.
    case real = 1
    /// ``ONNXAttribute/integer``.
    case integer = 2
    /// ``ONNXAttribute/integers``.
    case integers = 7

    public init() { self = .undefined }
  }

  public static let protoMessageName = "onnx.AttributeProto"

  /// Its name.
  public var name = ""
  /// A real number.
  public var real: Float?
  /// A whole number.
  public var integer: Int64?
  /// Whole numbers.
  public var integers: [Int64] = []
  /// Which of them counts.
  public var kind = Kind.undefined
  public var unknownFields = UnknownStorage()

  public init() {}

  public mutating func decodeMessage<D: Decoder>(decoder: inout D) throws {
    while let field = try decoder.nextFieldNumber() {
      switch field {
      case 1: try decoder.decodeSingularStringField(value: &name)
      case 2: try decoder.decodeSingularFloatField(value: &real)
      case 3: try decoder.decodeSingularInt64Field(value: &integer)
      case 8: try decoder.decodeRepeatedInt64Field(value: &integers)
      case 20: try decoder.decodeSingularEnumField(value: &kind)
      default: break
      }
    }
  }

  public func traverse<V: Visitor>(visitor: inout V) throws {
    try visitor.visitSingularStringField(value: name, fieldNumber: 1)
    if let real { try visitor.visitSingularFloatField(value: real, fieldNumber: 2) }
    if let integer { try visitor.visitSingularInt64Field(value: integer, fieldNumber: 3) }
    if !integers.isEmpty { try visitor.visitRepeatedInt64Field(value: integers, fieldNumber: 8) }
    try visitor.visitSingularEnumField(value: kind, fieldNumber: 20)
    try unknownFields.traverse(visitor: &visitor)
  }
}

public import SwiftProtobuf

/// A model: a graph, and which version of the operators it is written in.
public struct ONNXModel: ONNXMessage {
  public static let protoMessageName = "onnx.ModelProto"

  /// Version of the intermediate representation.
  public var representation: Int64 = 0
  /// Sets of operators that the graph uses.
  public var operatorSets: [ONNXOperatorSet] = []
  /// The program that wrote it.
  public var producer = ""
  /// That program's version.
  public var producerVersion = ""
  /// The graph.
  public var graph: ONNXGraph?
  /// Texts by name.
  public var metadata: [ONNXEntry] = []
  public var unknownFields = UnknownStorage()

  public init() {}

  public mutating func decodeMessage<D: Decoder>(decoder: inout D) throws {
    while let field = try decoder.nextFieldNumber() {
      switch field {
      case 1: try decoder.decodeSingularInt64Field(value: &representation)
      case 2: try decoder.decodeSingularStringField(value: &producer)
      case 3: try decoder.decodeSingularStringField(value: &producerVersion)
      case 7: try decoder.decodeSingularMessageField(value: &graph)
      case 8: try decoder.decodeRepeatedMessageField(value: &operatorSets)
      case 14: try decoder.decodeRepeatedMessageField(value: &metadata)
      default: break
      }
    }
  }

  public func traverse<V: Visitor>(visitor: inout V) throws {
    try visitor.visitSingularInt64Field(value: representation, fieldNumber: 1)
    try visitor.visitSingularStringField(value: producer, fieldNumber: 2)
    try visitor.visitSingularStringField(value: producerVersion, fieldNumber: 3)
    if let graph { try visitor.visitSingularMessageField(value: graph, fieldNumber: 7) }
    if !operatorSets.isEmpty {
      try visitor.visitRepeatedMessageField(value: operatorSets, fieldNumber: 8)
    }
    if !metadata.isEmpty { try visitor.visitRepeatedMessageField(value: metadata, fieldNumber: 14) }
    try unknownFields.traverse(visitor: &visitor)
  }
}

/// A set of operators.
public struct ONNXOperatorSet: ONNXMessage {
  public static let protoMessageName = "onnx.OperatorSetIdProto"

  /// Whose operators; empty for the format's own.
  public var domain = ""
  /// Their version.
  public var version: Int64 = 0
  public var unknownFields = UnknownStorage()

  public init() {}

  public mutating func decodeMessage<D: Decoder>(decoder: inout D) throws {
    while let field = try decoder.nextFieldNumber() {
      switch field {
      case 1: try decoder.decodeSingularStringField(value: &domain)
      case 2: try decoder.decodeSingularInt64Field(value: &version)
      default: break
      }
    }
  }

  public func traverse<V: Visitor>(visitor: inout V) throws {
    try visitor.visitSingularStringField(value: domain, fieldNumber: 1)
    try visitor.visitSingularInt64Field(value: version, fieldNumber: 2)
    try unknownFields.traverse(visitor: &visitor)
  }
}

/// A named text.
public struct ONNXEntry: ONNXMessage {
  public static let protoMessageName = "onnx.StringStringEntryProto"

  /// Its name.
  public var key = ""
  /// The text.
  public var value = ""
  public var unknownFields = UnknownStorage()

  public init() {}

  public mutating func decodeMessage<D: Decoder>(decoder: inout D) throws {
    while let field = try decoder.nextFieldNumber() {
      switch field {
      case 1: try decoder.decodeSingularStringField(value: &key)
      case 2: try decoder.decodeSingularStringField(value: &value)
      default: break
      }
    }
  }

  public func traverse<V: Visitor>(visitor: inout V) throws {
    try visitor.visitSingularStringField(value: key, fieldNumber: 1)
    try visitor.visitSingularStringField(value: value, fieldNumber: 2)
    try unknownFields.traverse(visitor: &visitor)
  }
}

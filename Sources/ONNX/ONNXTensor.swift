public import Foundation
public import SwiftProtobuf

/// The types of elements that are used here.
public enum ONNXElement: Int32, Sendable {
  /// 32-bit floats.
  case float = 1
  /// 64-bit whole numbers.
  case int64 = 7
}

/// A constant.
public struct ONNXTensor: ONNXMessage {
  public static let protoMessageName = "onnx.TensorProto"

  /// Its shape, outermost axis first.
  public var shape: [Int64] = []
  /// Its type, an ``ONNXElement``.
  public var element: Int32 = 0
  /// Its name.
  public var name = ""
  /// All elements, little-endian, row after row.
  public var bytes = Data()
  public var unknownFields = UnknownStorage()

  public init() {}

  public mutating func decodeMessage<D: Decoder>(decoder: inout D) throws {
    while let field = try decoder.nextFieldNumber() {
      switch field {
      case 1: try decoder.decodeRepeatedInt64Field(value: &shape)
      case 2: try decoder.decodeSingularInt32Field(value: &element)
      case 8: try decoder.decodeSingularStringField(value: &name)
      case 9: try decoder.decodeSingularBytesField(value: &bytes)
      default: break
      }
    }
  }

  public func traverse<V: Visitor>(visitor: inout V) throws {
    if !shape.isEmpty { try visitor.visitRepeatedInt64Field(value: shape, fieldNumber: 1) }
    try visitor.visitSingularInt32Field(value: element, fieldNumber: 2)
    try visitor.visitSingularStringField(value: name, fieldNumber: 8)
    try visitor.visitSingularBytesField(value: bytes, fieldNumber: 9)
    try unknownFields.traverse(visitor: &visitor)
  }
}

/// What goes into a graph or comes out of it: a tensor, of which type and shape.
public struct ONNXValue: ONNXMessage {
  public static let protoMessageName = "onnx.ValueInfoProto"

  /// Its name.
  public var name = ""
  /// Its type.
  public var type: ONNXType?
  public var unknownFields = UnknownStorage()

  public init() {}

  /// Names a tensor.
  ///
  /// - Parameters:
  ///   - name: Its name.
  ///   - element: The type of its elements.
  ///   - rows: The name of its first axis, of any length.
  ///   - shape: The other axes.
  public init(_ name: String, _ element: ONNXElement, rows: String, shape: [Int]) {
    self.name = name
    var any = ONNXDimension()
    any.name = rows
    var tensor = ONNXTensorType()
    tensor.element = element.rawValue
    tensor.shape = ONNXShape()
    tensor.shape?.dimensions =
      [any]
      + shape.map { length in
        var dimension = ONNXDimension()
        dimension.length = Int64(length)
        return dimension
      }
    type = ONNXType()
    type?.tensor = tensor
  }

  public mutating func decodeMessage<D: Decoder>(decoder: inout D) throws {
    while let field = try decoder.nextFieldNumber() {
      switch field {
      case 1: try decoder.decodeSingularStringField(value: &name)
      case 2: try decoder.decodeSingularMessageField(value: &type)
      default: break
      }
    }
  }

  public func traverse<V: Visitor>(visitor: inout V) throws {
    try visitor.visitSingularStringField(value: name, fieldNumber: 1)
    if let type { try visitor.visitSingularMessageField(value: type, fieldNumber: 2) }
    try unknownFields.traverse(visitor: &visitor)
  }
}

/// The type of a value.
public struct ONNXType: ONNXMessage {
  public static let protoMessageName = "onnx.TypeProto"

  /// If it is a tensor.
  public var tensor: ONNXTensorType?
  public var unknownFields = UnknownStorage()

  public init() {}

  public mutating func decodeMessage<D: Decoder>(decoder: inout D) throws {
    while let field = try decoder.nextFieldNumber() {
      if field == 1 { try decoder.decodeSingularMessageField(value: &tensor) }
    }
  }

  public func traverse<V: Visitor>(visitor: inout V) throws {
    if let tensor { try visitor.visitSingularMessageField(value: tensor, fieldNumber: 1) }
    try unknownFields.traverse(visitor: &visitor)
  }
}

/// The type of a tensor.
public struct ONNXTensorType: ONNXMessage {
  public static let protoMessageName = "onnx.TypeProto.Tensor"

  /// The type of its elements, an ``ONNXElement``.
  public var element: Int32 = 0
  /// Its shape.
  public var shape: ONNXShape?
  public var unknownFields = UnknownStorage()

  public init() {}

  public mutating func decodeMessage<D: Decoder>(decoder: inout D) throws {
    while let field = try decoder.nextFieldNumber() {
      switch field {
      case 1: try decoder.decodeSingularInt32Field(value: &element)
      case 2: try decoder.decodeSingularMessageField(value: &shape)
      default: break
      }
    }
  }

  public func traverse<V: Visitor>(visitor: inout V) throws {
    try visitor.visitSingularInt32Field(value: element, fieldNumber: 1)
    if let shape { try visitor.visitSingularMessageField(value: shape, fieldNumber: 2) }
    try unknownFields.traverse(visitor: &visitor)
  }
}

/// The shape of a tensor.
public struct ONNXShape: ONNXMessage {
  public static let protoMessageName = "onnx.TensorShapeProto"

  /// Its axes, outermost first.
  public var dimensions: [ONNXDimension] = []
  public var unknownFields = UnknownStorage()

  public init() {}

  public mutating func decodeMessage<D: Decoder>(decoder: inout D) throws {
    while let field = try decoder.nextFieldNumber() {
      if field == 1 { try decoder.decodeRepeatedMessageField(value: &dimensions) }
    }
  }

  public func traverse<V: Visitor>(visitor: inout V) throws {
    if !dimensions.isEmpty {
      try visitor.visitRepeatedMessageField(value: dimensions, fieldNumber: 1)
    }
    try unknownFields.traverse(visitor: &visitor)
  }
}

/// The length of an axis, or the name of one of any length.
public struct ONNXDimension: ONNXMessage {
  public static let protoMessageName = "onnx.TensorShapeProto.Dimension"

  /// Its length.
  public var length: Int64?
  /// Its name.
  public var name: String?
  public var unknownFields = UnknownStorage()

  public init() {}

  public mutating func decodeMessage<D: Decoder>(decoder: inout D) throws {
    while let field = try decoder.nextFieldNumber() {
      switch field {
      case 1: try decoder.decodeSingularInt64Field(value: &length)
      case 2: try decoder.decodeSingularStringField(value: &name)
      default: break
      }
    }
  }

  public func traverse<V: Visitor>(visitor: inout V) throws {
    if let length { try visitor.visitSingularInt64Field(value: length, fieldNumber: 1) }
    if let name { try visitor.visitSingularStringField(value: name, fieldNumber: 2) }
    try unknownFields.traverse(visitor: &visitor)
  }
}

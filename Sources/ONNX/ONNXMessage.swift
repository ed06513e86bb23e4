public import SwiftProtobuf

/// A message of the Open Neural Network Exchange format, version 8 of its intermediate
/// representation (onnx.ai), as far as models here need it.
///
/// Fields have the numbers of the format's specification; those that are not listed are kept
/// unread.
public protocol ONNXMessage: Message, Equatable {}

extension ONNXMessage {
  public func isEqualTo(message: any Message) -> Bool { (message as? Self) == self }
}

internal import Foundation

/// A file of raw little-endian 32-bit floats that holds one decoded song until it is stored.
public struct Spool: Sendable, Equatable {
  /// The file.
  public let path: String

  /// Names the file.
  public init(path: String) { self.path = path }

  /// Writes the file.
  ///
  /// - Parameter body: Receives a function that appends samples.
  /// - Throws: The system's error when the file cannot be written, or what `body` throws.
  public func write<Result>(_ body: ((Span<Float>) throws -> Void) throws -> Result) throws
    -> Result
  {
    guard FileManager.default.createFile(atPath: path, contents: nil) else {
      throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: path])
    }
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    defer { try? file.close() }
    return try body { samples in
      var data = Data(capacity: samples.count * MemoryLayout<Float>.size)
      let bytes = unsafe samples.bytes
      unsafe bytes.withUnsafeBytes { unsafe data.append(contentsOf: $0) }
      try file.write(contentsOf: data)
    }
  }

  /// Reads the file, 64 Ki samples at a time.
  ///
  /// - Parameters:
  ///   - count: How many samples it holds.
  ///   - body: Receives consecutive blocks.
  /// - Throws: The system's error when the file cannot be read or is shorter, or what `body` throws.
  public func read(count: Int, _ body: ([Float]) throws -> Void) throws {
    let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
    defer { try? file.close() }
    var left = count
    while left > 0 {
      let wanted = min(left, 65536)
      let data = try file.read(upToCount: wanted * MemoryLayout<Float>.size) ?? Data()
      guard data.count == wanted * MemoryLayout<Float>.size else {
        throw CocoaError(.fileReadCorruptFile, userInfo: [NSFilePathErrorKey: path])
      }
      var block = [Float](repeating: 0, count: wanted)
      unsafe block.withUnsafeMutableBytes { _ = unsafe data.copyBytes(to: $0) }
      try body(block)
      left -= wanted
    }
  }

  /// Removes the file, if it is there.
  public func remove() { try? FileManager.default.removeItem(atPath: path) }
}

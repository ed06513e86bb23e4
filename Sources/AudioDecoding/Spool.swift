internal import Foundation

/// A file of raw little-endian 32-bit floats that holds one decoded song until it is stored, and then
/// another.
public struct Spool: Sendable, Equatable {
  /// The file.
  public let path: String

  /// Names the file.
  public init(path: String) { self.path = path }

  /// Writes the file from its beginning; what a longer song left after the end stays.
  ///
  /// - Parameter body: Receives a function that appends samples.
  /// - Throws: ``SpoolError`` when the file cannot be written, or what `body` throws.
  public func write<Result>(_ body: ((Span<Float>) throws -> Void) throws -> Result) throws
    -> Result
  {
    let file = try OpenSpool(path, O_WRONLY | O_CREAT)
    return try body { samples in try file.append(samples) }
  }

  /// Reads the file, 64 Ki samples at a time.
  ///
  /// - Parameters:
  ///   - count: How many samples were written.
  ///   - body: Receives consecutive blocks.
  /// - Throws: ``SpoolError`` when the file cannot be read or is shorter, or what `body` throws.
  public func read(count: Int, _ body: (Span<Float>) throws -> Void) throws {
    let file = try OpenSpool(path, O_RDONLY)
    var block = [Float](repeating: 0, count: min(count, 65536))
    var left = count
    while left > 0 {
      let wanted = min(left, block.count)
      try file.fill(&block, count: wanted)
      try body(block.span.extracting(0..<wanted))
      left -= wanted
    }
  }
}

/// Why a spool could not be written or read, in the system's words.
public struct SpoolError: Error, Equatable, CustomStringConvertible {
  /// The words.
  public let description: String

  /// Takes the system's last error.
  fileprivate init() { description = unsafe String(cString: strerror(errno)) }

  /// Wraps words.
  fileprivate init(_ description: String) { self.description = description }
}

/// Sole owner of a spool's open file.
private struct OpenSpool: ~Copyable {
  private let descriptor: Int32

  init(_ path: String, _ flags: Int32) throws(SpoolError) {
    let opened = unsafe open(path, flags | O_CLOEXEC, 0o600)
    guard opened >= 0 else { throw SpoolError() }
    descriptor = opened
  }

  deinit { close(descriptor) }

  func append(_ samples: Span<Float>) throws(SpoolError) {
    let bytes = unsafe samples.bytes
    var start = 0
    while start < bytes.byteCount {
      let count = unsafe bytes.extracting(start..<bytes.byteCount).withUnsafeBytes {
        unsafe Foundation.write(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw SpoolError() }
      start += count
    }
  }

  /// Reads the next samples into the beginning of a block.
  func fill(_ block: inout [Float], count: Int) throws(SpoolError) {
    let size = count * MemoryLayout<Float>.stride
    var filled = 0
    while filled < size {
      let read = unsafe block.withUnsafeMutableBytes { bytes in
        unsafe Foundation.read(
          descriptor, bytes.baseAddress.map { unsafe $0 + filled }, size - filled)
      }
      if read < 0, errno == EINTR { continue }
      guard read >= 0 else { throw SpoolError() }
      guard read > 0 else { throw SpoolError("it is shorter than the song") }
      filled += read
    }
  }
}

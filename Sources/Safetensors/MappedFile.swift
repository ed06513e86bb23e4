internal import Foundation

/// The bytes of a file, in memory where and when they are looked at; several processes share them.
@safe final class MappedFile: @unchecked Sendable {
  private let base: UnsafeRawPointer
  let count: Int

  /// Maps a file; `nil` when it cannot be read or is empty.
  init?(_ path: String) {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_size > 0,
      status.st_mode & S_IFMT == S_IFREG,
      let base = unsafe mmap(nil, Int(status.st_size), PROT_READ, MAP_PRIVATE, descriptor, 0),
      unsafe base != MAP_FAILED
    else { return nil }
    unsafe self.base = UnsafeRawPointer(base)
    count = Int(status.st_size)
  }

  deinit { unsafe munmap(UnsafeMutableRawPointer(mutating: base), count) }

  /// Some bytes, copied.
  func bytes(_ range: Range<Int>) -> Data {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    return unsafe Data(bytes: base + range.lowerBound, count: range.count)
  }

  /// Whether floats at an offset can be read where they are.
  func isAligned(_ offset: Int) -> Bool { offset % MemoryLayout<Float>.alignment == 0 }

  /// Elements where they are, for as long as the file is kept.
  @unsafe
  func elements<Element: BitwiseCopyable>(
    of _: Element.Type, at offset: Int, count elements: Int
  ) -> UnsafeBufferPointer<Element> {
    precondition(offset >= 0 && offset + elements * MemoryLayout<Element>.stride <= count)
    return unsafe UnsafeBufferPointer(
      start: (base + offset).assumingMemoryBound(to: Element.self), count: elements)
  }
}

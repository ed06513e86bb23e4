internal import CSndFile
internal import Foundation

/// Reads one sound file, block by block, in any format that libsndfile recognises by its content.
///
/// Only ordinary files are read (a pipe would block for ever). Headerless formats are not guessed
/// from a file's name; an MPEG stream with something before it is found by the extension `mp3`.
/// The corresponding C functions are `sf_open_fd` and `sf_readf_float`.
@safe
public struct AudioReader: ~Copyable {
  /// The most channels that are read.
  public static let mostChannels = 1024

  /// What the header declares.
  public let properties: AudioProperties
  private let file: OpaquePointer
  private let path: String
  private let container: Container
  /// The system's number of the open file; −1 when libsndfile opened it by name.
  private let descriptor: Int32
  private let size: Int
  private var decodedFrames = 0
  /// Samples of 16 bits on their way, from files that hold such; else empty.
  private var integers: [Int16] = []

  /// Opens a file.
  ///
  /// - Parameter path: The file.
  /// - Throws: ``SoundFileError`` when it is missing, not an ordinary file, empty, in no format
  ///   known, declares no or more than ``mostChannels`` channels, or is a FLAC file that changes its
  ///   sample rate on the way.
  public init(path: String) throws(SoundFileError) {
    let opened = try OpenFile(path)
    var info = SF_INFO()
    var descriptor = opened.descriptor
    var handle = unsafe sf_open_fd(descriptor, Int32(SFM_READ), &info, Int32(SF_FALSE))
    if unsafe handle == nil {
      let words = unsafe sf_strerror(nil).map { unsafe String(cString: $0) } ?? "unknown error"
      close(descriptor)
      descriptor = -1
      if path.lowercased().hasSuffix(".mp3") {
        info = SF_INFO()
        unsafe handle = sf_open(path, Int32(SFM_READ), &info)
      }
      guard unsafe handle != nil else {
        throw SoundFileError(
          "\(path) is not audio that can be read: \(words.hasSuffix(".") ? String(words.dropLast()) : words)"
        )
      }
    }
    guard let file = unsafe handle else { preconditionFailure("no file") }
    guard (1...AudioReader.mostChannels).contains(Int(info.channels)), info.samplerate >= 1 else {
      _ = unsafe sf_close(file)
      if descriptor >= 0 { close(descriptor) }
      throw SoundFileError(
        "\(path) declares \(info.channels) channels at \(info.samplerate) Hz, which cannot be read")
    }
    let container = Container(Int(info.format))
    let frames = declaredFrames(info, container, log: unsafe log(of: file), file: descriptor)
    if container == .flac, frames == nil,
      changesSampleRate(descriptor, rate: Int(info.samplerate))
    {
      _ = unsafe sf_close(file)
      close(descriptor)
      throw SoundFileError("\(path) changes its sample rate on the way, which is not decoded")
    }
    unsafe self.file = file
    self.path = path
    self.container = container
    self.descriptor = descriptor
    size = opened.size
    properties = AudioProperties(
      codec: codecName(Int(info.format)), sampleRate: Int(info.samplerate),
      channels: Int(info.channels), bitDepth: bitDepth(Int(info.format)), declaredFrames: frames)
  }

  deinit {
    _ = unsafe sf_close(file)
    if descriptor >= 0 { close(descriptor) }
  }

  /// Reads the next frames.
  ///
  /// - Parameter block: Receives interleaved samples, full scale ±1, from its start; its count is
  ///   a multiple of the number of channels.
  /// - Returns: The number of frames read; 0 at the end.
  public mutating func read(into block: inout [Float]) -> Int {
    precondition(block.count.isMultiple(of: properties.channels), "a part of a frame")
    let frames = block.count / properties.channels
    let read =
      container == .other && properties.bitDepth == 16
      ? readIntegers(frames, into: &block)
      : unsafe block.withUnsafeMutableBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return 0 }
        return Int(unsafe sf_readf_float(file, base, sf_count_t(frames)))
      }
    let count = min(max(0, read), frames)
    decodedFrames += count
    return count
  }

  /// Reads frames of 16 bits: the library fills the whole block at once with such, but converts them
  /// to floating point, with the same result, in pieces of 8 KiB.
  private mutating func readIntegers(_ frames: Int, into block: inout [Float]) -> Int {
    if integers.count < block.count { integers = [Int16](repeating: 0, count: block.count) }
    return unsafe integers.withUnsafeMutableBufferPointer { integers in
      guard let base = integers.baseAddress else { return 0 }
      let read = Int(unsafe sf_readf_short(file, base, sf_count_t(frames)))
      unsafe block.withUnsafeMutableBufferPointer { block in
        for i in 0..<(min(max(0, read), frames) * properties.channels) {
          unsafe block[i] = Float(integers[i]) * (1 / 32768)
        }
      }
      return read
    }
  }
}

// MARK: - The end

extension AudioReader {
  /// What is wrong with how the file ended, when ``read(into:)`` has returned 0; `nil` when all
  /// that the header promises was there.
  ///
  /// A file is incomplete when fewer than 99 % of the declared frames were decoded (MPEG headers may
  /// count two packets of padding: 2304 frames), when an Ogg stream has no last page, or when
  /// decoding stopped long before the end of a FLAC or MPEG file.
  public func incompleteness() -> String? {
    if let declared = properties.declaredFrames {
      let missing = declared - decodedFrames
      if missing > max(declared / 100, container == .mpeg ? 2304 : 0) {
        let share = Int(100 * Double(decodedFrames) / Double(declared))
        return "truncated: \(decodedFrames) of \(declared) frames (\(share) %) could be decoded"
          + cause
      }
    } else if container == .ogg {
      return "truncated: the Ogg stream has no last page"
    }
    guard descriptor >= 0, let tail = longestTail else { return nil }
    let position = max(0, Int(lseek(descriptor, 0, SEEK_CUR)))
    guard size - position > tail else { return nil }
    let share = Int(100 * Double(position) / Double(size))
    return "decoding stopped at \(share) % of the file"
      + (cause.isEmpty ? ": its header declares a wrong length" : cause)
  }

  /// The most bytes that may follow the sound: tags after an MPEG stream may hold a picture.
  private var longestTail: Int? {
    switch container {
    case .flac: max(16384, size / 20)
    case .mpeg: max(16384, size / 4)
    case .ogg, .other: nil
    }
  }

  /// The decoder's first complaint, in brackets.
  private var cause: String {
    let complaint = unsafe log(of: file).split(separator: "\n").first { line in
      line.hasPrefix("Error") || line.hasPrefix("ERROR")
    }
    return complaint.map { " (\($0.prefix(120)))" } ?? ""
  }
}

/// What libsndfile noted while it opened and decoded a file.
private func log(of file: OpaquePointer) -> String {
  var bytes = [UInt8](repeating: 0, count: 16384)
  let count = unsafe sf_command(file, Int32(SFC_GET_LOG_INFO), &bytes, Int32(bytes.count))
  return String(decoding: bytes.prefix(max(0, min(Int(count), bytes.count))), as: UTF8.self)
}

/// The frames that a header promises, where it does.
///
/// libsndfile shortens the length of a PCM file that was cut, and notes "data : 88200 (should be
/// 4956)"; the promise is restored from that. Lengths of 2 GiB and more are what programs write
/// that do not know it. For MPEG without a Xing or Info header libsndfile's figure is a guess.
private func declaredFrames(
  _ info: SF_INFO, _ container: Container, log: String, file: Int32
) -> Int? {
  let frames = Int(info.frames)
  guard frames >= 0, info.frames < sf_count_t.max else { return nil }
  if container == .mpeg { return hasLengthHeader(file) ? frames : nil }
  guard container == .other else { return frames }
  let note = #/^\s*(?:data|SSND|Data Size|riff)\s*:\s*(\d{1,18}) \(should be (\d{1,18})\)/#
  for line in log.split(separator: "\n") {
    guard let match = line.firstMatch(of: note),
      let declared = Double(match.1), let present = Double(match.2), present > 0
    else { continue }
    guard declared > present else { return frames }
    let promised = Double(frames) * declared / present
    return declared < 0x7fff_0000 && promised < 1e15 ? Int(promised) : nil
  }
  return frames
}

/// Whether an MPEG file's first frame holds a count of frames (a Xing or Info header).
private func hasLengthHeader(_ descriptor: Int32) -> Bool {
  guard descriptor >= 0 else { return false }
  func bytes(_ count: Int, at offset: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let read = unsafe pread(descriptor, &bytes, count, off_t(offset))
    return Array(bytes.prefix(max(0, read)))
  }
  var start = 0
  let head = bytes(10, at: 0)
  if head.count == 10, head.starts(with: Array("ID3".utf8)) {
    start = 10 + head[6...9].reduce(0) { $0 << 7 | Int($1 & 0x7f) }
  }
  let frame = bytes(2048, at: start)
  return [Array("Xing".utf8), Array("Info".utf8)].contains { frame.firstRange(of: $0) != nil }
}

/// An ordinary, non-empty file, opened.
private struct OpenFile {
  let descriptor: Int32
  let size: Int

  init(_ path: String) throws(SoundFileError) {
    let descriptor = unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw SoundFileError("\(path) cannot be opened: \(unsafe String(cString: strerror(errno)))")
    }
    var status = stat()
    let problem: String? =
      if unsafe fstat(descriptor, &status) != 0 || status.st_mode & S_IFMT != S_IFREG {
        "is not an ordinary file"
      } else if status.st_size == 0 {
        "is empty"
      } else {
        nil
      }
    if let problem {
      close(descriptor)
      throw SoundFileError("\(path) \(problem)")
    }
    self.descriptor = descriptor
    size = Int(status.st_size)
  }
}

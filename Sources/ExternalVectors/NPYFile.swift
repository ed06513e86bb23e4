internal import Foundation

/// A two-dimensional array of floating-point numbers in a file of NumPy's format, read by the row.
///
/// Elements are float16, float32 or float64 of little-endian order, rows lie together.
public struct NPYFile {
  /// Numbers of the longest vector that is read.
  static let largestWidth = 1 << 20

  /// Where the file is, for messages.
  public let path: String
  /// Vectors.
  public let rows: Int
  /// Numbers a vector.
  public let columns: Int
  private let handle: FileHandle
  /// Bytes before the first element.
  private let start: Int
  /// Bytes of an element: 2, 4 or 8.
  private let width: Int

  /// Opens a file.
  ///
  /// - Throws: ``ExternalVectorsError`` when there is none, or it is not such an array.
  public init(reading path: String) throws(ExternalVectorsError) {
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw ExternalVectorsError(
        "\(path) cannot be opened: no such file, or no permission", isAbsence: true)
    }
    let size = (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int ?? 0
    guard let (header, start) = readHeader(from: handle) else {
      throw ExternalVectorsError(
        "\(path) is not an array of NumPy's format: write it with numpy.save")
    }
    guard let width = ["<f2": 2, "<f4": 4, "<f8": 8][header.type] else {
      throw ExternalVectorsError(
        "\(path) holds elements of type \(header.type.prefix(20)): save it as float32, "
          + "array.astype('<f4')")
    }
    guard header.shape.count == 2, header.shape.allSatisfy({ $0 > 0 }) else {
      throw ExternalVectorsError(
        "\(path) has the shape \(header.shape.prefix(8)): vectors are the rows of an array of two "
          + "dimensions")
    }
    guard !header.isFortranOrder else {
      throw ExternalVectorsError(
        "\(path) is in Fortran order: save numpy.ascontiguousarray(array)")
    }
    let (rows, columns) = (header.shape[0], header.shape[1])
    guard columns <= Self.largestWidth else {
      throw ExternalVectorsError(
        "\(path) has vectors of \(columns) numbers: at most \(Self.largestWidth) are read")
    }
    let (bytes, overflow) = rows.multipliedReportingOverflow(by: columns * width)
    guard !overflow, bytes <= size - start else {
      throw ExternalVectorsError(
        "\(path) is cut short: its header declares \(rows) × \(columns) numbers")
    }
    self.path = path
    self.rows = rows
    self.columns = columns
    self.handle = handle
    self.start = start
    self.width = width
  }

  /// One vector.
  ///
  /// - Parameter row: 0 ..< rows.
  /// - Returns: (columns); numbers beyond single precision are infinite.
  /// - Throws: ``ExternalVectorsError`` when it cannot be read.
  public func vector(_ row: Int) throws(ExternalVectorsError) -> [Float] {
    precondition((0..<rows).contains(row))
    let count = columns * width
    let data: Data?
    do {
      try handle.seek(toOffset: UInt64(start + row * count))
      data = try handle.read(upToCount: count)
    } catch {
      data = nil
    }
    guard let data, data.count == count else {
      throw ExternalVectorsError("row \(row) of \(path) cannot be read")
    }
    let bytes = Array(data)
    return (0..<columns).map { column in
      let element = bytes[(column * width)..<((column + 1) * width)]
      let bits = element.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      return switch width {
      case 2: Float(Float16(bitPattern: UInt16(bits)))
      case 4: Float(bitPattern: UInt32(bits))
      default: Float(Double(bitPattern: bits))
      }
    }
  }
}

/// The longest header, in bytes; NumPy's own are below 200.
private let longestHeader = 1 << 16

/// Reads the header, and how many bytes it has.
private func readHeader(from handle: FileHandle) -> (header: NPYHeader, length: Int)? {
  func read(_ count: Int) -> [UInt8]? {
    guard let data = try? handle.read(upToCount: count), data.count == count else { return nil }
    return Array(data)
  }
  guard let preamble = read(8), preamble.starts(with: [0x93] + Array("NUMPY".utf8)),
    (1...3).contains(preamble[6]), let digits = read(preamble[6] == 1 ? 2 : 4)
  else { return nil }
  let length = digits.reversed().reduce(0) { $0 << 8 | Int($1) }
  guard length <= longestHeader, let bytes = read(length),
    let text = String(validating: bytes, as: UTF8.self), let header = NPYHeader(parsing: text[...])
  else { return nil }
  return (header, 8 + digits.count + length)
}

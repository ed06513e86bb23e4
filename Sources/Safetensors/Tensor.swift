public import LinearAlgebra

/// A tensor of a mapped file, by rows.
public struct Tensor: Sendable {
  /// How a number is stored, little-endian.
  enum Element: String {
    /// IEEE 754, 32 and 16 bits.
    case single = "F32"
    case half = "F16"
    /// The upper half of one of 32 bits.
    case brain = "BF16"

    /// Bytes of it.
    var size: Int { self == .single ? 4 : 2 }
  }

  /// The lengths of its axes.
  public let shape: [Int]
  private let file: MappedFile
  private let offset: Int
  private let type: Element
  /// Numbers of all of it, where they cannot be used as they lie in the file.
  private var converted: [Float]?

  init(file: MappedFile, offset: Int, type: Element, shape: [Int]) {
    self.file = file
    self.offset = offset
    self.type = type
    self.shape = shape
  }

  /// Number of elements.
  public var count: Int { shape.reduce(1, *) }

  /// Some of the numbers, in order, copied.
  public func numbers(_ range: Range<Int>) -> [Float] {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    let start = offset + range.lowerBound * type.size
    let bytes = unsafe UnsafeRawBufferPointer(
      file.elements(of: UInt8.self, at: start, count: type.size * range.count))
    return (0..<range.count).map { index in
      switch type {
      case .single:
        unsafe Float(
          bitPattern: bytes.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self))
      case .half:
        unsafe Float(
          Float16(bitPattern: bytes.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self)))
      case .brain:
        unsafe Float(
          bitPattern: UInt32(bytes.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self)) << 16)
      }
    }
  }

  /// All numbers, in order, copied.
  public var numbers: [Float] { numbers(0..<count) }

  /// The tensor with numbers that products can take: itself where they lie so in the file, else with
  /// a copy of them.
  public func loaded() -> Tensor {
    guard type != .single || !file.isAligned(offset) else { return self }
    var copy = self
    copy.converted = numbers
    return copy
  }

  /// Adds the product of rows and the transposed matrix: y ← x·Wᵀ + y.
  ///
  /// - Parameters:
  ///   - x: (rows, k), of a tensor of the shape (n, k) that is ``loaded()``.
  ///   - rows: Rows of x.
  ///   - y: Holds (rows, n).
  ///   - place: Where in y.
  public func addProduct(
    of x: Span<Float>, rows: Int, to y: inout MutableSpan<Float>, at place: Block
  ) {
    let (n, k) = (shape[0], shape[1])
    let (own, others) = (Block(rows: n, columns: k), Block(rows: rows, columns: k))
    if let converted {
      let weights = converted.span
      multiply(x, others, weights, own, .transposed, beta: 1, into: &y, at: place)
    } else {
      precondition(type == .single && file.isAligned(offset), "the tensor is not loaded")
      let elements = unsafe file.elements(of: Float.self, at: offset, count: count)
      let weights = unsafe elements.span
      multiply(x, others, weights, own, .transposed, beta: 1, into: &y, at: place)
    }
  }
}

internal import CHDF5

/// What a dataset holds.
public enum HDF5Kind: String, Sendable {
  /// Texts.
  case text
  /// Whole numbers of any size.
  case integer
  /// Floating-point numbers of any size.
  case real
}

/// Deflate's largest ratio is about 1,030: a file that declares more than this many times its size
/// declares what it cannot hold.
private let largestExpansion = 1100

extension HDF5File {
  /// What a dataset holds.
  ///
  /// - Throws: ``HDF5Error`` when it is neither texts nor numbers.
  public func kind(of dataset: String) throws(HDF5Error) -> HDF5Kind {
    let opened = try open(dataset)
    let id = opened.id
    let type = try Handle("read the type of \(dataset) in \(path)", release: H5Tclose) {
      H5Dget_type(id)
    }
    switch H5Tget_class(type.id) {
    case H5T_STRING: return .text
    case H5T_INTEGER: return .integer
    case H5T_FLOAT: return .real
    default: throw HDF5Error("\(dataset) in \(path) holds neither texts nor numbers")
    }
  }

  /// All elements of a dataset, row after row, without conversion.
  ///
  /// The corresponding C function is `H5Dread`.
  ///
  /// - Throws: ``HDF5Error`` when the dataset is missing, has another type, or fails its checksum.
  public func read<Element: HDF5Element>(
    _ dataset: String, as type: Element.Type = Element.self
  ) throws(HDF5Error) -> [Element] {
    try read(dataset, rows: nil, converting: false)
  }

  /// Some rows of a dataset: all elements whose first index lies in `rows`.
  ///
  /// - Throws: ``HDF5Error`` also when the dataset has fewer rows.
  public func read<Element: HDF5Element>(
    _ dataset: String, rows: Range<Int>, as type: Element.Type = Element.self
  ) throws(HDF5Error) -> [Element] {
    try read(dataset, rows: rows, converting: false)
  }

  /// All elements of a dataset of whole numbers of any size.
  public func integers(_ dataset: String) throws(HDF5Error) -> [Int] {
    guard try kind(of: dataset) == .integer else {
      throw HDF5Error("\(dataset) in \(path) must hold whole numbers")
    }
    return try read(dataset, rows: nil, converting: true, as: Int64.self).map { Int($0) }
  }

  /// All elements of a dataset of floating-point numbers of any size, or those of some rows.
  public func reals(_ dataset: String, rows: Range<Int>? = nil) throws(HDF5Error) -> [Double] {
    guard try kind(of: dataset) == .real else {
      throw HDF5Error("\(dataset) in \(path) must hold floating-point numbers")
    }
    return try read(dataset, rows: rows, converting: true)
  }

  private func read<Element: HDF5Element>(
    _ dataset: String, rows: Range<Int>?, converting: Bool, as type: Element.Type = Element.self
  ) throws(HDF5Error) -> [Element] {
    let operation = "read dataset \(dataset) in \(path)"
    let opened = try open(dataset)
    let id = opened.id
    if !converting { try require(Element.self, in: opened, dataset, operation) }
    let space = try Handle(operation, release: H5Sclose) { H5Dget_space(id) }
    let spaceID = space.id
    var shape = try extent(of: space, operation)
    try requirePlausible(shape, bytes: MemoryLayout<Element>.size, dataset)
    let chunks =
      converting
      ? nil : try plainChunks(of: opened, shape: shape, type: Element.hdf5Type, operation)
    let all = 0..<(shape.first ?? 0)
    if let rows {
      guard let first = shape.first, rows.upperBound <= first else {
        throw HDF5Error("\(dataset) in \(path) has shape \(shape): there are no rows \(rows)")
      }
      try select(rows, of: space, operation)
      shape[0] = rows.count
    }
    let count = shape.reduce(1, *)
    guard count > 0 else { return [] }
    let memory = try memorySpace(shape, operation)
    let memoryID = memory.id
    var status: herr_t = 0
    let elements = unsafe [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      let bytes = UnsafeMutableRawBufferPointer(buffer)
      let isRead = chunks.map { unsafe read(rows ?? all, of: opened, $0, into: bytes) } ?? false
      if !isRead {
        mutePrinting()
        status = unsafe H5Dread(
          id, Element.hdf5Type, memoryID, spaceID, hid_t(H5P_DEFAULT), buffer.baseAddress)
      }
      initialized = status < 0 ? 0 : count
    }
    try attempt(operation) { status }
    return elements
  }

  private func require<Element: HDF5Element>(
    _ type: Element.Type, in dataset: borrowing Handle, _ name: String, _ operation: String
  ) throws(HDF5Error) {
    let id = dataset.id
    let stored = try Handle(operation, release: H5Tclose) { H5Dget_type(id) }
    let storedID = stored.id
    guard [H5T_INTEGER, H5T_FLOAT].contains(H5Tget_class(storedID)) else {
      throw HDF5Error("\(name) in \(path) must hold \(Element.hdf5Name)")
    }
    let native = try Handle(operation, release: H5Tclose) {
      H5Tget_native_type(storedID, H5T_DIR_ASCEND)
    }
    let nativeID = native.id
    guard H5Tequal(nativeID, Element.hdf5Type) > 0 else {
      throw HDF5Error("\(name) in \(path) must hold \(Element.hdf5Name), but has another type")
    }
  }

  private func requirePlausible(
    _ shape: [Int], bytes: Int, _ dataset: String
  ) throws(HDF5Error) {
    var total = bytes
    for length in shape {
      let (product, overflow) = total.multipliedReportingOverflow(by: length)
      let (limit, unlimited) = size.multipliedReportingOverflow(by: largestExpansion)
      guard !overflow, unlimited || product <= limit else {
        throw HDF5Error(
          "\(dataset) in \(path) declares a shape of \(shape): more than the file holds")
      }
      total = product
    }
  }
}

// MARK: - Texts

extension HDF5File {
  /// All texts of a dataset, of variable or fixed length; what is not UTF-8 is repaired (U+FFFD).
  public func texts(_ dataset: String) throws(HDF5Error) -> [String] {
    let operation = "read dataset \(dataset) in \(path)"
    let opened = try open(dataset)
    let id = opened.id
    let stored = try Handle(operation, release: H5Tclose) { H5Dget_type(id) }
    let shape = try shape(of: opened, operation)
    let space = try Handle(operation, release: H5Sclose) { H5Dget_space(id) }
    return unsafe try texts(
      type: stored, space: space, count: shape.reduce(1, *), "\(dataset) in \(path)", operation,
      plausible: { bytes throws(HDF5Error) in
        try requirePlausible(shape, bytes: bytes, dataset)
      },
      read: { type, buffer in
        unsafe H5Dread(id, type, hid_t(H5S_ALL), hid_t(H5S_ALL), hid_t(H5P_DEFAULT), buffer)
      })
  }

  /// Reads texts from a dataset or an attribute, by its own reading function.
  func texts(
    type stored: borrowing Handle, space: borrowing Handle, count: Int, _ name: String,
    _ operation: String, plausible: (Int) throws(HDF5Error) -> Void,
    read: (hid_t, UnsafeMutableRawPointer?) -> herr_t
  ) throws(HDF5Error) -> [String] {
    let (storedID, spaceID) = (stored.id, space.id)
    guard H5Tget_class(storedID) == H5T_STRING else {
      throw HDF5Error("\(name) must hold texts")
    }
    guard count > 0 else { return [] }
    if H5Tis_variable_str(storedID) > 0 {
      try plausible(1)
      let type = try textType(operation)
      let typeID = type.id
      var pointers = unsafe [UnsafeMutablePointer<CChar>?](repeating: nil, count: count)
      try attempt(operation) { unsafe read(typeID, &pointers) }
      defer { _ = unsafe H5Dvlen_reclaim(typeID, spaceID, hid_t(H5P_DEFAULT), &pointers) }
      return unsafe pointers.map { unsafe $0.map { unsafe String(cString: $0) } ?? "" }
    }
    let width = H5Tget_size(storedID)
    try plausible(width)
    var bytes = [UInt8](repeating: 0, count: width * count)
    try attempt(operation) { unsafe read(storedID, &bytes) }
    return (0..<count).map { index in
      String(
        decoding: bytes[(index * width)..<((index + 1) * width)].prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}

internal import CHDF5

/// How a dataset lies in the file.
enum Layout {
  /// In one piece: small things, and scales without values.
  case contiguous
  /// In chunks of whole rows with checksums, for instance shuffled and deflated.
  case chunked(deflated: Bool, extendible: Bool)
}

/// Bytes that a chunk should have: large enough to be read quickly, small enough to be cached.
private let chunkBytes = 256 << 10

extension HDF5File {
  /// Writes a dataset of numbers, shuffled and deflated unless `compressed` is false.
  ///
  /// The corresponding C functions are `H5Dcreate2` and `H5Dwrite`.
  ///
  /// - Parameters:
  ///   - values: All elements, row after row.
  ///   - dataset: Its path; the group must exist.
  ///   - dimensions: The dimension of each axis, outermost first; they give the shape.
  ///   - compressed: Large arrays of float features hardly shrink: leave those as they are.
  public func write<Element: HDF5Element>(
    _ values: [Element], to dataset: String, dimensions: [String], compressed: Bool = true
  ) throws(HDF5Error) {
    let operation = "write dataset \(dataset) in \(path)"
    let shape = try lengths(of: dimensions)
    precondition(values.count == shape.reduce(1, *), "\(dataset): values do not fill its shape")
    let target = try create(
      dataset, type: Element.hdf5Type, shape: shape,
      layout: .chunked(deflated: compressed, extendible: false), operation)
    try put(values.span, into: target, rows: nil, operation)
    try target.close(operation)
    try attach(dimensions: dimensions, to: dataset)
  }

  /// Writes a dataset of texts, UTF-8 of variable length. A text ends at its first NUL.
  public func write(
    _ texts: [String], to dataset: String, dimensions: [String]
  ) throws(HDF5Error) {
    let operation = "write dataset \(dataset) in \(path)"
    let shape = try lengths(of: dimensions)
    precondition(texts.count == shape.reduce(1, *), "\(dataset): texts do not fill its shape")
    try write(texts, to: dataset, shape: shape, operation).close(operation)
    try attach(dimensions: dimensions, to: dataset)
  }

  /// Creates a dataset of no rows, to which rows are appended.
  ///
  /// - Parameters:
  ///   - type: The type of its elements.
  ///   - dataset: Its path; the group must exist.
  ///   - rowShape: Lengths of all axes but the first; empty for a list of numbers.
  ///   - compressed: Whether rows are shuffled and deflated.
  public func createExtendible<Element: HDF5Element>(
    _ type: Element.Type, at dataset: String, rowShape: [Int], compressed: Bool
  ) throws(HDF5Error) {
    _ = try create(
      dataset, type: Element.hdf5Type, shape: [0] + rowShape,
      layout: .chunked(deflated: compressed, extendible: true),
      "create dataset \(dataset) in \(path)")
  }

  /// Appends whole rows to a dataset made by ``createExtendible(_:at:rowShape:compressed:)``.
  public func append<Element: HDF5Element>(
    _ rows: Span<Element>, to dataset: String
  ) throws(HDF5Error) {
    try write(rows, to: dataset, at: try shape(of: dataset).first ?? 0)
  }

  /// Writes whole rows into a dataset made by ``createExtendible(_:at:rowShape:compressed:)``, which
  /// grows where they lie beyond its end; rows that nobody writes are zeros.
  ///
  /// - Parameters:
  ///   - rows: One or more rows.
  ///   - dataset: Its path.
  ///   - start: Where the first of them goes, ≥ 0.
  public func write<Element: HDF5Element>(
    _ rows: Span<Element>, to dataset: String, at start: Int
  ) throws(HDF5Error) {
    let operation = "append to dataset \(dataset) in \(path)"
    let target = try open(dataset)
    var shape = try shape(of: target, operation)
    let rowCount = shape.dropFirst().reduce(1, *)
    precondition(rowCount > 0 && rows.count % rowCount == 0, "\(dataset): only whole rows")
    guard rows.count > 0 else { return }
    let end = start + rows.count / rowCount
    if end > shape[0] {
      shape[0] = end
      try resize(target, to: shape, operation)
    }
    try put(rows, into: target, rows: start..<end, operation)
    try target.close(operation)
  }

  /// Removes rows from the end of a dataset made by
  /// ``createExtendible(_:at:rowShape:compressed:)``.
  ///
  /// - Parameters:
  ///   - dataset: Its path.
  ///   - count: The rows that stay, at most as many as there are.
  public func shorten(_ dataset: String, toRows count: Int) throws(HDF5Error) {
    let operation = "shorten dataset \(dataset) in \(path)"
    let target = try open(dataset)
    var shape = try shape(of: target, operation)
    precondition(shape.count >= 1 && (0...shape[0]).contains(count))
    shape[0] = count
    try resize(target, to: shape, operation)
    try target.close(operation)
  }

  func resize(
    _ dataset: borrowing Handle, to shape: [Int], _ operation: String
  ) throws(HDF5Error) {
    let lengths = shape.map { hsize_t($0) }
    let id = dataset.id
    try attempt(operation) { unsafe H5Dset_extent(id, lengths) }
  }
}

extension HDF5File {
  func create(
    _ dataset: String, type: hid_t, shape: [Int], layout: Layout, _ operation: String
  ) throws(HDF5Error) -> Handle {
    let creation = try Handle(operation, release: H5Pclose) {
      H5Pcreate(cantus_h5_dataset_create())
    }
    let creationID = creation.id
    try attempt(operation) { H5Pset_obj_track_times(creationID, false) }
    let order = UInt32(H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED)
    try attempt(operation) { H5Pset_attr_creation_order(creationID, order) }

    let lengths = shape.map { hsize_t($0) }
    var limits = lengths
    if case .chunked(let deflated, let extendible) = layout, !shape.isEmpty,
      extendible || !shape.contains(0)
    {
      if extendible { limits[0] = cantus_h5_unlimited() }
      let rowBytes = shape.dropFirst().reduce(1, *) * H5Tget_size(type)
      let rows = max(1, chunkBytes / max(1, rowBytes))
      let chunk = [hsize_t(extendible ? rows : min(rows, shape[0]))] + lengths.dropFirst()
      try attempt(operation) { unsafe H5Pset_chunk(creationID, Int32(chunk.count), chunk) }
      if deflated {
        try attempt(operation) { H5Pset_shuffle(creationID) }
        try attempt(operation) { H5Pset_deflate(creationID, 4) }
      }
      try attempt(operation) { H5Pset_fletcher32(creationID) }
    }
    let space = try Handle(operation, release: H5Sclose) {
      unsafe H5Screate_simple(Int32(lengths.count), lengths, limits)
    }
    let spaceID = space.id
    return try Handle(operation, release: H5Dclose) {
      unsafe H5Dcreate2(
        handle.id, dataset, type, spaceID, hid_t(H5P_DEFAULT), creationID, hid_t(H5P_DEFAULT))
    }
  }

  /// Writes elements into a dataset: into all of it, or into the given rows.
  func put<Element: HDF5Element>(
    _ values: Span<Element>, into dataset: borrowing Handle, rows: Range<Int>?, _ operation: String
  ) throws(HDF5Error) {
    guard values.count > 0 else { return }
    let id = dataset.id
    let space = try Handle(operation, release: H5Sclose) { H5Dget_space(id) }
    let spaceID = space.id
    var shape = try extent(of: space, operation)
    if let rows {
      try select(rows, of: space, operation)
      shape[0] = rows.count
    }
    let memory = try memorySpace(shape, operation)
    let memoryID = memory.id
    try attempt(operation) {
      unsafe values.withUnsafeBufferPointer {
        unsafe H5Dwrite(
          id, Element.hdf5Type, memoryID, spaceID, hid_t(H5P_DEFAULT), $0.baseAddress)
      }
    }
  }

  /// The dataspace of elements in memory. It has the shape of what is selected in the file: between
  /// unlike shapes the library maps element by element, many times more slowly.
  func memorySpace(_ shape: [Int], _ operation: String) throws(HDF5Error) -> Handle {
    let lengths = shape.isEmpty ? [1] : shape.map { hsize_t($0) }
    return try Handle(operation, release: H5Sclose) {
      unsafe H5Screate_simple(Int32(lengths.count), lengths, nil)
    }
  }

  func select(
    _ rows: Range<Int>, of space: borrowing Handle, _ operation: String
  ) throws(HDF5Error) {
    var start = [hsize_t](), count = [hsize_t]()
    for (axis, length) in try extent(of: space, operation).enumerated() {
      start.append(axis == 0 ? hsize_t(rows.lowerBound) : 0)
      count.append(hsize_t(axis == 0 ? rows.count : length))
    }
    let id = space.id
    try attempt(operation) {
      unsafe H5Sselect_hyperslab(id, H5S_SELECT_SET, start, nil, count, nil)
    }
  }

  func write(
    _ texts: [String], to dataset: String, shape: [Int], _ operation: String
  ) throws(HDF5Error) -> Handle {
    let type = try textType(operation)
    // Filters see only references to texts, not the texts: they would add nothing.
    let target = try create(dataset, type: type.id, shape: shape, layout: .contiguous, operation)
    guard !texts.isEmpty else { return target }
    let (id, typeID, all) = (target.id, type.id, hid_t(H5S_ALL))
    try attempt(operation) {
      unsafe withPointers(to: texts) {
        unsafe H5Dwrite(id, typeID, all, all, hid_t(H5P_DEFAULT), $0)
      }
    }
    return target
  }

  func textType(_ operation: String) throws(HDF5Error) -> Handle {
    let type = try Handle(operation, release: H5Tclose) { H5Tcopy(cantus_h5_string()) }
    let id = type.id
    try attempt(operation) { H5Tset_size(id, cantus_h5_variable()) }
    try attempt(operation) { H5Tset_cset(id, H5T_CSET_UTF8) }
    return type
  }
}

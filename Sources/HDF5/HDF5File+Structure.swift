internal import CHDF5

// MARK: - Groups and dimensions

extension HDF5File {
  /// Creates a group; its parent must exist.
  ///
  /// The corresponding C function is `H5Gcreate2`.
  public func createGroup(_ group: String) throws(HDF5Error) {
    let operation = "create group \(group) in \(path)"
    let creation = try Handle(operation, release: H5Pclose) { H5Pcreate(cantus_h5_group_create()) }
    try setUpGroup(creation.id)
    _ = try Handle(operation, release: H5Gclose) {
      unsafe H5Gcreate2(
        handle.id, group, hid_t(H5P_DEFAULT), creation.id, hid_t(H5P_DEFAULT))
    }
  }

  /// Creates a dimension without coordinates, as netCDF-4 does: a scale that holds no values.
  ///
  /// The corresponding C function is `H5DSset_scale`.
  ///
  /// - Parameters:
  ///   - name: The dimension's name, at the root of the file, where all groups see it.
  ///   - length: Its length, ≥ 0.
  public func createDimension(_ name: String, length: Int) throws(HDF5Error) {
    let operation = "create dimension \(name) in \(path)"
    let dataset = try create(
      name, type: cantus_h5_float(), shape: [length], layout: .contiguous, operation)
    let digits = String(length)
    try makeScale(
      dataset,
      named: "This is a netCDF dimension but not a netCDF variable"
        + String(repeating: " ", count: max(0, 10 - digits.count)) + digits,
      operation)
  }

  /// Creates a dimension whose coordinates are numbers.
  public func createDimension<Element: HDF5Element>(
    _ name: String, coordinates: [Element]
  ) throws(HDF5Error) {
    let operation = "create dimension \(name) in \(path)"
    let dataset = try create(
      name, type: Element.hdf5Type, shape: [coordinates.count], layout: .contiguous, operation)
    try put(coordinates.span, into: dataset, rows: nil, operation)
    try makeScale(dataset, named: name, operation)
  }

  /// Creates a dimension whose coordinates are texts.
  public func createDimension(_ name: String, coordinates: [String]) throws(HDF5Error) {
    let operation = "create dimension \(name) in \(path)"
    let dataset = try write(coordinates, to: name, shape: [coordinates.count], operation)
    try makeScale(dataset, named: name, operation)
  }

  private func makeScale(
    _ dataset: borrowing Handle, named name: String, _ operation: String
  ) throws(HDF5Error) {
    let id = dataset.id
    try attempt(operation) { unsafe H5DSset_scale(id, name) }
  }

  /// Attaches dimensions to the axes of a dataset.
  ///
  /// The corresponding C function is `H5DSattach_scale`.
  ///
  /// - Throws: ``HDF5Error`` when their number or lengths are not those of the dataset.
  public func attach(dimensions: [String], to dataset: String) throws(HDF5Error) {
    let operation = "attach dimensions to \(dataset) in \(path)"
    let found = try shape(of: dataset)
    let expected = try lengths(of: dimensions)
    guard found == expected else {
      throw HDF5Error("cannot \(operation): its shape is \(found), the dimensions' is \(expected)")
    }
    let target = try open(dataset)
    for (axis, name) in dimensions.enumerated() {
      let scale = try open(name)
      let (id, scaleID) = (target.id, scale.id)
      try attempt(operation) { H5DSattach_scale(id, scaleID, UInt32(axis)) }
    }
  }

  func lengths(of dimensions: [String]) throws(HDF5Error) -> [Int] {
    var lengths: [Int] = []
    for name in dimensions { lengths += try shape(of: name) }
    return lengths
  }
}

// MARK: - Looking around

extension HDF5File {
  /// Whether there is a dataset or group of this path.
  public func contains(_ object: String) -> Bool {
    var partial = ""
    for part in object.split(separator: "/") {
      partial += (partial.isEmpty ? "" : "/") + part
      mutePrinting()
      let found = unsafe H5Lexists(handle.id, partial, hid_t(H5P_DEFAULT))
      if found <= 0 { return false }
    }
    return true
  }

  /// The names in a group, in the order of their creation where the file keeps it, else by name.
  ///
  /// The corresponding C function is `H5Lget_name_by_idx`.
  public func names(in group: String) throws(HDF5Error) -> [String] {
    let operation = "list group \(group) in \(path)"
    let opened = try Handle(operation, release: H5Gclose) {
      unsafe H5Gopen2(handle.id, group, hid_t(H5P_DEFAULT))
    }
    let id = opened.id
    var info = H5G_info_t()
    try attempt(operation) { unsafe H5Gget_info(id, &info) }
    let creation = try Handle(operation, release: H5Pclose) { H5Gget_create_plist(id) }
    var flags: UInt32 = 0
    let creationID = creation.id
    try attempt(operation) { unsafe H5Pget_link_creation_order(creationID, &flags) }
    let index = flags & UInt32(H5P_CRT_ORDER_TRACKED) != 0 ? H5_INDEX_CRT_ORDER : H5_INDEX_NAME
    var names: [String] = []
    for position in 0..<info.nlinks {
      let length = try attempt(operation) {
        unsafe H5Lget_name_by_idx(
          id, ".", index, H5_ITER_INC, position, nil, 0, hid_t(H5P_DEFAULT))
      }
      var buffer = [CChar](repeating: 0, count: length + 1)
      try attempt(operation) {
        unsafe H5Lget_name_by_idx(
          id, ".", index, H5_ITER_INC, position, &buffer, buffer.count, hid_t(H5P_DEFAULT))
      }
      names.append(String(decoding: buffer.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }
    return names
  }

  /// The lengths of a dataset's axes; empty for a single value.
  ///
  /// The corresponding C function is `H5Sget_simple_extent_dims`.
  public func shape(of dataset: String) throws(HDF5Error) -> [Int] {
    try shape(of: try open(dataset), "read the shape of \(dataset) in \(path)")
  }

  func open(_ dataset: String) throws(HDF5Error) -> Handle {
    guard contains(dataset) else { throw HDF5Error("\(path) has no dataset \(dataset)") }
    return try Handle("open dataset \(dataset) in \(path)", release: H5Dclose) {
      unsafe H5Dopen2(handle.id, dataset, hid_t(H5P_DEFAULT))
    }
  }

  func shape(of dataset: borrowing Handle, _ operation: String) throws(HDF5Error) -> [Int] {
    let id = dataset.id
    let space = try Handle(operation, release: H5Sclose) { H5Dget_space(id) }
    return try extent(of: space, operation)
  }

  func extent(of space: borrowing Handle, _ operation: String) throws(HDF5Error) -> [Int] {
    let id = space.id
    let rank = try attempt(operation) { H5Sget_simple_extent_ndims(id) }
    var lengths = [hsize_t](repeating: 0, count: Int(rank))
    try attempt(operation) { unsafe H5Sget_simple_extent_dims(id, &lengths, nil) }
    return lengths.map { Int(clamping: $0) }
  }
}

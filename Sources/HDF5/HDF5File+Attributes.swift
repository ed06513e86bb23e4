internal import CHDF5

extension HDF5File {
  /// Sets a text as an attribute, UTF-8 of variable length.
  ///
  /// The corresponding C function is `H5Acreate_by_name`.
  ///
  /// - Parameters:
  ///   - name: The attribute.
  ///   - object: The group or dataset that has it; "/" is the whole file.
  ///   - text: Its value.
  public func setAttribute(
    _ name: String, of object: String = "/", to text: String
  ) throws(HDF5Error) {
    try set(name, of: object, texts: [text], shape: [])
  }

  /// Sets a list of texts as an attribute.
  public func setAttribute(
    _ name: String, of object: String = "/", to texts: [String]
  ) throws(HDF5Error) {
    try set(name, of: object, texts: texts, shape: [hsize_t(texts.count)])
  }

  /// Sets a number as an attribute.
  public func setAttribute<Element: HDF5Element>(
    _ name: String, of object: String = "/", to value: Element
  ) throws(HDF5Error) {
    let operation = "write attribute \(name) of \(object) in \(path)"
    let attribute = try create(name, of: object, type: Element.hdf5Type, shape: [], operation)
    let id = attribute.id
    try attempt(operation) {
      unsafe withUnsafePointer(to: value) { unsafe H5Awrite(id, Element.hdf5Type, $0) }
    }
  }

  /// Whether an object has an attribute.
  public func hasAttribute(_ name: String, of object: String = "/") -> Bool {
    mutePrinting()
    return unsafe H5Aexists_by_name(handle.id, object, name, hid_t(H5P_DEFAULT)) > 0
  }

  /// The texts of an attribute; one for a single text.
  ///
  /// - Throws: ``HDF5Error`` when the object or the attribute is missing or holds no texts.
  public func texts(attribute name: String, of object: String = "/") throws(HDF5Error) -> [String] {
    let operation = "read attribute \(name) of \(object) in \(path)"
    let attribute = try open(attribute: name, of: object, operation)
    let id = attribute.id
    let space = try Handle(operation, release: H5Sclose) { H5Aget_space(id) }
    let type = try Handle(operation, release: H5Tclose) { H5Aget_type(id) }
    let count = try extent(of: space, operation).reduce(1, *)
    return unsafe try texts(
      type: type, space: space, count: count, "attribute \(name) of \(object) in \(path)",
      operation, plausible: { _ throws(HDF5Error) in },
      read: { type, buffer in unsafe H5Aread(id, type, buffer) })
  }

  /// The text of an attribute; see ``texts(attribute:of:)``.
  public func text(attribute name: String, of object: String = "/") throws(HDF5Error) -> String {
    let texts = try texts(attribute: name, of: object)
    guard texts.count == 1 else {
      throw HDF5Error("attribute \(name) of \(object) in \(path) must be one text")
    }
    return texts[0]
  }

  /// The whole number that an attribute holds.
  public func integer(attribute name: String, of object: String = "/") throws(HDF5Error) -> Int {
    let value: Int64 = try number(attribute: name, of: object, class: H5T_INTEGER, zero: 0)
    return Int(value)
  }

  /// The floating-point number that an attribute holds.
  public func real(attribute name: String, of object: String = "/") throws(HDF5Error) -> Double {
    try number(attribute: name, of: object, class: H5T_FLOAT, zero: 0)
  }
}

extension HDF5File {
  private func set(
    _ name: String, of object: String, texts: [String], shape: [hsize_t]
  ) throws(HDF5Error) {
    let operation = "write attribute \(name) of \(object) in \(path)"
    let type = try textType(operation)
    let attribute = try create(name, of: object, type: type.id, shape: shape, operation)
    guard !texts.isEmpty else { return }
    let (id, typeID) = (attribute.id, type.id)
    try attempt(operation) {
      unsafe withPointers(to: texts) { unsafe H5Awrite(id, typeID, $0) }
    }
  }

  private func create(
    _ name: String, of object: String, type: hid_t, shape: [hsize_t], _ operation: String
  ) throws(HDF5Error) -> Handle {
    let space = try Handle(operation, release: H5Sclose) {
      unsafe shape.isEmpty
        ? H5Screate(H5S_SCALAR) : H5Screate_simple(Int32(shape.count), shape, nil)
    }
    let spaceID = space.id
    return try Handle(operation, release: H5Aclose) {
      unsafe H5Acreate_by_name(
        handle.id, object, name, type, spaceID, hid_t(H5P_DEFAULT), hid_t(H5P_DEFAULT),
        hid_t(H5P_DEFAULT))
    }
  }

  private func open(
    attribute name: String, of object: String, _ operation: String
  ) throws(HDF5Error) -> Handle {
    guard hasAttribute(name, of: object) else {
      throw HDF5Error("\(object) in \(path) has no attribute \(name)")
    }
    return try Handle(operation, release: H5Aclose) {
      unsafe H5Aopen_by_name(
        handle.id, object, name, hid_t(H5P_DEFAULT), hid_t(H5P_DEFAULT))
    }
  }

  private func number<Element: HDF5Element>(
    attribute name: String, of object: String, class expected: H5T_class_t, zero: Element
  ) throws(HDF5Error) -> Element {
    let operation = "read attribute \(name) of \(object) in \(path)"
    let attribute = try open(attribute: name, of: object, operation)
    let id = attribute.id
    let space = try Handle(operation, release: H5Sclose) { H5Aget_space(id) }
    let type = try Handle(operation, release: H5Tclose) { H5Aget_type(id) }
    guard H5Tget_class(type.id) == expected, try extent(of: space, operation).reduce(1, *) == 1
    else {
      throw HDF5Error(
        "attribute \(name) of \(object) in \(path) must be one number of another type")
    }
    var value = zero
    try attempt(operation) { unsafe H5Aread(id, Element.hdf5Type, &value) }
    return value
  }
}

internal import CHDF5

/// The sole owner of one HDF5 identifier.
struct Handle: ~Copyable {
  let id: hid_t
  private let release: @convention(c) (hid_t) -> herr_t

  /// Owns the identifier that `call` makes; an invalid one never becomes a handle.
  init(
    _ operation: @autoclosure () -> String, release: @convention(c) (hid_t) -> herr_t,
    _ call: () -> hid_t
  ) throws(HDF5Error) {
    id = try attempt(operation(), call)
    self.release = release
  }

  /// Releases the identifier and reports failure, for instance of the last flush.
  consuming func close(_ operation: @autoclosure () -> String) throws(HDF5Error) {
    let (id, release) = (id, release)
    discard self
    try attempt(operation()) { release(id) }
  }

  deinit { _ = release(id) }
}

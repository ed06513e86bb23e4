internal import CHDF5
internal import Foundation

/// One open HDF5 file. Everything else that the library hands out lives and dies inside a method.
///
/// Files that it creates follow netCDF-4's use of HDF5, so that h5py, xarray and h5web open them:
/// creation order is tracked, every dataset's dimensions carry a scale, texts are UTF-8 of variable
/// length. They hold no times: the same calls give the same bytes. Chunked data is checksummed
/// (Fletcher 32).
///
/// One thread at a time may use a file.
public struct HDF5File: ~Copyable {
  /// Where the file is, for messages.
  public let path: String
  let handle: Handle
  /// The size of a file that was opened for reading, bytes.
  let size: Int

  /// Opens a file for reading.
  ///
  /// The corresponding C function is `H5Fopen`. No lock is taken, since file systems of clusters
  /// often have none.
  ///
  /// - Throws: ``HDF5Error`` when the file does not exist, may not be read or is not HDF5.
  public init(reading path: String) throws(HDF5Error) {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    guard let attributes else { throw HDF5Error("cannot open \(path): there is no such file") }
    guard attributes[.type] as? FileAttributeType == .typeRegular,
      let bytes = attributes[.size] as? Int
    else { throw HDF5Error("cannot open \(path): it is not a regular file") }
    let access = try Handle("open \(path)", release: H5Pclose) {
      H5Pcreate(cantus_h5_file_access())
    }
    try attempt("open \(path)") { H5Pset_file_locking(access.id, false, true) }
    handle = try Handle("open \(path)", release: H5Fclose) {
      unsafe H5Fopen(path, readOnly, access.id)
    }
    self.path = path
    size = bytes
  }

  /// Creates a file, replacing one that exists.
  ///
  /// The corresponding C function is `H5Fcreate`.
  ///
  /// - Throws: ``HDF5Error`` when the folder does not exist or may not be written.
  public init(creating path: String) throws(HDF5Error) {
    let access = try Handle("create \(path)", release: H5Pclose) {
      H5Pcreate(cantus_h5_file_access())
    }
    try attempt("create \(path)") {
      H5Pset_libver_bounds(access.id, H5F_LIBVER_EARLIEST, H5F_LIBVER_V110)
    }
    try attempt("create \(path)") { H5Pset_file_locking(access.id, false, true) }
    let creation = try Handle("create \(path)", release: H5Pclose) {
      H5Pcreate(cantus_h5_file_create())
    }
    try setUpGroup(creation.id)
    handle = try Handle("create \(path)", release: H5Fclose) {
      unsafe H5Fcreate(path, truncate, creation.id, access.id)
    }
    self.path = path
    size = .max
  }

  /// Flushes and closes, reporting what could not be written.
  ///
  /// The corresponding C function is `H5Fclose`.
  public consuming func close() throws(HDF5Error) {
    let path = path
    try handle.close("write \(path)")
  }
}

/// `H5F_ACC_RDONLY` and `H5F_ACC_TRUNC`, macros that Swift does not import.
private let (readOnly, truncate): (UInt32, UInt32) = (0, 2)

/// Asks that links and attributes keep the order of their creation, as netCDF-4 requires, and that no
/// times are kept.
func setUpGroup(_ creation: hid_t) throws(HDF5Error) {
  try attempt("set up a group") { H5Pset_obj_track_times(creation, false) }
  let order = UInt32(H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED)
  try attempt("set up a group") { H5Pset_link_creation_order(creation, order) }
  try attempt("set up a group") { H5Pset_attr_creation_order(creation, order) }
}

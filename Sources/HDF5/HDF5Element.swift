internal import CHDF5

/// A number type that datasets are read and written as, without conversion.
public protocol HDF5Element: BitwiseCopyable, Sendable {
  /// The type's name in messages.
  static var hdf5Name: String { get }
  /// The library's identifier of the type.
  static var hdf5Type: Int64 { get }
}

extension Float: HDF5Element {
  public static var hdf5Name: String { "float32" }
  public static var hdf5Type: Int64 { cantus_h5_float() }
}

extension Double: HDF5Element {
  public static var hdf5Name: String { "float64" }
  public static var hdf5Type: Int64 { cantus_h5_double() }
}

extension Int32: HDF5Element {
  public static var hdf5Name: String { "int32" }
  public static var hdf5Type: Int64 { cantus_h5_int32() }
}

extension Int64: HDF5Element {
  public static var hdf5Name: String { "int64" }
  public static var hdf5Type: Int64 { cantus_h5_int64() }
}

extension UInt32: HDF5Element {
  public static var hdf5Name: String { "uint32" }
  public static var hdf5Type: Int64 { cantus_h5_uint32() }
}

extension UInt8: HDF5Element {
  public static var hdf5Name: String { "uint8" }
  public static var hdf5Type: Int64 { cantus_h5_uint8() }
}

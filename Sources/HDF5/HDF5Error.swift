internal import CHDF5

/// A failed HDF5 operation, in the library's own words.
public struct HDF5Error: Error, Equatable, CustomStringConvertible {
  /// What was attempted, on which file, and what went wrong.
  public let description: String

  /// Wraps a sentence of our own: a file that HDF5 can read but that is not what was expected.
  public init(_ description: String) { self.description = description }

  /// Takes the reason from the library's error stack, which is the innermost entry.
  init(attempting operation: String) {
    var reason = ""
    unsafe withUnsafeMutablePointer(to: &reason) { pointer in
      _ = unsafe H5Ewalk2(
        hid_t(H5E_DEFAULT), H5E_WALK_UPWARD,
        { depth, entry, context in
          if depth == 0, let text = unsafe entry?.pointee.desc {
            unsafe context?.assumingMemoryBound(to: String.self).pointee = String(cString: text)
          }
          return 0
        }, pointer)
    }
    description = "cannot \(operation): \(reason.isEmpty ? "HDF5 gives no reason" : reason)"
  }
}

/// Keeps the library from printing its errors. That holds for the calling thread only, so it is asked
/// for before every call that may fail.
func mutePrinting() { _ = H5Eset_auto2(hid_t(H5E_DEFAULT), nil, nil) }

/// Calls the library and turns a negative result into an error.
@discardableResult
func attempt<Status: SignedInteger>(
  _ operation: @autoclosure () -> String, _ call: () -> Status
) throws(HDF5Error) -> Status {
  mutePrinting()
  let status = call()
  guard status >= 0 else { throw HDF5Error(attempting: operation()) }
  return status
}

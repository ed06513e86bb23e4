internal import CHDF5

/// A failed HDF5 operation, in one sentence.
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
    description = "cannot \(operation): \(plain(reason))"
  }
}

/// The library's reason in words that say what to do: those of the system where it passes them on, as
/// for a full disk, and ours for damage to a file. Other reasons stay as they are.
private func plain(_ reason: String) -> String {
  if let match = reason.firstMatch(of: #/error message = '([^']+)'/#) { return String(match.1) }
  return switch reason {
  case "": "HDF5 gives no reason"
  case _ where reason.hasPrefix("truncated file"):
    "it is cut short, as by a copy that was interrupted; make or copy it again"
  case _ where reason.contains("signature not found"): "it is not an HDF5 file"
  case _ where reason.contains("checksum"):
    "its content does not match its checksum, so it is damaged; make or copy it again"
  default: "HDF5 says “\(reason)”"
  }
}

/// Keeps the library from printing its errors. That holds for the calling thread only, so it is asked
/// for before every call that may fail.
func mutePrinting() {
  withoutCleaningUp
  _ = H5Eset_auto2(hid_t(H5E_DEFAULT), nil, nil)
}

/// Keeps the library from cleaning up when the process exits: every file is closed by its owner, and
/// where a full disk made that fail, the library would crash over what is left.
private let withoutCleaningUp: Void = { _ = H5dont_atexit() }()

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

internal import Foundation

/// Why an operation on files failed, in the system's words: Foundation's are of no use to people.
func systemReason(_ error: any Error) -> String {
  let code = (error as? POSIXError) ?? (error as? CocoaError)?.underlying as? POSIXError
  return code.map { unsafe String(cString: strerror($0.code.rawValue)) }
    ?? error.localizedDescription
}

internal import Foundation

/// Why an operation on files failed, in the system's words: Foundation's are of no use to people.
func systemReason(_ error: any Error) -> String {
  let code = (error as? POSIXError) ?? (error as? CocoaError)?.underlying as? POSIXError
  return code.map { unsafe String(cString: strerror($0.code.rawValue)) }
    ?? error.localizedDescription
}

extension ArtifactError {
  /// A file that cannot be written: not finished where there was no room for it, else not begun.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - error: What writing it threw.
  public init(writing path: String, _ error: any Error) {
    let code = ((error as? CocoaError)?.underlying ?? error) as? POSIXError
    let isCutShort = code.map { [.ENOSPC, .EDQUOT, .EFBIG, .EIO].contains($0.code) } ?? false
    self.init(
      isCutShort ? .unfinished : .unwritable, "\(path) cannot be written: \(systemReason(error))")
  }
}

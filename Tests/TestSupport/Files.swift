public import Foundation

/// Runs `body` with a new empty folder, which is removed afterwards.
public func withTemporaryDirectory<Result>(_ body: (URL) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory
    .appending(path: "cantus-test-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}

/// The path of a file in Tests/Fixtures.
///
/// - Parameter name: Its path there, such as "metrics/metrics.h5".
public func fixture(_ name: String) -> String {
  URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fixtures/\(name)").path(percentEncoded: false)
}

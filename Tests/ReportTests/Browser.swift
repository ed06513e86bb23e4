import Foundation

/// Chromium without a window.
struct Browser {
  /// What came of opening a page.
  struct Visit {
    /// The page as it is after its scripts have run.
    let page: String
    /// What scripts and the browser have said on the console.
    let messages: [Substring]
  }

  private static let candidates = ["/usr/bin/chromium", "/usr/bin/chromium-browser"]

  /// Whether there is one.
  static var isThere: Bool { path != nil }

  private static var path: String? {
    candidates.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// Opens a file and waits until its scripts have run.
  ///
  /// - Parameters:
  ///   - file: The page.
  ///   - width: Of the window, CSS pixels.
  ///   - folder: Where the browser may write.
  static func open(_ file: URL, width: Int = 1400, in folder: URL) throws -> Visit {
    guard let path else { throw CocoaError(.fileNoSuchFile) }
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = [
      "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync",
      "--user-data-dir=\(folder.appending(path: "profile").path())", "--enable-logging=stderr",
      "--window-size=\(width),1000", "--virtual-time-budget=4000", "--dump-dom",
      file.absoluteString,
    ]
    let (output, errors) = (folder.appending(path: ".dom"), folder.appending(path: ".log"))
    for file in [output, errors] { try Data().write(to: file) }
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    process.waitUntilExit()
    let log = String(decoding: try Data(contentsOf: errors), as: UTF8.self)
    return Visit(
      page: String(decoding: try Data(contentsOf: output), as: UTF8.self),
      messages: log.split(separator: "\n").filter { $0.contains("CONSOLE") })
  }
}

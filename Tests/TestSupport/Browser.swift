public import Foundation

/// Chromium without a window.
public struct Browser {
  /// What came of opening a page.
  public struct Visit {
    /// The page as it is after its scripts have run.
    public let page: String
    /// What the test's script has reported, JSON; empty where it has not.
    public let results: Data
    /// What scripts and the browser have said on the console.
    public let messages: [Substring]
  }

  private static let candidates = ["/usr/bin/chromium", "/usr/bin/chromium-browser"]

  /// Whether there is one.
  public static var isThere: Bool { path != nil }

  private static var path: String? {
    candidates.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// Opens a page and waits until its scripts have run.
  ///
  /// - Parameters:
  ///   - page: The page's file.
  ///   - script: Runs after the page's own, in a copy of the page beside it that allows it; what it gives to
  ///     `report(…)` is the visit's results.
  ///   - width: Of the window, CSS pixels.
  ///   - folder: Where the browser may write.
  public static func open(
    _ page: URL, script: String = "", width: Int = 1400, in folder: URL
  ) throws -> Visit {
    guard let path else { throw CocoaError(.fileNoSuchFile) }
    let file = script.isEmpty ? page : try copy(of: page, with: script)
    let ended = try run(
      program: path,
      [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--user-data-dir=\(folder.appending(path: "profile").path())", "--enable-logging=stderr",
        "--window-size=\(width),1000", "--virtual-time-budget=4000", "--dump-dom",
        file.absoluteString,
      ])
    let (text, log) = (ended.output, ended.messages)
    return Visit(
      page: text,
      results: text.firstMatch(of: /data-results="([A-Za-z0-9+\/=]*)"/).map {
        Data(base64Encoded: String($0.1)) ?? Data()
      } ?? Data(), messages: log.split(separator: "\n").filter { $0.contains("CONSOLE") })
  }

  /// A page forbids scripts of others; a copy that does not takes one.
  private static func copy(of page: URL, with script: String) throws -> URL {
    let report = """
      const report = value => { document.body.dataset.results =
        btoa(String.fromCharCode(...new TextEncoder().encode(JSON.stringify(value)))); };
      """
    let text = String(decoding: try Data(contentsOf: page), as: UTF8.self)
      .replacing(/<meta http-equiv="Content-Security-Policy"[^>]*>/, with: "")
      .replacing("</body>", with: "<script>\(report)\n\(script)</script></body>")
    let copy = page.deletingLastPathComponent().appending(path: "tested.html")
    try Data(text.utf8).write(to: copy)
    return copy
  }
}

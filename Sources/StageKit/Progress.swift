internal import Foundation
internal import Synchronization

/// How far a stage is: a bar on a terminal, elsewhere a line every 30 seconds. Threads may share it.
public final class StageProgress: Sendable {
  private struct State {
    var done = 0
    var shown: Date
  }

  private let console: Console
  private let title: String
  private let total: Int
  private let start = Date()
  private let state: Mutex<State>

  /// Starts at nothing done.
  ///
  /// - Parameters:
  ///   - title: What is being done, such as "decoding".
  ///   - total: How many steps there are, ≥ 0.
  ///   - console: Where it is shown.
  public init(_ title: String, total: Int, on console: Console) {
    self.console = console
    self.title = title
    self.total = total
    state = Mutex(State(shown: start))
  }

  /// Counts one step; `note` is shown beside the count.
  public func advance(_ note: String = "") {
    let now = Date()
    let interval = console.drawsBars ? 0.1 : 30
    let done: Int? = state.withLock { state in
      state.done += 1
      guard now.timeIntervalSince(state.shown) >= interval else { return nil }
      state.shown = now
      return state.done
    }
    guard let done, !console.quiet else { return }
    show(done: done, elapsed: now.timeIntervalSince(start), note)
  }

  /// Wipes the bar away, so that what is said next has the line for itself.
  public func finish() {
    if console.drawsBars { console.write("\r\u{1B}[K", terminator: "") }
  }

  private func show(done: Int, elapsed: Double, _ note: String) {
    let note = harmless(note)
    let left = elapsed / Double(done) * Double(max(0, total - done))
    let remaining = "\(Int(left) / 60):\(String(format: "%02d", Int(left) % 60)) left"
    if console.json {
      console.write(
        console.encode([
          "event": "progress", "title": title, "done": String(done), "total": String(total),
        ]))
    } else if console.drawsBars {
      let width = 24
      let filled = total > 0 ? min(width, width * done / total) : 0
      let bar =
        String(repeating: "━", count: filled) + String(repeating: "─", count: width - filled)
      console.write(
        "\r\u{1B}[K\(title) \(bar) \(done)/\(total)  \(remaining)  \(note)", terminator: "")
    } else {
      console.write("\(title): \(done) of \(total), \(remaining)\(note.isEmpty ? "" : ", \(note)")")
    }
  }
}

/// Two lines of lyrics that belong together.
struct Couplet: Sendable, Equatable {
  let first: String
  let second: String

  init(_ first: String, _ second: String) {
    self.first = first
    self.second = second
  }
}

/// A title in the language's own script and in plain Latin letters.
public struct Title: Sendable, Equatable {
  /// In the language's own script.
  public let text: String
  /// In letters that any file system takes.
  public let latin: String

  init(_ text: String, latin: String? = nil) {
    self.text = text
    self.latin = latin ?? text
  }
}

/// Lines written for these songs, from which each takes some.
struct LyricsPool: Sendable {
  let titles: [Title]
  let choruses: [Couplet]
  let pop: [Couplet]
  let rock: [Couplet]
  let hipHop: [Couplet]

  func verses(_ genre: Genre) -> [Couplet] {
    switch genre {
    case .pop: pop
    case .rock: rock
    case .hipHop: hipHop
    }
  }
}

extension Language {
  var lyrics: LyricsPool {
    switch self {
    case .arabic: .arabic
    case .english: .english
    case .hindi: .hindi
    case .spanish: .spanish
    }
  }
}

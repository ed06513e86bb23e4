internal import Foundation

/// Says things to people, or to machines, on standard error.
public struct Console: Sendable {
  let quiet: Bool
  let json: Bool

  /// Says nothing but what needs attention.
  public static let silent = Console(quiet: true, json: false)

  /// Whether standard error is a terminal that progress bars may draw on.
  var drawsBars: Bool { !quiet && !json && isatty(2) == 1 && !(environment("TERM") == "dumb") }

  /// Whether to colour text; see no-color.org.
  var usesColor: Bool { drawsBars && environment("NO_COLOR") == nil }

  /// Says a sentence, unless asked to be quiet.
  public func say(_ sentence: String) {
    guard !quiet else { return }
    write(json ? encode(["event": "message", "text": sentence]) : harmless(sentence))
  }

  /// Says what needs attention, even when asked to be quiet.
  public func warn(_ sentence: String) {
    write(
      json
        ? encode(["event": "warning", "text": sentence])
        : (usesColor ? "\u{1B}[33mwarning:\u{1B}[0m " : "warning: ") + harmless(sentence))
  }

  /// Says what was measured: to machines every number by its name, to people a sentence.
  ///
  /// - Parameters:
  ///   - event: What kind of measurement, for machines.
  ///   - numbers: By name.
  ///   - sentence: The same for people; `nil` where they are spared it.
  public func report(_ event: String, _ numbers: [String: Double], _ sentence: String?) {
    guard !quiet else { return }
    if json {
      write(encode(["event": event], numbers))
    } else if let sentence {
      write(harmless(sentence))
    }
  }

  func fail(_ program: String, _ sentence: String, _ status: ExitStatus) {
    write(
      json
        ? encode(["event": "error", "text": sentence, "status": String(status.rawValue)])
        : (usesColor ? "\u{1B}[31m\(program):\u{1B}[0m " : "\(program): ") + harmless(sentence))
  }

  func encode(_ texts: [String: String], _ numbers: [String: Double] = [:]) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    let event = texts.mapValues(JSONValue.text).merging(numbers.mapValues(JSONValue.number)) {
      text, _ in text
    }
    return (try? encoder.encode(event)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  func write(_ line: String, terminator: String = "\n") {
    // What cannot be said, to a log on a full disk perhaps, is not worth dying for.
    try? FileHandle.standardError.write(contentsOf: Data((line + terminator).utf8))
  }

  private func environment(_ name: String) -> String? {
    ProcessInfo.processInfo.environment[name]
  }
}

/// A text in which nothing acts on a terminal: names come from outside. What would, control
/// characters and those that turn the direction of writing, is shown as U+FFFD.
func harmless(_ text: String) -> String {
  func acts(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0a: false
    case ..<0x20, 0x7f...0x9f, 0x202a...0x202e, 0x2066...0x2069: true
    default: false
    }
  }
  guard text.unicodeScalars.contains(where: acts) else { return text }
  var shown = String.UnicodeScalarView()
  for scalar in text.unicodeScalars { shown.append(acts(scalar) ? "\u{fffd}" : scalar) }
  return String(shown)
}

/// A text or a number of an event.
private enum JSONValue: Encodable {
  case text(String)
  case number(Double)

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .text(let text): try container.encode(text)
    case .number(let number): try container.encode(number)
    }
  }
}

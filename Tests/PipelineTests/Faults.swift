import Foundation
import TestSupport
import Testing

/// How often faults are tried: a few times with all other tests, or as often as docs/reliability.md
/// tells, which `make faults` asks for.
enum Faults {
  static let areMany = ProcessInfo.processInfo.environment["CANTUS_FAULTS"] != nil

  static func count(_ few: Int, of many: Int) -> Int { areMany ? many : few }

  /// Tells a figure for docs/reliability.md.
  static func tell(_ figure: String) {
    if areMany { print("reliability: \(figure)") }
  }
}

/// How often each word was counted.
struct Tally: CustomStringConvertible {
  private(set) var counts: [String: Int] = [:]

  mutating func add(_ word: String) { counts[word, default: 0] += 1 }

  var description: String {
    counts.sorted { $0.key < $1.key }.map { "\($0.value) × \($0.key)" }.joined(separator: ", ")
  }
}

extension SmallExperiment.Outcome {
  /// Whether a signal ended the command, its own or that for what hangs.
  var isKilled: Bool { status >= 128 }

  /// Whether the command refused its input in a sentence, one that names a file if asked.
  func isRefusal(naming file: String? = nil) -> Bool {
    guard let last = errors.split(separator: "\n").last else { return false }
    return [1, 64, 65, 66].contains(status) && last.hasPrefix("cantus-") && last.count < 2000
      && file.map { last.contains($0) } ?? true
  }
}

// MARK: - Damaged inputs

extension SmallExperiment {
  /// A file, and a command that reads it.
  typealias Reader = (file: String, program: String, arguments: String)

  /// Damages each file in turn and runs its command: it works, or refuses in a sentence and makes
  /// nothing.
  ///
  /// - Parameters:
  ///   - readers: Write to o.h5, if anything.
  ///   - count: How many files are damaged.
  ///   - seed: Of the damage.
  ///   - damaged: Damages the content of a file.
  /// - Returns: How often commands ended how.
  func tryOut(
    _ readers: [Reader], _ count: Int, seed: UInt64, by damaged: (inout Damage, Data) -> [UInt8]
  ) throws -> Tally {
    var damage = Damage(seed: seed)
    var ends = Tally()
    for number in 0..<count {
      let (file, program, arguments) = readers[number % readers.count]
      let url = URL(filePath: path(file))
      let whole = try Data(contentsOf: url)
      let bytes = damaged(&damage, whole)
      try Data(bytes).write(to: url)
      let outcome = try self.program(program, arguments.split(separator: " ").map(String.init))
      try whole.write(to: url)
      let what = "\(file) as “\(String(decoding: bytes.prefix(5000), as: UTF8.self))”: \(outcome)"
      #expect(!outcome.isKilled, "\(what)")
      #expect(outcome.status == 0 || outcome.isRefusal(), "\(what)")
      let left = try FileManager.default.contentsOfDirectory(atPath: path(""))
        .filter { $0.hasPrefix("o.h5") }
      #expect(outcome.status == 0 ? left == ["o.h5"] || left == [] : left == [], "\(what)")
      for name in left { try FileManager.default.removeItem(atPath: path(name)) }
      ends.add("status \(outcome.status)")
    }
    return ends
  }
}

// MARK: - What commands cost

/// How a command ended and what it took.
struct Cost {
  let status: Int32
  let errors: String
  /// Wall time, s.
  let seconds: Double
  /// The most memory that it had resident, MiB, as asked for every hundredth of a second.
  let peak: Double
}

extension SmallExperiment {
  /// Runs one of the programs in the experiment's folder.
  func cost(of name: String, _ arguments: [String]) throws -> Cost {
    let messages = path("messages \(UUID().uuidString)")
    let start = Date()
    let process = try ChildProcess(
      Self.programs + "cantus-\(name)", arguments, in: folder, errors: messages)
    var peak = 0.0
    while process.isRunning {
      let status = try? String(
        contentsOfFile: "/proc/\(process.number)/status", encoding: .utf8)
      if let line = status?.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }) {
        peak = max(peak, (Double(line.filter(\.isNumber)) ?? 0) / 1024)
      }
      Thread.sleep(forTimeInterval: 0.01)
    }
    return Cost(
      status: process.wait(),
      errors: try String(contentsOfFile: messages, encoding: .utf8),
      seconds: Date().timeIntervalSince(start), peak: peak)
  }
}

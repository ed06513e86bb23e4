import ArgumentParser
import Foundation

/// A number of bytes, written as 500M or 8G.
struct MemorySize: ExpressibleByArgument, Sendable {
  let bytes: Int

  init(bytes: Int) { self.bytes = bytes }

  init?(argument: String) {
    let units: [Character: Int] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40]
    let unit = argument.last.flatMap { units[Character($0.uppercased())] }
    guard let number = Double(unit == nil ? argument : String(argument.dropLast())),
      number > 0, number * Double(unit ?? 1) < 0x1p62
    else { return nil }
    bytes = Int(number * Double(unit ?? 1))
  }

  /// What a process may take: what Slurm gives the job, else four fifths of the machine's memory.
  static var available: MemorySize {
    let information = ProcessInfo.processInfo
    if let megabytes = information.environment["SLURM_MEM_PER_NODE"].flatMap({ Int($0) }),
      (1...(1 << 40)).contains(megabytes)
    {
      return MemorySize(bytes: megabytes << 20)
    }
    return MemorySize(bytes: Int(information.physicalMemory / 5 * 4))
  }

  /// In words: “3.2 GiB”.
  var description: String {
    let gibibytes = Double(bytes) / 0x1p30
    return gibibytes < 1
      ? String(format: "%.0f MiB", Double(bytes) / 0x1p20) : String(format: "%.1f GiB", gibibytes)
  }
}

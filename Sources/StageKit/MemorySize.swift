public import ArgumentParser
internal import Foundation

/// A number of bytes, written as 500M or 8G.
public struct MemorySize: ExpressibleByArgument, Sendable {
  /// How many.
  public let bytes: Int

  /// So many bytes.
  public init(bytes: Int) { self.bytes = bytes }

  /// Reads 500M or 8G.
  public init?(argument: String) {
    let units: [Character: Int] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40]
    let unit = argument.last.flatMap { units[Character($0.uppercased())] }
    guard let number = Double(unit == nil ? argument : String(argument.dropLast())),
      number > 0, number * Double(unit ?? 1) < 0x1p62
    else { return nil }
    bytes = Int(number * Double(unit ?? 1))
  }

  /// What a process may take: its share of what Slurm gives the job on this machine, else of four
  /// fifths of the machine's memory.
  public static var available: MemorySize {
    let (information, processes) = (ProcessInfo.processInfo, Launch.localProcessCount)
    if let megabytes = information.environment["SLURM_MEM_PER_NODE"].flatMap({ Int($0) }),
      (1...(1 << 40)).contains(megabytes)
    {
      return MemorySize(bytes: (megabytes << 20) / processes)
    }
    return MemorySize(bytes: Int(information.physicalMemory / 5 * 4) / processes)
  }

  /// The most that this process has had so far.
  public static var peak: MemorySize { peak(of: RUSAGE_SELF) }

  /// The most that one of its children has had that have ended.
  public static var peakOfChildren: MemorySize { peak(of: RUSAGE_CHILDREN) }

  private static func peak(of whom: __rusage_who) -> MemorySize {
    var usage = rusage()
    _ = unsafe getrusage(__rusage_who_t(whom.rawValue), &usage)
    return MemorySize(bytes: usage.ru_maxrss << 10)
  }

  /// In words: “3.2 GiB”.
  public var description: String {
    let gibibytes = Double(bytes) / 0x1p30
    return gibibytes < 1
      ? String(format: "%.0f MiB", Double(bytes) / 0x1p20) : String(format: "%.1f GiB", gibibytes)
  }
}

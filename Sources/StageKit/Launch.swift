internal import Foundation

/// How this program was started: by whom, and how many times at once.
public enum Launch {
  /// How many processes mpirun or srun started of it, ≥ 1.
  public static var processCount: Int {
    max(number("OMPI_COMM_WORLD_SIZE", "SLURM_STEP_NUM_TASKS") ?? 1, 1)
  }

  /// How many of them are on this machine, ≥ 1.
  public static var localProcessCount: Int {
    max(number("OMPI_COMM_WORLD_LOCAL_SIZE", "SLURM_STEP_TASKS_PER_NODE") ?? 1, 1)
  }

  /// The number of this one of them, from 0.
  public static var processNumber: Int { number("OMPI_COMM_WORLD_RANK", "SLURM_PROCID") ?? 0 }

  /// Processors of each process, where Slurm says.
  static var processors: Int? { number("SLURM_CPUS_PER_TASK") }

  /// Whether it is part of a job, on one of several machines.
  static var isJob: Bool { ProcessInfo.processInfo.environment["SLURM_JOB_ID"] != nil }

  /// A folder on a disk of this machine that belongs to the job, where there is one.
  public static var scratchFolder: String? {
    ProcessInfo.processInfo.environment["SLURM_TMPDIR"].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The number that the first of these variables begins with that is there: Slurm says 2(x3) for
  /// two tasks on each of three machines.
  private static func number(_ names: String...) -> Int? {
    let environment = ProcessInfo.processInfo.environment
    return names.lazy.compactMap { environment[$0] }.first.flatMap {
      Int($0.prefix { $0.isASCII && $0.isWholeNumber })
    }
  }
}

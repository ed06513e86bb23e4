public import ArgumentParser
internal import CMalloc
internal import Foundation

/// A command of one of the programs: parse, load, do, write.
///
/// Conformers implement ``perform()``; what it throws becomes one sentence on standard error and an
/// exit status.
public protocol Stage: ParsableCommand {
  /// The options that every program has.
  var options: StageOptions { get }
  /// Does the work of the stage.
  func perform() throws
}

extension Stage {
  /// Runs the stage and exits with its status.
  public func run() throws {
    reuseMemory()
    // A limit on the size of files is then an error of writing, like a disk that is full.
    signal(SIGXFSZ, SIG_IGN)
    do {
      try perform()
    } catch let exit as ExitCode {
      throw exit
    } catch let exit as CleanExit {
      throw exit
    } catch {
      throw failure(error, on: options.console)
    }
  }
}

/// Says what went wrong; returns what ends the program with the status that goes with it.
func failure(_ error: any Error, on console: Console) -> ExitCode {
  let status = exitStatus(of: error)
  let name = CommandLine.arguments.first.map { URL(filePath: $0).lastPathComponent } ?? "cantus"
  console.fail(name, sentence(for: error), status)
  return ExitCode(status.rawValue)
}

private func sentence(for error: any Error) -> String {
  (error as? any LocalizedError)?.errorDescription ?? String(describing: error)
}

/// Keeps large blocks in the process when they are freed: mapping fresh memory costs about a
/// millisecond a megabyte, which training would pay at every step.
private func reuseMemory() {
  mallopt(M_MMAP_THRESHOLD, 1 << 30)
  mallopt(M_TRIM_THRESHOLD, 1 << 30)
}

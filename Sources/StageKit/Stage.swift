public import ArgumentParser
internal import CLinux
internal import Foundation

/// A command of one of the programs: parse, load, do, write.
///
/// Conformers implement ``perform()``; what it throws becomes one sentence on standard error and an
/// exit status.
public protocol Stage: ParsableCommand {
  /// The options that every program has.
  var options: StageOptions { get }
  /// Whether several processes may be started, which work together.
  static var worksInParallel: Bool { get }
  /// Does the work of the stage.
  func perform() throws
  /// Says on standard output what the work would take, by doing a small part of it.
  func estimate() throws
}

extension Stage {
  /// One process by itself.
  public static var worksInParallel: Bool { false }

  /// What is over in seconds has no estimate.
  public func estimate() throws {
    throw StageFailure(
      .usage, "--estimate is for decode, extract, fit and evaluate: this takes little")
  }

  /// Runs the stage and exits with its status.
  public func run() throws {
    reuseMemory()
    Interruption.exitOnSignals()
    // A limit on the size of files is then an error of writing, like a disk that is full.
    signal(SIGXFSZ, SIG_IGN)
    do {
      guard Self.worksInParallel || Launch.processCount == 1 else {
        throw StageFailure(
          .usage,
          "this was started \(Launch.processCount) times at once, but is for one process: give it "
            + "more processors with --threads or -c instead")
      }
      try performPatiently()
    } catch let exit as ExitCode {
      throw exit
    } catch let exit as CleanExit {
      throw exit
    } catch {
      throw failure(error, on: options.console)
    }
  }
}

extension Stage {
  /// Performs the stage, and again where an input of a job is missing: another machine may have made
  /// it a moment ago, and this one may not see it yet.
  private func performPatiently() throws {
    var patience = Launch.isJob ? 60 : 0
    while true {
      do {
        return try options.estimate ? estimate() : perform()
      } catch let error where patience > 0 && exitStatus(of: error) == .noInput {
        patience -= 1
        sleep(1)
        // To look at a folder is to ask the file system what is new in it.
        for path in CommandLine.arguments where path.contains("/") {
          let folder = URL(filePath: path).deletingLastPathComponent()
          _ = try? FileManager.default.contentsOfDirectory(
            atPath: folder.path(percentEncoded: false))
        }
      }
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

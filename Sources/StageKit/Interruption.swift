internal import Foundation
internal import Synchronization

private let interrupted = Atomic<Bool>(false)

/// What SIGTERM, SIGINT and SIGUSR1 do: they end a program with status 75, at once or, in stages that
/// can save what they have or tidy up, after the step that they are in.
public enum Interruption {
  private static let signals = [SIGTERM, SIGINT, SIGUSR1]

  /// From now on the signals are remembered, to be asked for after each step. Whoever presses Ctrl-C
  /// twice will not wait for it.
  public static func deferSignals() {
    for number in signals {
      signal(number) { number in
        let isSecond = interrupted.exchange(true, ordering: .relaxed)
        if isSecond, number == SIGINT { _exit(ExitStatus.interrupted.rawValue) }
      }
    }
  }

  /// From now on the signals end the program at once: artifacts exist wholly or not at all, so the
  /// same command does what is left to do.
  public static func exitOnSignals() {
    var set = sigset_t()
    unsafe sigemptyset(&set)
    for number in signals {
      signal(number) { _ in _exit(ExitStatus.interrupted.rawValue) }
      unsafe sigaddset(&set, number)
    }
    // Whoever started the program may have blocked them, as worker threads do.
    unsafe pthread_sigmask(SIG_UNBLOCK, &set, nil)
  }

  /// Whether one of the signals has come.
  public static var isRequested: Bool { interrupted.load(ordering: .relaxed) }

  /// Ends a step.
  ///
  /// - Throws: A ``StageFailure`` of status `interrupted` where one of the signals has come.
  public static func check() throws {
    if isRequested {
      throw StageFailure(.interrupted, "stopped by a signal: run the same command again")
    }
  }
}

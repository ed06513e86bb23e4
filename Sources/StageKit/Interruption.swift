internal import Foundation
internal import Synchronization

private let interrupted = Atomic<Bool>(false)

/// Whether the program was asked to stop, for stages that can save what they have and go on later.
public enum Interruption {
  /// From now on SIGTERM, SIGINT and SIGUSR1 do not end the program but are remembered.
  public static func deferSignals() {
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    for number in [SIGTERM, SIGINT, SIGUSR1] {
      signal(number) { _ in interrupted.store(true, ordering: .relaxed) }
      unsafe sigaddset(&signals, number)
    }
    // Whoever started the program may have blocked them, as worker threads do.
    unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  /// From now on the signals end the program again, as is their custom.
  public static func restoreSignals() {
    for number in [SIGTERM, SIGINT, SIGUSR1] { signal(number, SIG_DFL) }
  }

  /// Whether one of the signals has come.
  public static var isRequested: Bool { interrupted.load(ordering: .relaxed) }
}

internal import CLinux
public import Foundation

/// A program that a test started, and that alone is waited for: not what it leaves running, which may
/// hold whatever it inherited.
public final class ChildProcess {
  /// The process's number.
  public let number: Int32
  private var ended: Int32?

  /// Why a program could not be started.
  public struct Failure: Error, CustomStringConvertible {
    /// The sentence.
    public let description: String
  }

  /// Starts a program that inherits nothing but its environment.
  ///
  /// - Parameters:
  ///   - executable: The program's file.
  ///   - arguments: Its arguments.
  ///   - folder: Where it runs; where the tests do if `nil`.
  ///   - environment: Added to that of the tests; `nil` takes a variable away.
  ///   - output: The file that its standard output goes to.
  ///   - errors: The file that its standard error goes to, which may be the same.
  /// - Throws: ``Failure``.
  public init(
    _ executable: String, _ arguments: [String], in folder: URL? = nil,
    environment: [String: String?] = [:], output: String = "/dev/null", errors: String = "/dev/null"
  ) throws {
    var actions = unsafe posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    unsafe posix_spawn_file_actions_init(&actions)
    unsafe posix_spawnattr_init(&attributes)
    defer {
      unsafe posix_spawn_file_actions_destroy(&actions)
      unsafe posix_spawnattr_destroy(&attributes)
    }
    let writing = O_WRONLY | O_CREAT | O_TRUNC
    unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    unsafe posix_spawn_file_actions_addopen(&actions, 1, output, writing, 0o644)
    if errors == output {
      unsafe posix_spawn_file_actions_adddup2(&actions, 1, 2)
    } else {
      unsafe posix_spawn_file_actions_addopen(&actions, 2, errors, writing, 0o644)
    }
    unsafe posix_spawn_file_actions_addclosefrom_np(&actions, 3)
    if let folder {
      unsafe posix_spawn_file_actions_addchdir_np(&actions, folder.path(percentEncoded: false))
    }
    // Threads of tests block signals, and programs ignore some; a child begins with neither.
    var (none, all) = (sigset_t(), sigset_t())
    unsafe sigemptyset(&none)
    unsafe sigfillset(&all)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    unsafe posix_spawnattr_setsigdefault(&attributes, &all)
    unsafe posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

    var variables = ProcessInfo.processInfo.environment
    for (name, value) in environment { variables[name] = value }
    var words = unsafe ([executable] + arguments).map { unsafe strdup($0) } + [nil]
    var pairs = unsafe variables.map { unsafe strdup("\($0)=\($1)") } + [nil]
    defer {
      unsafe (words + pairs).forEach { unsafe free($0) }
    }
    var started: Int32 = 0
    let problem = unsafe posix_spawn(&started, executable, &actions, &attributes, &words, &pairs)
    guard problem == 0 else {
      throw Failure(
        description: "\(executable) cannot be started: \(unsafe String(cString: strerror(problem)))"
      )
    }
    number = started
  }

  /// Whether it has not ended.
  public var isRunning: Bool {
    guard ended == nil else { return false }
    var status: Int32 = 0
    if unsafe waitpid(number, &status, WNOHANG) == number { ended = exitStatus(status) }
    return ended == nil
  }

  /// Waits for its end.
  ///
  /// - Returns: Its exit status; 128 + the signal when it was killed.
  @discardableResult
  public func wait() -> Int32 {
    var status: Int32 = 0
    while ended == nil {
      if unsafe waitpid(number, &status, 0) == number {
        ended = exitStatus(status)
      } else if errno != EINTR {
        ended = -1
      }
    }
    return ended ?? -1
  }

  /// Sends it a signal, unless it has been seen to end.
  public func signal(_ signal: Int32) {
    if ended == nil { kill(number, signal) }
  }

  private func exitStatus(_ status: Int32) -> Int32 {
    let signal = status & 0x7f
    return signal == 0 ? status >> 8 & 0xff : 128 + signal
  }
}

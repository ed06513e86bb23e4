internal import Artifacts
internal import Configuration
internal import Foundation
internal import HDF5

/// What a program's exit says. From 64 on, the numbers are those of sysexits.h.
public enum ExitStatus: Int32, Sendable {
  /// Something went wrong that no other number names.
  case failed = 1
  /// The audit found leakage.
  case leakage = 2
  /// The command line or a configuration is wrong.
  case usage = 64
  /// An input is not what it should be.
  case badData = 65
  /// An input is not there.
  case noInput = 66
  /// An output cannot be made.
  case cannotWrite = 73
  /// Reading or writing failed on the way.
  case inputOutput = 74
  /// Stopped after a checkpoint: run it again and it goes on.
  case interrupted = 75
}

/// A failure in one sentence: what, which file, what to do.
public struct StageFailure: Error, CustomStringConvertible {
  /// What the program's exit says.
  public let status: ExitStatus
  /// The sentence.
  public let description: String

  /// Describes a failure.
  public init(_ status: ExitStatus, _ description: String) {
    self.status = status
    self.description = description
  }
}

/// What a program's exit says of an error.
func exitStatus(of error: any Error) -> ExitStatus {
  switch error {
  case let failure as StageFailure: failure.status
  case is ConfigurationError: .usage
  case is HDF5Error: .badData
  case let error as ArtifactError:
    switch error.fault {
    case .missing: .noInput
    case .invalid: .badData
    case .unwritable: .cannotWrite
    case .unfinished: .inputOutput
    }
  case is CocoaError, is POSIXError: .inputOutput
  default: .failed
  }
}

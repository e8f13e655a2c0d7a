import PrepBytes
import PrepJobs
import PrepSystem

/// The exit statuses of every command, after `sysexits.h`; thrown, it ends the process without a further message.
package struct ExitStatus: Error, Sendable, Hashable {
  /// The number that the process ends with.
  package var code: Int32

  /// Done.
  static let success = ExitStatus(code: 0)
  /// Findings at or above `--fail-on`.
  static let findings = ExitStatus(code: 1)
  /// The command line makes no sense.
  package static let usage = ExitStatus(code: 64)
  /// Bad data stopped the run; a damaged or cut stream or shard too.
  static let badData = ExitStatus(code: 65)
  /// An input cannot be read, or an index is missing.
  static let noInput = ExitStatus(code: 66)
  /// Something needed is missing: a tokenizer file, memory, threads.
  static let unavailable = ExitStatus(code: 69)
  /// A fault of the program, or a part of a job that is there already, made of something else.
  package static let internalFault = ExitStatus(code: 70)
  /// An output cannot be created.
  static let cannotCreate = ExitStatus(code: 73)
  /// Reading or writing failed half-way.
  static let inputOutput = ExitStatus(code: 74)
  /// Interrupted, can be resumed.
  static let resumable = ExitStatus(code: 75)
  /// Ended before its time, as by SIGINT.
  static let interrupted = ExitStatus(code: 130)
}

extension ExitStatus {
  /// The status for a failure; the only place that maps errors to statuses.
  ///
  /// A closed pipe downstream is success: whoever reads has had enough.
  package init(for error: any Error) {
    switch error {
    case let status as ExitStatus: self = status
    case is UsageError: self = .usage
    default: self.init(FailureKind(of: error))
    }
  }

  private init(_ kind: FailureKind) {
    switch kind {
    case .usage: self = .usage
    case .badData: self = .badData
    case .cannotRead: self = .noInput
    case .missing: self = .unavailable
    case .cannotCreate: self = .cannotCreate
    case .inputOutput: self = .inputOutput
    case .closedPipe: self = .success
    case .interrupted: self = .resumable
    case .cancelled: self = .interrupted
    case .conflict, .fault: self = .internalFault
    }
  }
}

extension ExitStatus {
  /// Removes what temporaries are left and ends the process.
  func exitProcess() -> Never {
    TemporaryFiles.removeAll()
    ThisProcess.exit(code)
  }
}

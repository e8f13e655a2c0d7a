import PrepBytes
import PrepCodecs
import PrepDiagnostics
import PrepFormatting
import PrepSplitting
import PrepSystem
import PrepTemplates
import PrepTokenizers
import PrepTraining

/// The exit statuses of every command, after `sysexits.h`; thrown, it ends the process without a further message.
struct ExitStatus: Error, Sendable, Hashable {
  var code: Int32

  init(code: Int32) { self.code = code }

  /// Done.
  static let success = ExitStatus(code: 0)
  /// Findings at or above `--fail-on`.
  static let findings = ExitStatus(code: 1)
  /// The command line makes no sense.
  static let usage = ExitStatus(code: 64)
  /// Bad data stopped the run; a damaged or cut stream or shard too.
  static let badData = ExitStatus(code: 65)
  /// An input cannot be read, or an index is missing.
  static let noInput = ExitStatus(code: 66)
  /// Something needed is missing: a tokenizer file.
  static let unavailable = ExitStatus(code: 69)
  /// A fault of the program.
  static let internalFault = ExitStatus(code: 70)
  /// An output cannot be created.
  static let cannotCreate = ExitStatus(code: 73)
  /// Reading or writing failed half-way.
  static let inputOutput = ExitStatus(code: 74)
  /// Interrupted, can be resumed.
  static let resumable = ExitStatus(code: 75)
}

extension ExitStatus {
  /// The status for a failure; the only place that maps errors to statuses.
  ///
  /// A closed pipe downstream is success: whoever reads has had enough.
  init(for error: any Error) {
    switch error {
    case let status as ExitStatus: self = status
    case is UsageError: self = .usage
    case is Diagnostic, is RefusedContainer, is SplitPlanError, is TrainingFailure, is FormatFailure: self = .badData
    case let failure as IOFailure: self.init(failure.code)
    case let failure as TokenizerFailure: self.init(failure.code)
    case let failure as TemplateFailure: self = failure.code == .missing || failure.code == .cannotRead ? .unavailable : .badData
    default: self = .internalFault
    }
  }

  private init(_ code: TokenizerFailure.Code) {
    switch code {
    case .missing, .cannotRead: self = .unavailable
    case .needsPattern, .usage: self = .usage
    default: self = .badData
    }
  }

  private init(_ code: IOFailure.Code) {
    switch code {
    case .cannotRead: self = .noInput
    case .cannotCreate: self = .cannotCreate
    case .brokenPipe: self = .success
    case .damaged: self = .badData
    case .interrupted: self = .resumable
    default: self = .inputOutput
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

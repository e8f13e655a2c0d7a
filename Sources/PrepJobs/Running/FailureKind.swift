import PrepBytes
import PrepCodecs
import PrepDiagnostics
import PrepExpressions
import PrepFormatting
import PrepShards
import PrepSplitting
import PrepTemplates
import PrepTokenizers
import PrepTraining

/// What kind of trouble an error is, whichever module threw it. The command line gives each kind an exit status.
package enum FailureKind: Sendable, Hashable, CaseIterable {
  /// Options that make no sense.
  case usage
  /// Bad data, a damaged or cut stream or shard.
  case badData
  /// An input cannot be read.
  case cannotRead
  /// Something needed is missing: a tokenizer, a template.
  case missing
  /// An output cannot be created.
  case cannotCreate
  /// Reading or writing failed half-way.
  case inputOutput
  /// Whoever reads the output has had enough.
  case closedPipe
  /// Interrupted, and can be resumed.
  case interrupted
  /// Ended by ``JobRun/cancel()``, and cannot be resumed.
  case cancelled
  /// The output is there already, made of something else.
  case conflict
  /// A fault of the program.
  case fault

  /// The kind of an error.
  package init(of error: any Error) {
    switch error {
    case is JobFailure: self = .usage
    case let cancellation as JobCancellation: self = cancellation.isResumable ? .interrupted : .cancelled
    case is Diagnostic, is RefusedContainer, is SplitPlanError, is TrainingFailure, is FormatFailure: self = .badData
    case let failure as IOFailure: self.init(failure.code)
    case is OtherPart: self = .conflict
    case let failure as TokenizerFailure: self.init(failure.code)
    case let failure as LanguageModelFailure: self = failure.code == .missing ? .missing : .badData
    case let failure as TemplateFailure:
      self = failure.code == .missing || failure.code == .cannotRead ? .missing : .badData
    default: self = .fault
    }
  }

  private init(_ code: TokenizerFailure.Code) {
    switch code {
    case .missing, .cannotRead: self = .missing
    case .needsPattern, .usage: self = .usage
    default: self = .badData
    }
  }

  private init(_ code: IOFailure.Code) {
    switch code {
    case .cannotRead: self = .cannotRead
    case .cannotCreate: self = .cannotCreate
    case .brokenPipe: self = .closedPipe
    case .damaged: self = .badData
    case .interrupted: self = .interrupted
    default: self = .inputOutput
    }
  }
}

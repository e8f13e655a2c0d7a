internal import CPrep
import PrepBytes
import PrepCommands
import PrepDiagnostics
import PrepJobs
import PrepOptions
import PrepTemplates
import PrepTokenizers

/// A wrong use of the interface.
struct WrongUse: Error {
  var code: String
  var message: String
  var text: Int = -1

  /// An argument that is NULL, or no number that makes sense.
  static func argument(_ message: String) -> WrongUse { WrongUse(code: "wrong-argument", message: message) }
}

/// What C is told of a failure.
struct Trouble {
  var status: Int32
  var code = "fault"
  var message: String
  var path: String?
  var line = 0
  var column = 0
  var text = -1

  /// What is told of an error, whichever module threw it.
  static func of(_ error: any Error) -> Trouble {
    var trouble = Trouble(status: ExitStatus(for: error).code, message: "\(error)")
    switch error {
    case let use as WrongUse:
      trouble = Trouble(status: ExitStatus.usage.code, code: use.code, message: use.message, text: use.text)
    case let failure as OptionFailure:
      trouble = Trouble(status: ExitStatus.usage.code, code: "wrong-option", message: failure.description)
    case let failure as JobFailure: trouble.code = failure.code.rawValue
    case let failure as RowFailure:
      trouble = of(failure.failure)
      trouble.text = failure.text
    case let failure as RecordTokenizing.Failure:
      trouble = of(failure.finding)
      (trouble.path, trouble.line) = (nil, 0)
      trouble.text = failure.record
    case let finding as Diagnostic:
      (trouble.code, trouble.message) = (finding.code.rawValue, finding.message)
      (trouble.path, trouble.line, trouble.column) =
        (finding.location.file, finding.location.line, finding.location.column)
    case let failure as TokenizerFailure:
      (trouble.code, trouble.message, trouble.path) = (code(failure.code), failure.message, failure.path)
    case let failure as IOFailure:
      (trouble.code, trouble.message, trouble.path) = (code(failure.code), failure.message, failure.path)
      if let reason = failure.errno { trouble.message += ": \(reason)" }
    case let failure as TemplateFailure:
      trouble.code = failure.code == .missing || failure.code == .cannotRead ? "missing-template" : "template"
    default: break
    }
    return trouble
  }

  private static func code(_ code: TokenizerFailure.Code) -> String {
    switch code {
    case .missing: "missing-tokenizer"
    case .needsPattern: "needs-pattern"
    case .cannotRead: "unreadable-tokenizer"
    case .damaged: "damaged-tokenizer"
    case .specialToken: "special-token"
    case .usage: "wrong-argument"
    default: "unsupported-tokenizer"
    }
  }

  private static func code(_ code: IOFailure.Code) -> String {
    switch code {
    case .cannotRead: "cannot-read"
    case .cannotCreate: "cannot-create"
    case .damaged: "damaged"
    case .interrupted: "interrupted"
    default: "input-output"
    }
  }

  /// Fills what the caller gave for it.
  func fill(_ failure: UnsafeMutablePointer<prep_failure>?) {
    guard let failure else { return }
    failure.pointee = prep_failure()
    failure.pointee.status = status
    withUnsafeMutableBytes(of: &failure.pointee.code) { room in
      for (index, byte) in code.utf8.prefix(room.count - 1).enumerated() { room[index] = byte }
    }
    failure.pointee.message = CText.copy(message.utf8)
    failure.pointee.path = path.map { CText.copy($0.utf8) }
    failure.pointee.line = Int64(line)
    failure.pointee.column = Int64(column)
    failure.pointee.index = Int64(text)
  }
}

/// Runs what can fail; returns 0, or the status of the failure, which is filled.
func attempt(_ failure: UnsafeMutablePointer<prep_failure>?, _ body: () throws -> Void) -> Int32 {
  do {
    try body()
    return 0
  } catch {
    let trouble = Trouble.of(error)
    trouble.fill(failure)
    return trouble.status == 0 ? ExitStatus.internalFault.code : trouble.status
  }
}

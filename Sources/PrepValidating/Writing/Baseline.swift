import PrepDiagnostics
import PrepRecords

/// Findings that are known and accepted: a report in JSON of an earlier run.
///
/// A finding is known by its code, file, pointer and message, as many times as the report has it, so that lines may move.
package struct Baseline {
  private struct Key: Hashable {
    var code: String
    var file: String
    var pointer: String?
    var message: String
  }

  private var known: [Key: Int] = [:]

  /// Reads a report: one object a line.
  ///
  /// - Throws: `Diagnostic` when a line is not a finding.
  package init(_ batches: () throws -> RecordBatch?) throws {
    while let batch = try batches() {
      for item in batch {
        switch item {
        case .record(let record):
          guard let code = try? record.root["code"]?.string(), let file = try? record.root["file"]?.string(),
            let message = try? record.root["message"]?.string()
          else { throw Diagnostic("baseline", "this is not a finding as --format json writes it", at: record.location()) }
          let pointer = record.root["pointer"].flatMap { $0.isNull ? nil : try? $0.string() }
          known[Key(code: code, file: file, pointer: pointer, message: message), default: 0] += 1
        case .invalid(let diagnostic, _): throw diagnostic
        case .continuation, .note: break
        }
      }
    }
  }

  /// Whether a finding is known; each known one is used up by one finding.
  package mutating func takes(_ finding: Finding) -> Bool {
    let key = Key(
      code: finding.about.code.rawValue, file: finding.location.file, pointer: finding.location.pointer, message: finding.message)
    guard let count = known[key], count > 0 else { return false }
    known[key] = count - 1
    return true
  }
}

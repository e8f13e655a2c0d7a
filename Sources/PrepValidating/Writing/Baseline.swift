import PrepDiagnostics
import PrepRecords

/// Findings that are known and accepted: a report in JSON of an earlier run.
///
/// A finding is known by its code, file, pointer and the words of its message, as many times as the report has it.
/// Neither its line nor the numbers in its message matter, some of which are those of other lines: lines may move.
package struct Baseline {
  private struct Key: Hashable {
    var code: String
    var file: String
    var pointer: String?
    /// The message with its numbers left out.
    var words: [UInt8]

    init(_ code: String, _ file: String, _ pointer: String?, _ message: String) {
      self.code = code
      self.file = file
      self.pointer = pointer
      words = message.utf8.filter { !(0x30...0x39).contains($0) }
    }
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
          else {
            throw Diagnostic("baseline", "this is not a finding as --format json writes it", at: record.location())
          }
          let pointer = record.root["pointer"].flatMap { $0.isNull ? nil : try? $0.string() }
          known[Key(code, file, pointer, message), default: 0] += 1
        case .invalid(let diagnostic, _): throw diagnostic
        case .continuation, .note: break
        }
      }
    }
  }

  /// Whether a finding is known; each known one is used up by one finding.
  package mutating func takes(_ finding: Finding) -> Bool {
    let key = Key(finding.about.code.rawValue, finding.location.file, finding.location.pointer, finding.message)
    guard let count = known[key], count > 0 else { return false }
    known[key] = count - 1
    return true
  }
}

import PrepDiagnostics
import PrepRecords

/// Findings that are known and accepted: a report in JSON of an earlier run.
///
/// A finding is known by its code, file, pointer and what its message quotes of the data, as many times as the report has
/// it. Neither its line nor the numbers and the words of its message matter: lines move, and another version of prep may
/// say the same in other words.
package struct Baseline {
  private struct Key: Hashable {
    var code: String
    var file: String
    var pointer: String?
    /// What the message quotes, with its numbers left out.
    var quoted: [UInt8]

    init(_ code: String, _ file: String, _ pointer: String?, _ message: String) {
      self.code = code
      self.file = file
      self.pointer = pointer
      var isInside = false
      quoted = message.utf8.filter { byte in
        if byte == UInt8(ascii: "\"") { isInside.toggle() }
        return isInside && !(0x30...0x39).contains(byte)
      }
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

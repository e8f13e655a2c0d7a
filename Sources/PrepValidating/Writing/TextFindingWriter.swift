import PrepBytes
import PrepDiagnostics

/// `train.jsonl:17:1: error: missing field "role" (/messages/0) [missing-field]`, one line whatever names and data
/// hold.
final class TextFindingWriter: FindingWriter {
  private let sink: any ByteSink
  private let targets: [String]

  init(_ sink: any ByteSink, targets: [String]) {
    self.sink = sink
    self.targets = targets
  }

  func write(_ finding: Finding) throws { try sink.write(finding.line(targets)) }

  func finish(_ result: ValidationResult) throws {}
}

extension Finding {
  /// The finding as a line of text, with its line feed.
  func line(_ targets: [String]) -> String {
    var line = "\(location): \(severity.rawValue): \(message)"
    if let pointer = location.pointer, !pointer.isEmpty { line += " (\(pointer))" }
    return (line + mark(targets)).printableAtLineStart + "\n"
  }

  /// The code, and the targets when they are not all.
  func mark(_ targets: [String]) -> String {
    let names = names(targets)
    let isForSome = !names.isEmpty && (names.count < targets.count || targets.count == 1)
    return " [\(about.code)]" + (isForSome ? " " + names.joined(separator: ",") : "")
  }
}

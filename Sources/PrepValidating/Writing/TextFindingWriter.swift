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

  func write(_ finding: Finding) throws {
    var line = "\(finding.location): \(finding.severity.rawValue): \(finding.message)"
    if let pointer = finding.location.pointer, !pointer.isEmpty { line += " (\(pointer))" }
    line += " [\(finding.about.code)]"
    let names = finding.names(targets)
    if !names.isEmpty, names.count < targets.count || targets.count == 1 { line += " \(names.joined(separator: ","))" }
    try sink.write(line.printableAtLineStart + "\n")
  }

  func finish(_ result: ValidationResult) throws {}
}

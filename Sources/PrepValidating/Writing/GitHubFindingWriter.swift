import PrepBytes
import PrepDiagnostics
import PrepRecords

/// Workflow commands, which GitHub shows beside the lines of a change.
final class GitHubFindingWriter: FindingWriter {
  private let sink: any ByteSink
  private let targets: [String]

  init(_ sink: any ByteSink, targets: [String]) {
    self.sink = sink
    self.targets = targets
  }

  func write(_ finding: Finding) throws {
    let level =
      switch finding.severity {
      case .error: "error"
      case .warning: "warning"
      case .info: "notice"
      }
    let location = finding.location
    var line = "::\(level) file=\(Self.escaped(location.file.printable, isProperty: true))"
    if location.line > 0 { line += ",line=\(location.line)" }
    if location.column > 0 { line += ",col=\(location.column)" }
    line += ",title=\(finding.about.code)::"
    let names = finding.names(targets)
    let suffix = names.isEmpty ? "" : " (\(names.joined(separator: ", ")))"
    try sink.write(line + Self.escaped((finding.message + suffix).printable, isProperty: false) + "\n")
  }

  func finish(_ result: ValidationResult) throws {}

  private static func escaped(_ text: String, isProperty: Bool) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "%": result += "%25"
      case "\r": result += "%0D"
      case "\n": result += "%0A"
      case ":" where isProperty: result += "%3A"
      case "," where isProperty: result += "%2C"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

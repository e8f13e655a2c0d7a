import PrepBytes
import PrepDiagnostics
import PrepRecords

/// An object a line.
final class JSONFindingWriter: FindingWriter {
  private let sink: any ByteSink
  private let targets: [String]
  private var writer = JSONWriter()

  init(_ sink: any ByteSink, targets: [String]) {
    self.sink = sink
    self.targets = targets
  }

  func write(_ finding: Finding) throws {
    let about = finding.about
    let location = finding.location
    writer.beginObject()
    writer.key("code")
    writer.string(about.code.rawValue)
    writer.key("rule")
    writer.string(about.id)
    writer.key("severity")
    writer.string(finding.severity.rawValue)
    writer.key("targets")
    writer.beginArray()
    for name in finding.names(targets) { writer.string(name) }
    writer.endArray()
    writer.key("message")
    writer.string(finding.message)
    writer.key("file")
    writer.string(location.file)
    for (key, value) in [("line", location.line), ("column", location.column)] {
      writer.key(key)
      if value > 0 { writer.int(value) } else { writer.null() }
    }
    writer.key("offset")
    if let offset = location.offset { writer.int(offset) } else { writer.null() }
    writer.key("pointer")
    if let pointer = location.pointer { writer.string(pointer) } else { writer.null() }
    writer.endObject()
    writer.newline()
    try writer.bytes.withUnsafeBytes { try sink.write($0) }
    writer.removeAll()
  }

  func finish(_ result: ValidationResult) throws {}
}

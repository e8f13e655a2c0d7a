import PrepBytes
import PrepDiagnostics
import PrepRecords

/// A log in the Static Analysis Results Interchange Format, version 2.1.0, written as the findings come.
final class SARIFFindingWriter: FindingWriter {
  private let sink: any ByteSink
  private let targets: [String]
  private let version: String
  private var writer = JSONWriter()
  private var isOpen = false

  init(_ sink: any ByteSink, targets: [String], version: String) {
    self.sink = sink
    self.targets = targets
    self.version = version
  }

  func write(_ finding: Finding) throws {
    if !isOpen { open() }
    writer.beginObject()
    string("ruleId", finding.about.code.rawValue)
    writer.key("ruleIndex")
    writer.int(finding.rule)
    string("level", Self.level(finding.severity))
    let names = finding.names(targets)
    message("message", finding.message + (names.isEmpty ? "" : " (\(names.joined(separator: ", ")))"))
    writer.key("locations")
    writer.beginArray()
    writer.beginObject()
    writer.key("physicalLocation")
    writer.beginObject()
    writer.key("artifactLocation")
    writer.beginObject()
    string("uri", Self.address(finding.location.file))
    writer.endObject()
    region(finding.location)
    writer.endObject()
    if let pointer = finding.location.pointer, !pointer.isEmpty {
      writer.key("logicalLocations")
      writer.beginArray()
      writer.beginObject()
      string("fullyQualifiedName", pointer)
      writer.endObject()
      writer.endArray()
    }
    writer.endObject()
    writer.endArray()
    writer.endObject()
    if writer.bytes.count > 1 << 16 { try flush() }
  }

  func finish(_ result: ValidationResult) throws {
    if !isOpen { open() }
    writer.endArray()
    string("columnKind", "utf16CodeUnits")
    writer.endObject()
    writer.endArray()
    writer.endObject()
    writer.newline()
    try flush()
  }

  private func open() {
    isOpen = true
    writer.beginObject()
    string("$schema", "https://json.schemastore.org/sarif-2.1.0.json")
    string("version", "2.1.0")
    writer.key("runs")
    writer.beginArray()
    writer.beginObject()
    writer.key("tool")
    writer.beginObject()
    writer.key("driver")
    writer.beginObject()
    string("name", "prep")
    string("version", version)
    writer.key("rules")
    writer.beginArray()
    for rule in RuleCatalogue.all { describe(rule.about) }
    writer.endArray()
    writer.endObject()
    writer.endObject()
    writer.key("results")
    writer.beginArray()
  }

  private func describe(_ about: RuleDescription) {
    writer.beginObject()
    string("id", about.code.rawValue)
    string("name", about.id)
    message("shortDescription", about.summary)
    message("fullDescription", about.reason)
    message("help", about.remedy)
    writer.key("defaultConfiguration")
    writer.beginObject()
    string("level", Self.level(about.severity))
    writer.endObject()
    writer.endObject()
  }

  /// Columns are left out: the format counts characters, and the findings count bytes; the offset in bytes is exact.
  private func region(_ location: SourceLocation) {
    guard location.line > 0 else { return }
    writer.key("region")
    writer.beginObject()
    writer.key("startLine")
    writer.int(location.line)
    if let offset = location.offset {
      writer.key("byteOffset")
      writer.int(offset)
    }
    writer.endObject()
  }

  private func string(_ key: String, _ text: String) {
    writer.key(key)
    writer.string(text)
  }

  private func message(_ key: String, _ text: String) {
    writer.key(key)
    writer.beginObject()
    string("text", text)
    writer.endObject()
  }

  private func flush() throws {
    try writer.bytes.withUnsafeBytes { try sink.write($0) }
    writer.removeAll()
  }

  private static func level(_ severity: Diagnostic.Severity) -> String {
    severity == .info ? "note" : severity.rawValue
  }

  /// A path as a relative or absolute address, its unusual bytes escaped.
  private static func address(_ path: String) -> String {
    var result = ""
    for byte in path.utf8 {
      let isPlain = byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || "-._~/".utf8.contains(byte)
      if isPlain {
        result.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        result += "%" + (digits.count < 2 ? "0" : "") + digits
      }
    }
    return result
  }
}

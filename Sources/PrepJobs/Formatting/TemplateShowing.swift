import PrepBytes
import PrepDiagnostics
import PrepExamples
import PrepFormatting
import PrepImporting
import PrepRecords
import PrepShapes
import PrepTemplates
import PrepTokenizing

/// Examples as the text a chat template makes of them.
final class TemplateShowing {
  private let text: ConversationText
  private let shape: ExampleShape?
  private let names: FieldNames
  private let omitted: OmittedFields
  private let isPlain: Bool
  /// The shape of the set, told by its first records.
  private var set = SetShape()
  private var writer = JSONWriter()
  /// What the template leaves out, by code: what is said of the first such record, and the number of records.
  private var losses: [(code: String, words: String, records: Int)] = []
  private var thoughts = 0
  private var namesNotShown = 0

  init(_ format: ChatFormat, shape: ExampleShape?, names: FieldNames, omitting omitted: OmittedFields, isPlain: Bool)
    throws
  {
    text = ConversationText(try ChatRenderer(format.template, format.adaptedSettings))
    self.shape = shape
    self.names = names
    self.omitted = omitted
    self.isPlain = isPlain
  }

  func run(_ records: ImportedRecords, sink: any ByteSink, invalid: InvalidRecords, context: JobContext) throws
    -> FormatJob.TemplateSummary
  {
    var written = 0
    set = records.set
    while let batch = try records.next() {
      set.look(at: batch, names)
      var count = 0
      for item in batch {
        guard let record = try invalid.record(of: item, counting: &count) else { continue }
        do throws(Diagnostic) { try show(record) } catch {
          try record.withUnsafeBytes { try invalid.reject(error, line: $0) }
          continue
        }
        written += 1
        noteLosses(record)
        try sink.write(writer.bytes)
      }
      context.report.add(count, to: "records")
      try context.advance(bytes: batch.byteCount, records: count)
    }
    try invalid.finish()
    context.report.add(written, to: "written")
    if !losses.isEmpty {
      var report = JobReport()
      for loss in losses { report.add(loss.records, to: loss.code) }
      context.report["losses"] = .object(report)
    }
    if thoughts > 0 { context.report.add(thoughts, to: "thoughts_not_shown") }
    if namesNotShown > 0 { context.report.add(namesNotShown, to: "names_not_shown") }
    return FormatJob.TemplateSummary(
      written: written, invalid: invalid.count, losses: losses.map { ($0.words, $0.records) }, thoughts: thoughts,
      names: namesNotShown)
  }

  private func noteLosses(_ record: Record) {
    thoughts += text.thoughts
    namesNotShown += text.names
    var codes: [String] = []
    for loss in text.losses where !codes.contains(loss.code) {
      codes.append(loss.code)
      if let index = losses.firstIndex(where: { $0.code == loss.code }) {
        losses[index].records += 1
      } else {
        let place = record.location(pointer: "")
        losses.append((loss.code, "\(place.file):\(place.line): \(loss.message) [\(loss.code)]", 1))
      }
    }
  }

  private func show(_ record: Record) throws(Diagnostic) {
    let reader =
      if let shape { ExampleReader(shape: shape, names: names, omitting: omitted) } else {
        ExampleReader(shape: try ExampleShape(of: record, names, in: set), names: names, omitting: omitted)
      }
    let examples = try reader.examples(of: record)
    text.variables = try reader.templateVariables(of: record, takesDocuments: text.shows(.documents))
    writer.removeAll()
    for example in examples {
      writer.beginObject()
      do throws(TemplateFailure) { try text.writeMembers(of: example, to: &writer) } catch {
        throw Diagnostic("template-refused", error.message, at: record.location(pointer: ""))
      }
      writer.endObject()
      writer.newline()
    }
    if isPlain { makePlain() }
  }

  /// Replaces the examples of the record by their texts, a line feed after each.
  private func makePlain() {
    var plain: [UInt8] = []
    for line in writer.bytes.split(separator: 0x0A) { appendTexts(of: Array(line), to: &plain) }
    writer = JSONWriter(appendingTo: plain)
  }

  private func appendTexts(of line: [UInt8], to plain: inout [UInt8]) {
    guard let root = try? JSONDocument(line).root else { return }
    root.forEachMember { _, value in
      guard value.kind == .string, let text = try? value.unescaped() else { return }
      plain += text
      plain.append(0x0A)
    }
  }
}

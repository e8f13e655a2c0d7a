import PrepDiagnostics
import PrepExamples
import PrepRecords
import PrepShapes

/// Converts records one by one: from the shape they have to the form that is wanted.
package struct Converter: Sendable {
  private let reader: SourceReader
  /// What fields are called.
  package var names: FieldNames { reader.names }
  private let shape: RecordShape?
  private let form: TargetForm?
  private let reshaper: Reshaper?
  private let writer: TargetWriter?
  private let calls: CallForm
  private let kept: [String]
  private let keptSet: Set<String>

  /// - Parameters:
  ///   - shape: The shape that records have; nil takes what each tells.
  ///   - form: What to write; nil takes the canonical shape of what is read.
  ///   - system: A system text for conversations without one.
  ///   - arguments: How arguments of calls are written; nil as the form wants them.
  ///   - kept: Fields that go over as they are.
  package init(
    reader: SourceReader, shape: RecordShape?, form: TargetForm?, system: [UInt8]? = nil,
    arguments: TargetForm.Arguments? = nil,
    keeping kept: [String] = []
  ) {
    self.reader = reader
    self.shape = shape
    self.form = form
    self.kept = kept
    keptSet = Set(kept)
    reshaper = form.map {
      Reshaper(
        shape: $0.shape, needsStrings: $0.dialect == .strings || $0.dialect == .alpaca,
        needsMessages: $0.dialect == .openAIPreference || $0.dialect == .openAIPrompt, system: system)
    }
    let calls = CallForm(arguments: arguments ?? form?.arguments, hasShortIDs: form?.hasShortCallIDs ?? false)
    self.calls = calls
    writer = form.map { TargetWriter(form: $0, calls: calls) }
  }

  /// Writes the examples of a record, each on a line.
  ///
  /// - Returns: How many were written, and what is not carried over.
  /// - Throws: What is wrong with the record; then nothing is written.
  package func convert(_ record: Record, into output: inout JSONWriter) throws(Diagnostic) -> (
    examples: Int, losses: Set<String>
  ) {
    guard let shape = shape(of: record.root) else {
      throw Diagnostic(
        record.root.kind == .object ? "unknown-shape" : "not-an-object",
        record.root.kind == .object
          ? "the record's fields tell no known shape; say what they are with --map or --from-shape"
          : "a record is a JSON object",
        at: record.location(pointer: ""))
    }
    let read = try reader.read(record, as: shape, keeping: keptSet)
    if shape == .text, self.shape == nil { try refuseLoneText(record, read.losses) }
    var losses = read.losses
    var lines = JSONWriter()
    var count = 0
    for example in read.examples {
      if case .promptOnly = example { try refuseWithoutAnswer(record, losses) }
      do throws(ReshapingFailure) {
        for result in try reshaper?.reshape(example, &losses) ?? [example] {
          let start = lines.bytes.count
          lines.beginObject()
          if let writer {
            try writer.writeMembers(of: result, to: &lines, &losses)
          } else {
            ExampleWriter.writeMembers(of: calls.adjusted(result), to: &lines)
          }
          keep(record.root, &lines, since: start, &losses)
          lines.endObject()
          lines.newline()
          count += 1
        }
      } catch { throw Diagnostic("cannot-convert", error.message, at: record.location(pointer: "")) }
    }
    let bytes = lines.take()
    bytes.dropLast().withUnsafeBytes { if !$0.isEmpty { output.raw($0) } }
    if !bytes.isEmpty { output.newline() }
    return (count, losses)
  }

  /// The shape that was named, whose reader says what a record lacks; else the one that the record tells.
  private func shape(of root: JSONView) -> RecordShape? {
    if SourceRecord.isConversation(root) { return shape == nil || shape == .chat ? .chat : nil }
    if let shape { return root.kind == .object ? shape : nil }
    let keys = KnownKeys(root, reader.names)
    let told = keys.detect(root)?.shape
    // Where a verdict is looked for, 1 and 0 beside a conversation are one too.
    if form?.shape == .unpairedPreference, told == .chat || told == .shareGPT,
      keys.value(.verdict, of: root).flatMap({ Verdict($0) }) != nil
    {
      return .unpairedPreference
    }
    return told
  }

  /// Refuses a text that is one message of a conversation, and one that has an answer beside it: neither is a text
  /// alone.
  private func refuseLoneText(_ record: Record, _ losses: Set<String>) throws(Diagnostic) {
    if let role = record.root[RecordField.role.name], role.kind == .string, let name = try? role.string(),
      reader.roles.role(name) != nil
    {
      throw Diagnostic(
        "cannot-convert",
        "the record is one message of a conversation; put the messages of each into one record, {\"messages\": [...]}",
        at: record.location(of: role))
    }
    for name in names.mapping.names(of: .completion) where losses.contains("field \(name)") {
      throw Diagnostic(
        "lost-field",
        "the answer in \"\(name)\" would be lost; say what the fields are, such as --map prompt=text,completion=\(name), or use --from-shape text",
        at: record.location(of: record.root[name]))
    }
  }

  /// Refuses a prompt alone where an answer is asked for and a field that nobody knows may hold it.
  private func refuseWithoutAnswer(_ record: Record, _ losses: Set<String>) throws(Diagnostic) {
    guard let form, form.shape != .promptOnly, form.shape != .text else { return }
    var texts: [String] = []
    record.root.forEachMember { key, value in
      guard value.kind == .string, let name = try? key.string(), losses.contains("field \(name)"),
        !RecordField.isOurs(name)
      else { return }
      texts.append(name)
    }
    guard let first = texts.first else { return }
    let names = texts.map { "\"\($0)\"" }.joined(separator: ", ")
    throw Diagnostic(
      "missing-field",
      "\(form.name) asks for an answer, and no field is known to hold one; if it is in \(names), say so: --map completion=\(first)",
      at: record.location(pointer: ""))
  }

  /// Writes the fields that go over as they are into the object that begins at a place, unless it has one of the name.
  private func keep(_ root: JSONView, _ writer: inout JSONWriter, since start: Int, _ losses: inout Set<String>) {
    if kept.isEmpty { return }
    let written = try? JSONDocument(Array(writer.bytes[start...]) + [0x7D]).root
    for key in kept {
      guard let view = root[key] else { continue }
      if let own = written?[key] {
        if own.withUnsafeBytes({ Array($0) }) != view.withUnsafeBytes({ Array($0) }) {
          losses.insert("field \(key), whose name the form uses")
        }
        continue
      }
      writer.key(key)
      view.withUnsafeBytes { writer.raw($0) }
    }
  }
}

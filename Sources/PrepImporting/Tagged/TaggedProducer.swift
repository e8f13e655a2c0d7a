import PrepBytes
import PrepDiagnostics
import PrepRecords

/// Sentences of words with tags as records: `tokens`, `ner_tags` and what else the columns have.
struct TaggedProducer: RecordProducer, LineFedProducer {
  let reader: PieceReader
  private let file: String
  private let dialect: TaggedDialect
  private let maximum: Int
  var pending: [UInt8] = []
  private var line = 1
  private var hasEnded = false
  /// The words of the sentence at hand, by column; the bytes of its lines and the number of the first.
  private var rows: [[[UInt8]]] = []
  private var bytes: [UInt8] = []
  private var firstLine = 0
  private var comments: [(name: String, value: [UInt8])] = []
  /// What is wrong with the sentence at hand.
  private var fault: Diagnostic?

  init(_ source: any ByteSource, _ dialect: TaggedDialect, maximum: Int) {
    reader = PieceReader(source)
    file = source.name
    self.dialect = dialect
    self.maximum = maximum
  }

  mutating func produce(into lines: inout ProducedLines) throws -> Bool {
    if hasEnded { return false }
    let goesOn = try takePiece(into: &lines)
    if pending.count + bytes.count > maximum {
      throw Diagnostic(
        "line-too-long", "the sentence is longer than \(maximum) bytes; --max-line raises the bound",
        at: SourceLocation(file: file, line: max(1, firstLine)))
    }
    if goesOn { return true }
    hasEnded = true
    if !pending.isEmpty { endLine(&lines) }
    endSentence(&lines)
    return true
  }

  mutating func endLine(_ lines: inout ProducedLines) {
    defer {
      pending.removeAll(keepingCapacity: pending.count < 1 << 20)
      line += 1
    }
    if pending.last == 0x0D { pending.removeLast() }
    if TaggedDialect.isBlank(pending[...]) || pending.starts(with: TaggedDialect.documentStart) {
      return endSentence(&lines)
    }
    let fields = dialect.fields(pending[...])
    if dialect.isInline { return endInline(fields, &lines) }
    if isComment(fields) { return takeComment() }
    if firstLine == 0 { firstLine = line }
    bytes += pending + [0x0A]
    if let finding = UTF8Fault.finding(in: pending, at: SourceLocation(file: file, line: line, column: 1)) {
      fault = fault ?? finding
    }
    guard fields.count == dialect.columns else {
      fault =
        fault
        ?? Diagnostic(
          "column-count", "the line has \(Counted(fields.count, "column")), not \(dialect.columns)",
          at: SourceLocation(file: file, line: line, column: 1))
      return
    }
    // Words that several others are written as, and words that nobody wrote, have no place among them.
    if dialect.isUniversal, !TaggedDialect.isNumber(fields[0]) { return }
    rows.append(fields.map { Array($0) })
  }

  /// Takes a line that is a sentence.
  private mutating func endInline(_ fields: [ArraySlice<UInt8>], _ lines: inout ProducedLines) {
    firstLine = line
    bytes += pending + [0x0A]
    fault = UTF8Fault.finding(in: pending, at: SourceLocation(file: file, line: line, column: 1))
    for field in fields {
      guard let parts = TaggedDialect.inlineParts(field) else {
        fault =
          fault
          ?? Diagnostic(
            "column-count",
            "the word \(String(decoding: field, as: UTF8.self).debugDescription) has no tag behind a slash",
            at: SourceLocation(file: file, line: line, column: field.startIndex + 1))
        continue
      }
      rows.append([Array(parts.word), Array(parts.tag)])
    }
    endSentence(&lines)
  }

  /// Whether a line says something of a sentence, and is no word of it.
  private func isComment(_ fields: [ArraySlice<UInt8>]) -> Bool {
    guard pending.first == UInt8(ascii: "#") else { return false }
    if dialect.isUniversal { return true }
    if fields.count != dialect.columns { return rows.isEmpty }
    if dialect.isNumbered, !TaggedDialect.isNumber(fields[0]) { return true }
    return rows.isEmpty && dialect.hasEntities && !TaggedDialect.isTag(fields[dialect.tagColumn])
  }

  private mutating func takeComment() {
    let words = pending.dropFirst().drop { $0 == 0x20 || $0 == 0x09 }
    guard let equals = words.firstIndex(of: UInt8(ascii: "=")), dialect.isUniversal else { return }
    let name = String(decoding: words[..<equals].split(separator: 0x20).first ?? [], as: UTF8.self)
    guard name == "sent_id" || name == "text" else { return }
    comments.append((name, Array(words[(equals + 1)...].drop { $0 == 0x20 })))
  }

  private mutating func endSentence(_ lines: inout ProducedLines) {
    defer {
      rows.removeAll(keepingCapacity: true)
      bytes.removeAll(keepingCapacity: bytes.count < 1 << 20)
      comments.removeAll(keepingCapacity: true)
      (fault, firstLine) = (nil, 0)
    }
    if let fault { return lines.reject(fault, bytes) }
    guard !rows.isEmpty else { return }
    var writer = JSONWriter()
    writer.beginObject()
    for comment in comments {
      writer.key(comment.name)
      writer.string(comment.value)
    }
    write(dialect.tokenColumn, "tokens", &writer)
    for other in dialect.others where other.place < dialect.tagColumn { write(other.place, other.name, &writer) }
    write(dialect.tagColumn, dialect.tagsName, &writer)
    for other in dialect.others where other.place > dialect.tagColumn { write(other.place, other.name, &writer) }
    writer.endObject()
    lines.bytes += writer.take()
    lines.endLine(origin: firstLine)
  }

  private func write(_ column: Int, _ name: String, _ writer: inout JSONWriter) {
    writer.key(name)
    writer.beginArray()
    for row in rows { writer.string(row[column]) }
    writer.endArray()
  }
}

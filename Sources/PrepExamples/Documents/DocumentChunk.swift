import PrepDiagnostics
import PrepRecords
import PrepShapes

/// Some documents of an input, not yet looked at: the one wrapper around what is read, from the cut to the worker.
package struct DocumentChunk: Sendable {
  /// What the bytes are.
  package enum Content: Sendable {
    case records(LineChunk)
    case text(TextBlock)
  }

  /// The start of a line in one of the inputs.
  package struct Place: Sendable, Equatable {
    /// The number of the input, or of the piece of one.
    package var piece: Int
    /// Its byte in the input, decompressed.
    package var offset: Int
    package var line: Int

    package init(piece: Int = 0, offset: Int = 0, line: Int = 1) {
      self.piece = piece
      self.offset = offset
      self.line = line
    }
  }

  package let content: Content
  /// Where the chunk begins; nil inside a line.
  package let place: Place?

  /// - Parameter piece: The number of the input that it is of.
  package init(_ content: Content, piece: Int = 0) {
    self.content = content
    switch content {
    case .records(let chunk): place = chunk.lineStart.map { Place(piece: piece, offset: $0.offset, line: $0.line) }
    case .text(let block): place = Place(piece: piece, offset: block.place.offset ?? 0, line: block.place.line)
    }
  }

  /// How many bytes of the input it covers.
  package var byteCount: Int {
    switch content {
    case .records(let chunk): chunk.byteCount
    case .text(let block): block.bytes.count
    }
  }
}

/// Plain text: one document or a part of one, or whole lines that are a document each.
package struct TextBlock: Sendable {
  package var bytes: [UInt8]
  /// Where its first byte stands.
  package var place: SourceLocation
  package var isWhole: Bool
  /// Whether more of the same document follows.
  package var goesOn: Bool
  /// The lines of the input before the first that is read; nil where that is the first.
  package var skipped: SkippedLines?

  package init(
    bytes: [UInt8], place: SourceLocation, isWhole: Bool, goesOn: Bool = false, skipped: SkippedLines? = nil
  ) {
    self.skipped = skipped
    self.bytes = bytes
    self.place = place
    self.isWhole = isWhole
    self.goesOn = goesOn
  }

  /// A place counted from the first line that is read, as one in the input.
  package func placed(_ place: SourceLocation) -> SourceLocation {
    var place = place
    if let skipped { place.line += skipped.count }
    return place
  }
}

/// What a worker finds in lines besides what they hold.
package enum LineFinding: Sendable {
  /// A bad record or line: why, and its bytes as they were read.
  case rejected(Diagnostic, line: [UInt8])
  /// More bytes of the line rejected last: one too long to be held.
  case continuation([UInt8])
  /// Something that takes nothing from the data.
  case note(Diagnostic)

  /// What an item of a batch is where it is no record; nil where it is one.
  package init?(_ item: RecordBatch.Item) {
    switch item {
    case .record: return nil
    case .invalid(let diagnostic, let line): self = .rejected(diagnostic, line: line.withUnsafeBytes { Array($0) })
    case .continuation(let line): self = .continuation(line.withUnsafeBytes { Array($0) })
    case .note(let diagnostic): self = .note(diagnostic)
    }
  }

  /// Whether it is about a line that counts as a record.
  package var isOfRecord: Bool {
    if case .rejected = self { true } else { false }
  }
}

/// What a worker finds in a chunk besides documents.
package struct DocumentFindings: Sendable {
  /// In order.
  package var findings: [LineFinding] = []
  /// Documents found.
  package var documents = 0
  /// Records or lines seen, bad ones included.
  package var records = 0

  package init() {}

  /// The record that an item of a batch is; anything else is noted.
  package mutating func record(of item: RecordBatch.Item) -> Record? {
    if case .record(let record) = item {
      records += 1
      return record
    }
    guard let finding = LineFinding(item) else { return nil }
    if finding.isOfRecord { records += 1 }
    findings.append(finding)
    return nil
  }

  /// Notes that a record is bad.
  package mutating func reject(_ record: Record, _ diagnostic: Diagnostic) {
    findings.append(.rejected(diagnostic, line: record.withUnsafeBytes { Array($0) }))
  }
}

extension DocumentChunk {
  /// Calls a closure with the bytes of each document in order, and collects what is wrong.
  ///
  /// A record with a fault gives none of its documents.
  ///
  /// - Parameter objection: What is wrong with a document, if something is.
  package func forEachDocument(
    _ options: DocumentOptions, objection: (UnsafeBufferPointer<UInt8>) -> DocumentObjection? = { _ in nil },
    _ body: (UnsafeBufferPointer<UInt8>) throws -> Void
  ) throws -> DocumentFindings {
    var findings = DocumentFindings()
    switch content {
    case .text(let block): try block.forEachDocument(options, &findings, objection, body)
    case .records(let chunk):
      var texts: [[UInt8]] = []
      for item in chunk.parse(LineChunk.Options(maxLine: options.maxLine)) {
        guard let record = findings.record(of: item) else { continue }
        do throws(Diagnostic) { try RecordTexts(record).collect(options, into: &texts) } catch {
          findings.reject(record, error)
          continue
        }
        var fault: DocumentObjection?
        for text in texts where fault == nil { fault = text.withUnsafeBufferPointer(objection) }
        if let fault {
          findings.reject(record, Diagnostic(.init(rawValue: fault.code), fault.message, at: record.location()))
          continue
        }
        findings.documents += texts.count
        for text in texts { try text.withUnsafeBufferPointer(body) }
      }
    }
    return findings
  }
}

/// What is wrong with a document.
package struct DocumentObjection: Sendable {
  package var code: String
  package var message: String
  /// The byte of the document that is at fault.
  package var offset: Int

  package init(_ code: String, _ message: String, offset: Int = 0) {
    self.code = code
    self.message = message
    self.offset = offset
  }
}

/// What a worker needs to know about documents.
package struct DocumentOptions: Sendable {
  /// The fields of a record that hold its texts; none is all that its shape has.
  package var fields: [String]
  /// What fields are called.
  package var names: FieldNames
  /// Whether text that is not UTF-8 is taken as it is.
  package var acceptsBytes: Bool
  /// The longest line taken, in bytes.
  package var maxLine: Int
  /// The set that the records are of; nil takes of each what it has.
  package var set: SetShape?

  package init(
    fields: [String] = [], names: FieldNames = .usual, acceptsBytes: Bool = false, maxLine: Int = JSONLimits.line
  ) {
    self.fields = fields
    self.names = names
    self.acceptsBytes = acceptsBytes
    self.maxLine = maxLine
  }
}

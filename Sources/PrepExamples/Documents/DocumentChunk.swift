import PrepDiagnostics
import PrepRecords

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

  package init(bytes: [UInt8], place: SourceLocation, isWhole: Bool, goesOn: Bool = false) {
    self.bytes = bytes
    self.place = place
    self.isWhole = isWhole
    self.goesOn = goesOn
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
}

extension DocumentChunk {
  /// Calls a closure with the bytes of each document in order, and collects what is wrong.
  ///
  /// A record with a fault gives none of its documents.
  package func forEachDocument(
    _ options: DocumentOptions, _ body: (UnsafeBufferPointer<UInt8>) throws -> Void
  ) throws -> DocumentFindings {
    var findings = DocumentFindings()
    switch content {
    case .text(let block): try block.forEachDocument(options, &findings, body)
    case .records(let chunk):
      var texts: [[UInt8]] = []
      for item in chunk.parse(LineChunk.Options(maxLine: options.maxLine)) {
        switch item {
        case .record(let record):
          findings.records += 1
          do {
            try record.collectTexts(options, into: &texts)
          } catch let diagnostic as Diagnostic {
            let line = record.withUnsafeBytes { Array($0) }
            findings.findings.append(.rejected(diagnostic, line: line))
            continue
          }
          findings.documents += texts.count
          for text in texts { try text.withUnsafeBufferPointer(body) }
        case .invalid(let diagnostic, let line):
          findings.records += 1
          findings.findings.append(.rejected(diagnostic, line: line.withUnsafeBytes { Array($0) }))
        case .continuation(let line): findings.findings.append(.continuation(line.withUnsafeBytes { Array($0) }))
        case .note(let diagnostic): findings.findings.append(.note(diagnostic))
        }
      }
    }
    return findings
  }
}

/// What a worker needs to know about documents.
package struct DocumentOptions: Sendable {
  /// The fields of a record that hold its texts.
  package var fields: [String]
  /// Whether a field may hold texts further inside.
  package var takesNestedTexts: Bool
  /// Whether text that is not UTF-8 is taken as it is.
  package var acceptsBytes: Bool
  /// The longest line taken, in bytes.
  package var maxLine: Int

  package init(
    fields: [String] = [], takesNestedTexts: Bool = false, acceptsBytes: Bool = false, maxLine: Int = JSONLimits.line
  ) {
    self.fields = fields
    self.takesNestedTexts = takesNestedTexts
    self.acceptsBytes = acceptsBytes
    self.maxLine = maxLine
  }
}

extension Record {
  /// Replaces `texts` by the texts of the fields.
  ///
  /// - Throws: A `Diagnostic` when the record is not an object, or a field is missing or no text.
  fileprivate func collectTexts(_ options: DocumentOptions, into texts: inout [[UInt8]]) throws {
    texts.removeAll(keepingCapacity: true)
    guard root.kind == .object else {
      throw Diagnostic("not-an-object", "a record is a JSON object", at: location())
    }
    if let key = root.duplicateKey {
      let name = (try? key.string()) ?? ""
      throw Diagnostic("duplicate-key", "the key \"\(name)\" stands twice in the object", at: location(of: key))
    }
    for field in options.fields {
      guard let view = root[field] else {
        throw Diagnostic("missing-field", "missing field \"\(field)\"", at: location())
      }
      if options.takesNestedTexts, view.kind == .array || view.kind == .object {
        try collectNested(view, into: &texts)
        continue
      }
      guard view.kind == .string else {
        throw Diagnostic("wrong-type", "field \"\(field)\" is not a string", at: location(of: view))
      }
      do { texts.append(try view.unescaped()) } catch {
        throw Diagnostic(error.code, error.message, at: location(of: view))
      }
    }
  }

  /// The texts inside a value: the elements of arrays, and what objects hold as `content`, `text` or `value`.
  private func collectNested(_ view: JSONView, into texts: inout [[UInt8]]) throws {
    switch view.kind {
    case .string:
      do { texts.append(try view.unescaped()) } catch {
        throw Diagnostic(error.code, error.message, at: location(of: view))
      }
    case .array: try view.forEachElement { try collectNested($0, into: &texts) }
    case .object:
      for name in ["content", "text", "value"] {
        if let inner = view[name] { try collectNested(inner, into: &texts) }
      }
    default: break
    }
  }
}

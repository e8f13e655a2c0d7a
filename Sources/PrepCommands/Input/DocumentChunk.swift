import PrepDiagnostics
import PrepRecords

/// Some documents of an input, not yet looked at.
enum DocumentChunk: Sendable {
  case records(LineChunk)
  case text(TextBlock)

  var byteCount: Int {
    switch self {
    case .records(let chunk): chunk.byteCount
    case .text(let block): block.bytes.count
    }
  }

  /// Where the chunk begins in its input; nil inside a line.
  var lineStart: (offset: Int, line: Int)? {
    switch self {
    case .records(let chunk): chunk.lineStart
    case .text(let block): (block.place.offset ?? 0, block.place.line)
    }
  }
}

/// Plain text: one document or a part of one, or whole lines that are a document each.
struct TextBlock: Sendable {
  var bytes: [UInt8]
  /// Where its first byte stands.
  var place: SourceLocation
  var isWhole: Bool
  /// Whether more of the same document follows.
  var goesOn = false
}

/// What a worker finds in a chunk besides documents.
struct DocumentFindings: Sendable {
  /// A bad record or line: why, and its bytes as they were read.
  struct Rejected: Sendable {
    var diagnostic: Diagnostic
    var line: [UInt8]
  }

  /// Findings in order; a note takes nothing from the data.
  enum Finding: Sendable {
    case rejected(Rejected)
    case continuation([UInt8])
    case note(Diagnostic)
  }

  var findings: [Finding] = []
  /// Documents found.
  var documents = 0
  /// Records or lines seen, bad ones included.
  var records = 0
}

extension DocumentChunk {
  /// Calls a closure with the bytes of each document in order, and collects what is wrong.
  ///
  /// A record with a fault gives none of its documents.
  func forEachDocument(
    _ options: DocumentOptions, _ body: (UnsafeBufferPointer<UInt8>) throws -> Void
  ) throws -> DocumentFindings {
    var findings = DocumentFindings()
    switch self {
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
            findings.findings.append(.rejected(.init(diagnostic: diagnostic, line: line)))
            continue
          }
          findings.documents += texts.count
          for text in texts { try text.withUnsafeBufferPointer(body) }
        case .invalid(let diagnostic, let line):
          findings.records += 1
          findings.findings.append(.rejected(.init(diagnostic: diagnostic, line: line.withUnsafeBytes { Array($0) })))
        case .continuation(let line): findings.findings.append(.continuation(line.withUnsafeBytes { Array($0) }))
        case .note(let diagnostic): findings.findings.append(.note(diagnostic))
        }
      }
    }
    return findings
  }
}

/// What a worker needs to know about documents.
struct DocumentOptions: Sendable {
  var fields: [String]
  /// Whether a field may hold texts further inside.
  var takesNestedTexts = false
  var acceptsBytes: Bool
  var maxLine: Int
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

import PrepDiagnostics

/// What a batch knows of one line, in numbers: positions count from the first byte of the batch.
package struct LineFacts: Sendable {
  package enum Kind: Sendable {
    case record, invalid, continuation, byteOrderMark, blank
    /// What could not become a line: see ``RecordBatch/rejectedLine(_:)``.
    case rejected
  }

  package var kind: Kind
  /// Of an invalid line, what is wrong with it.
  package var problem: JSONError.Problem?
  package var start: Int
  /// Bytes without the line end.
  package var length: Int
  /// Of a record the node of its value; of an invalid line the position of the fault in the line.
  package var detail: Int
  /// The line of the input, counted from 1.
  package var line: Int
  /// The line of the source that the input was made into, counted from 1.
  package var sourceLine: Int
}

extension RecordBatch {
  /// The name of the input.
  package var file: String { storage.file }

  /// The offset of the first byte of the batch in the decompressed input.
  package var baseOffset: Int { storage.baseOffset }

  /// Calls a closure with the bytes of the batch, at least 128 readable bytes around them, and the nodes of its values:
  /// the way for loops that look at every value of every record and cannot afford a call for each.
  package func withIndex<R>(
    _ body: (UnsafeBufferPointer<UInt8>, UnsafePointer<JSONNode>) throws -> R
  ) rethrows -> R {
    try withExtendedLifetime(storage) {
      let records = storage.storage
      return try body(
        UnsafeBufferPointer(start: records.pointer, count: records.bytes.count), UnsafePointer(records.nodes.base))
    }
  }

  /// Calls a closure with the lines of the batch, each with its line feed, where all of them are records and nothing
  /// stands between them; gives nil, and calls nothing, where that is not so.
  package func withWholeLines<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R? {
    guard let lines = storage.wholeLines else { return nil }
    return try storage.storage.withBytes(lines, body)
  }

  /// Whether ``withWholeLines(_:)`` has something to give.
  package var hasWholeLines: Bool { storage.wholeLines != nil }

  /// The facts of the line at an index.
  package func facts(_ index: Int) -> LineFacts {
    let entry = storage.entry(index)
    let kind: LineFacts.Kind =
      switch entry.kind {
      case .record: .record
      case .invalid: .invalid
      case .continuation: .continuation
      case .note:
        switch LineNote(rawValue: entry.reason) {
        case .byteOrderMark: .byteOrderMark
        case .rejectedLine: .rejected
        default: .blank
        }
      }
    return LineFacts(
      kind: kind, problem: kind == .invalid ? JSONError.Problem(rawValue: entry.reason) : nil, start: Int(entry.start),
      length: Int(entry.length), detail: Int(entry.detail), line: storage.line(entry),
      sourceLine: storage.firstLine + entry.lineDelta)
  }

  /// What could not become a line, at the index of one of that kind.
  package func rejectedLine(_ index: Int) -> RejectedLine { storage.rejectedLine(storage.entry(index)) }

  /// Whether the lines were made of something else, so that columns and offsets in them mean nothing in the input.
  package var areLinesMade: Bool { if case .made = storage.places { true } else { cutValues != nil } }

  /// Where the lines stand in the JSON text that they were cut out of; nil where they are of another kind.
  package var cutValues: CutValues? { if case .cut(let values) = storage.places { values } else { nil } }
}

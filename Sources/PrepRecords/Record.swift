// PrepRecords turns JSON Lines into records and back. A record is a validated view on its own bytes: nothing is copied
// or converted before somebody asks. What the fields of a record mean is none of its business.

import PrepDiagnostics

/// One line of JSON Lines: a validated JSON value, its bytes and its place.
public struct Record: Sendable {
  let batch: BatchStorage
  let index: Int

  private var entry: LineEntry { batch.entry(index) }

  /// The name of the input, for messages.
  public var file: String { batch.file }

  /// The line, counted from 1.
  public var line: Int { batch.line(entry) }

  /// The offset of the first byte of the line in the decompressed input.
  public var offset: Int { batch.baseOffset + Int(entry.start) }

  /// How many bytes the line has, without its line end.
  public var byteCount: Int { Int(entry.length) }

  /// The value of the line.
  public var root: JSONView {
    JSONView(storage: batch.storage, node: Int(entry.detail), base: Int(entry.start))
  }

  /// Calls a closure with the bytes of the line as they were read, without the line end.
  public func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    let entry = entry
    return try batch.storage.withBytes(Int(entry.start)..<Int(entry.start) + Int(entry.length), body)
  }

  /// The place of a value of this record, or of the line as a whole.
  ///
  /// - Parameters:
  ///   - view: A value of this record; nil means the record's own value.
  ///   - pointer: An RFC 6901 pointer to the value, for the reader of the message.
  public func location(of view: JSONView? = nil, pointer: String? = nil) -> SourceLocation {
    let within = (view ?? root).offset
    return batch.placed(
      SourceLocation(
        file: file, line: batch.firstLine + entry.lineDelta, column: within + 1, offset: offset + within,
        pointer: pointer))
  }
}

/// The bytes of a line, or of a part of one, that is not a record.
public struct RawLine: Sendable {
  let storage: JSONStorage
  let range: Range<Int>
  /// The line, counted from 1.
  public let line: Int
  /// The offset of the first byte in the decompressed input.
  public let offset: Int
  /// Whether it was to become a line and could not: a row of a table, a text.
  package var isKeptAside = false

  /// How many bytes there are.
  public var byteCount: Int { range.count }

  /// Calls a closure with the bytes as they were read, without the line end.
  public func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    try storage.withBytes(range, body)
  }
}

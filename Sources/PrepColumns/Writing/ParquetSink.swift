import PrepBytes
import PrepDiagnostics
import PrepRecords

/// Takes records as JSON Lines and writes them as a Parquet file when it is finished: until then they wait, in memory
/// while they are few, else in a temporary file. The columns are known only when all records were seen.
package final class ParquetSink: ByteSink {
  package let name: String
  private let target: any ByteSink
  private let shape = ColumnShape()
  private let lineField: [UInt8]?
  private var waiting: [UInt8] = []
  /// The part of a line that has no end yet.
  private var open: [UInt8] = []
  private var store: TemporaryStore?
  private var row = 0

  /// How many bytes wait in memory.
  private static let mostWaiting = 32 << 20
  private static let chunkSize = 1 << 18

  /// - Parameters:
  ///   - target: Where the file goes; it is finished with this sink.
  ///   - lineField: The column for lines that are no objects; nil refuses them.
  package init(_ target: any ByteSink, lineField: String? = nil) {
    self.target = target
    self.lineField = lineField.map { Array($0.utf8) }
    name = target.name
  }

  package func write(_ bytes: UnsafeRawBufferPointer) throws {
    open.append(contentsOf: bytes)
    guard open.count >= Self.chunkSize, bytes.contains(0x0A), let end = open.lastIndex(of: 0x0A) else { return }
    try take(Array(open[...end]))
    open.removeFirst(end + 1)
  }

  /// Looks at whole lines and puts them by.
  ///
  /// - Throws: A `Diagnostic` `not-a-row` for a line that cannot be one.
  private func take(_ lines: [UInt8]) throws {
    let rows = try rows(lines)
    try Self.forEachRecord(MemoryByteSource(rows, name: name)) { record in
      row += 1
      shape.observe(record)
      guard shape.kind == .object else {
        throw Diagnostic(
          "not-a-row", "only objects are rows of a Parquet file, and each name stands once in them",
          at: SourceLocation(file: name, line: row))
      }
    }
    waiting += rows
    if waiting.count > Self.mostWaiting {
      let store = try self.store ?? TemporaryStore()
      self.store = store
      // SAFETY: the store copies the bytes before it returns.
      try waiting.withUnsafeBytes { try store.write($0) }
      waiting.removeAll(keepingCapacity: true)
    }
  }

  /// The lines, those that are no objects as members of some.
  private func rows(_ lines: [UInt8]) throws -> [UInt8] {
    guard let lineField else { return lines }
    var rows: [UInt8] = []
    for line in lines.split(separator: 0x0A) {
      let text = Array(line)
      if let document = try? JSONDocument(text), document.root.kind == .object, document.root.duplicateKey == nil {
        rows += line
      } else {
        rows += Self.wrapped(text, lineField)
      }
      rows.append(0x0A)
    }
    return rows
  }

  /// A line as the member of an object: a text, or bytes where it is none.
  private static func wrapped(_ line: [UInt8], _ field: [UInt8]) -> [UInt8] {
    var writer = JSONWriter()
    func string(_ bytes: [UInt8]) {
      // SAFETY: the writer copies the bytes before it returns.
      bytes.withUnsafeBytes { writer.string($0) }
    }
    writer.beginObject()
    // SAFETY: the writer copies the bytes before it returns.
    field.withUnsafeBytes { writer.key($0) }
    if String(validating: line, as: UTF8.self) != nil {
      string(line)
    } else {
      writer.beginObject()
      writer.key("$bytes")
      // SAFETY: the bytes are read before the array goes.
      string(line.withUnsafeBytes { Base64Text.encode($0) })
      writer.endObject()
    }
    writer.endObject()
    return writer.take()
  }

  /// Writes the file.
  ///
  /// - Throws: ``IOFailure``, and a `Diagnostic` for records that cannot be rows, or have no member at all.
  package func finish() throws {
    if !open.isEmpty { try take(open) }
    open = []
    shape.finish()
    if shape.members.isEmpty, row > 0 {
      throw Diagnostic(
        "no-columns", "no record has a member, and rows of a Parquet file need a column",
        at: SourceLocation(file: name))
    }
    var writer = try ParquetWriter(target, shape: shape)
    if let store { try Self.forEachRecord(TemporarySource(store)) { try writer.write($0) } }
    store = nil
    try Self.forEachRecord(MemoryByteSource(waiting, name: name)) { try writer.write($0) }
    waiting = []
    try writer.finish()
    try target.finish()
  }

  private static func forEachRecord(_ source: any ByteSource, _ body: (JSONView) throws -> Void) throws {
    let chunker = LineChunker(source: source, maxLine: JSONLimits.largestLine)
    while let chunk = try chunker.next() {
      for item in chunk.parse(LineChunk.Options(maxLine: JSONLimits.largestLine)) {
        switch item {
        case .record(let record): try body(record.root)
        case .invalid(let finding, _): throw finding
        case .continuation, .note: continue
        }
      }
    }
  }
}

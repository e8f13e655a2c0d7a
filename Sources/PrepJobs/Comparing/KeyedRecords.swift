import PrepConcurrency
import PrepContents
import PrepDiagnostics
import PrepRecords
import PrepShapes

/// The records of inputs in order, each with what it is compared by; read on all threads.
struct KeyedRecords {
  /// What a chunk of an input holds.
  private struct Chunk: Sendable {
    var batch: RecordBatch
    /// For each record of the batch, in order, its key or what is wrong with it.
    var keys: [Result<ContentKey, Diagnostic>]
  }

  let inputs: [JobInput]
  let reader: ContentKeyReader
  let reading: InputOptions
  let context: JobContext
  let invalid: InvalidRecords

  /// Calls a closure with every good record in order.
  func forEach(_ body: (ContentKey, UnsafeRawBufferPointer) throws -> Void) throws {
    var chunker: LineChunker?
    let options = LineChunk.Options(maxLine: reading.longestLine)
    let names = reader.names
    let opening = context.opening(reading, mapping: names.mapping)
    var set = try reader.asksShape ? opening.setShape(of: inputs, names, maxLine: reading.longestLine) : SetShape()
    var waiting = try opening.part(of: inputs)[...]
    let reader = reader
    let asksShape = reader.asksShape
    let pool = OrderedWorkerPool<CanonicalContent, (lines: LineChunk, set: SetShape), Chunk>(
      threads: context.threads, budget: 4 << 20, cost: { $0.lines.byteCount }, makeState: { CanonicalContent() },
      produce: {
        while true {
          if let chunk = try chunker?.next() {
            if asksShape { set.look(at: chunk.parse(options), names) }
            return (chunk, set)
          }
          guard let input = waiting.popFirst() else { return nil }
          chunker = LineChunker(source: try opening.open(input), maxLine: reading.longestLine)
        }
      },
      transform: { content, work in
        var reader = reader
        reader.set = work.set
        return Self.read(work.lines.parse(options), reader, &content)
      })
    while let chunk = try pool.next() { try deliver(chunk, body) }
  }

  private static func read(_ batch: RecordBatch, _ reader: ContentKeyReader, _ content: inout CanonicalContent) -> Chunk
  {
    var keys: [Result<ContentKey, Diagnostic>] = []
    keys.reserveCapacity(batch.count)
    for case .record(let record) in batch {
      do throws(Diagnostic) { keys.append(.success(try reader.read(record, &content))) } catch {
        keys.append(.failure(error))
      }
    }
    return Chunk(batch: batch, keys: keys)
  }

  private func deliver(_ chunk: Chunk, _ body: (ContentKey, UnsafeRawBufferPointer) throws -> Void) throws {
    var position = 0
    var records = 0
    defer { context.report.add(records, to: "records") }
    for item in chunk.batch {
      switch item {
      case .record(let record):
        records += 1
        let key = chunk.keys[position]
        position += 1
        try record.withUnsafeBytes { text in
          switch key {
          case .success(let key): try body(key, text)
          case .failure(let diagnostic): try invalid.reject(diagnostic, line: text)
          }
        }
      case .invalid(let diagnostic, let line):
        records += 1
        try line.withUnsafeBytes { try invalid.reject(diagnostic, line: $0) }
      case .continuation(let line): try line.withUnsafeBytes { try invalid.continueRejected($0) }
      case .note(let note): context.found(note)
      }
    }
    try context.advance(bytes: chunk.batch.byteCount, records: records)
  }
}

import PrepConcurrency
import PrepContents
import PrepDiagnostics
import PrepRecords
import PrepShapes

/// The records of inputs in order, each with what it is compared by; read on all threads.
struct KeyedRecords<State, Key: Sendable> {
  /// What a chunk of an input holds.
  private struct Chunk: Sendable {
    var batch: RecordBatch
    /// For each record of the batch, in order, its key or what is wrong with it.
    var keys: [Result<Key, Diagnostic>]
  }

  /// Where a record stands among those that were read.
  struct Place {
    /// Its number among all, bad ones too, from 0.
    var ordinal: Int
    /// The shape of the set, as far as it was told there.
    var set: SetShape
  }

  let inputs: [JobInput]
  let names: FieldNames
  /// Whether the first records tell the shape of the set.
  let asksShape: Bool
  let reading: InputOptions
  let context: JobContext
  let invalid: InvalidRecords
  /// Whether what is read counts as records of the run.
  var areCounted = true
  let makeState: @Sendable () -> State
  /// The key of a record of a set.
  let key: @Sendable (Record, SetShape, inout State) throws(Diagnostic) -> Key

  /// Calls a closure with every good record in order.
  func forEach(_ body: (Key, Record, Place) throws -> Void) throws {
    var chunker: LineChunker?
    let options = LineChunk.Options(maxLine: reading.longestLine)
    let opening = context.opening(reading, mapping: names.mapping)
    var set = try asksShape ? opening.setShape(of: inputs, names, maxLine: reading.longestLine) : SetShape()
    var waiting = try opening.part(of: inputs)[...]
    let (names, asksShape, makeState, key) = (names, asksShape, makeState, key)
    let pool = OrderedWorkerPool<State, (lines: LineChunk, set: SetShape), (Chunk, SetShape)>(
      threads: context.threads, budget: 4 << 20, cost: { $0.lines.byteCount }, makeState: { makeState() },
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
      transform: { state, work in
        let batch = work.lines.parse(options)
        var keys: [Result<Key, Diagnostic>] = []
        keys.reserveCapacity(batch.count)
        for case .record(let record) in batch {
          do throws(Diagnostic) { keys.append(.success(try key(record, work.set, &state))) } catch {
            keys.append(.failure(error))
          }
        }
        return (Chunk(batch: batch, keys: keys), work.set)
      })
    var ordinal = 0
    while let (chunk, set) = try pool.next() { try deliver(chunk, set, &ordinal, body) }
  }

  private func deliver(
    _ chunk: Chunk, _ set: SetShape, _ ordinal: inout Int, _ body: (Key, Record, Place) throws -> Void
  ) throws {
    var position = 0
    var records = 0
    defer { if areCounted { context.report.add(records, to: "records") } }
    for item in chunk.batch {
      switch item {
      case .record(let record):
        records += 1
        let key = chunk.keys[position]
        position += 1
        defer { ordinal += 1 }
        switch key {
        case .success(let key): try body(key, record, Place(ordinal: ordinal, set: set))
        case .failure(let diagnostic): try record.withUnsafeBytes { try invalid.reject(diagnostic, line: $0) }
        }
      case .invalid(let diagnostic, let line):
        records += 1
        try line.withUnsafeBytes { try invalid.reject(diagnostic, line: $0) }
      case .continuation(let line): try line.withUnsafeBytes { try invalid.continueRejected($0) }
      case .note(let note): context.found(note)
      }
    }
    if areCounted { try context.advance(bytes: chunk.batch.byteCount, records: records) } else { try context.check() }
  }
}

extension KeyedRecords where State == CanonicalContent, Key == ContentKey {
  /// The records with the keys that a reader makes.
  init(
    inputs: [JobInput], reader: ContentKeyReader, reading: InputOptions, context: JobContext, invalid: InvalidRecords
  ) {
    self.init(
      inputs: inputs, names: reader.names, asksShape: reader.asksShape, reading: reading, context: context,
      invalid: invalid, makeState: { CanonicalContent() },
      key: { (record, set, content) throws(Diagnostic) in
        var reader = reader
        reader.set = set
        return try reader.read(record, &content)
      })
  }

  /// Calls a closure with every good record in order.
  func forEach(_ body: (ContentKey, UnsafeRawBufferPointer) throws -> Void) throws {
    try forEach { key, record, _ in try record.withUnsafeBytes { try body(key, $0) } }
  }
}

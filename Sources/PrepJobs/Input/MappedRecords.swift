import PrepConcurrency
import PrepDiagnostics
import PrepImporting
import PrepRecords
import PrepShapes

/// Where a record stands among the inputs.
struct RecordPlace: Sendable, Hashable {
  /// The number of the input, from 0.
  var input: Int
  /// The byte of its line in a file of JSON Lines, decompressed; its number, from 0, in other containers.
  var position: Int
}

/// The records of inputs in order, each with what a piece of work made of it on all threads.
struct MappedRecords<State, Value: Sendable> {
  /// What a chunk of an input holds.
  private struct Chunk: Sendable {
    var batch: RecordBatch
    var input: Int
    var isPassedThrough: Bool
    /// For each record of the batch, in order, what was made of it or what is wrong with it.
    var values: [Result<Value, Diagnostic>]
  }

  /// Lines that are waiting for a thread.
  private struct Work: Sendable {
    var lines: LineChunk
    var set: SetShape
    var input: Int
    var isPassedThrough: Bool
  }

  let inputs: [JobInput]
  let reading: InputOptions
  let context: JobContext
  let invalid: InvalidRecords
  /// What fields are called.
  var names = FieldNames.usual
  /// Whether the shape of the set is asked for, and so has to be known.
  var asksShape = false
  let makeState: @Sendable () throws -> State
  /// Runs on a worker for each record; what it throws is wrong with the record.
  let work: @Sendable (inout State, Record, SetShape) throws(Diagnostic) -> Value

  /// Calls a closure with every good record in order.
  func forEach(_ body: (Value, RecordPlace, UnsafeRawBufferPointer) throws -> Void) throws {
    let options = LineChunk.Options(maxLine: reading.longestLine)
    let opening = context.opening(reading, mapping: names.mapping)
    var set = try asksShape ? opening.setShape(of: inputs, names, maxLine: reading.longestLine) : SetShape()
    var waiting = try opening.part(of: inputs)[...]
    var open: (chunker: LineChunker, number: Int, isPassedThrough: Bool)?
    var opened = 0
    let (work, names, asksShape) = (work, names, asksShape)
    let pool = OrderedWorkerPool<State, Work, Chunk>(
      threads: context.threads, budget: 4 << 20, cost: { $0.lines.byteCount }, makeState: makeState,
      produce: {
        while true {
          if let input = open, let chunk = try input.chunker.next() {
            if asksShape { set.look(at: chunk.parse(options), names) }
            return Work(lines: chunk, set: set, input: input.number, isPassedThrough: input.isPassedThrough)
          }
          guard let input = waiting.popFirst() else { return nil }
          let source = try opening.open(input)
          open = (LineChunker(source: source, maxLine: reading.longestLine), opened, source.isPassedThrough)
          opened += 1
        }
      },
      transform: { state, chunk in
        let batch = chunk.lines.parse(options)
        var values: [Result<Value, Diagnostic>] = []
        values.reserveCapacity(batch.count)
        for case .record(let record) in batch {
          do throws(Diagnostic) { values.append(.success(try work(&state, record, chunk.set))) } catch {
            values.append(.failure(error))
          }
        }
        return Chunk(batch: batch, input: chunk.input, isPassedThrough: chunk.isPassedThrough, values: values)
      })
    defer { pool.cancel() }
    var place = RecordPlace(input: 0, position: 0)
    while let chunk = try pool.next() {
      if chunk.input != place.input { place = RecordPlace(input: chunk.input, position: 0) }
      try deliver(chunk, &place, body)
    }
  }

  private func deliver(
    _ chunk: Chunk, _ place: inout RecordPlace, _ body: (Value, RecordPlace, UnsafeRawBufferPointer) throws -> Void
  ) throws {
    var position = 0
    var records = 0
    defer { context.report.add(records, to: "records") }
    for item in chunk.batch {
      switch item {
      case .record(let record):
        records += 1
        let value = chunk.values[position]
        position += 1
        if chunk.isPassedThrough { place.position = record.offset }
        try record.withUnsafeBytes { text in
          switch value {
          case .success(let value): try body(value, place, text)
          case .failure(let diagnostic): try invalid.reject(diagnostic, line: text)
          }
        }
        if !chunk.isPassedThrough { place.position += 1 }
      case .invalid(let diagnostic, let line):
        records += 1
        try line.withUnsafeBytes { try invalid.reject(diagnostic, line: $0) }
        if !chunk.isPassedThrough { place.position += 1 }
      case .continuation(let line): try line.withUnsafeBytes { try invalid.continueRejected($0) }
      case .note(let note): context.found(note)
      }
    }
    try context.advance(bytes: chunk.batch.byteCount, records: records)
  }
}

extension MappedRecords where State == Void, Value == Void {
  /// The records of inputs, of which nothing is asked.
  init(_ inputs: [JobInput], _ reading: InputOptions, _ context: JobContext, _ invalid: InvalidRecords) {
    self.init(inputs: inputs, reading: reading, context: context, invalid: invalid, makeState: {}, work: { _, _, _ in })
  }
}

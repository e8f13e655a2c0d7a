import PrepConcurrency
import PrepContents
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
    var work: Work.Origin
    /// For each record of the batch, in order, what was made of it or what is wrong with it.
    var values: [Result<Value, Diagnostic>]
  }

  /// Lines that are waiting for a thread.
  private struct Work: Sendable {
    struct Origin: Sendable {
      var set: SetShape
      var input: Int
      var isPassedThrough: Bool
    }

    var lines: LineChunk
    var origin: Origin
  }

  /// Where a record stands among those that were read.
  struct Delivery {
    /// Where it stands in its input.
    var place: RecordPlace
    /// Its number among all, bad ones too, from 0.
    var ordinal: Int
    /// The shape of the set, as far as it was told there.
    var set: SetShape
    /// Whether the place is a byte of the file.
    var isPassedThrough = true
  }

  let inputs: [JobInput]
  let reading: InputOptions
  let context: JobContext
  let invalid: InvalidRecords
  /// What fields are called.
  var names = FieldNames.usual
  /// Whether the shape of the set is asked for, and so has to be known.
  var asksShape = false
  /// Whether what is read counts as records of the run.
  var areCounted = true
  let makeState: @Sendable () throws -> State
  /// Runs on a worker for each record; what it throws is wrong with the record.
  let work: @Sendable (inout State, Record, SetShape) throws(Diagnostic) -> Value

  /// Calls a closure with every good record in order: what was made of it, where it stands, and its line.
  func forEach(_ body: (Value, RecordPlace, UnsafeRawBufferPointer) throws -> Void) throws {
    try forEachRecord { value, record, delivery in
      try record.withUnsafeBytes { try body(value, delivery.place, $0) }
    }
  }

  /// Calls a closure with every good record in order.
  func forEachRecord(_ body: (Value, Record, Delivery) throws -> Void) throws {
    let options = LineChunk.Options(maxLine: reading.longestLine)
    let opening = context.opening(reading, mapping: names.mapping)
    var set = try asksShape ? opening.setShape(of: inputs, names, maxLine: reading.longestLine) : SetShape()
    var numbered = inputs
    for number in numbered.indices { numbered[number].number = number }
    var waiting = try opening.part(of: numbered)[...]
    var open: (chunker: LineChunker, number: Int, isPassedThrough: Bool)?
    let (work, names, asksShape) = (work, names, asksShape)
    let pool = OrderedWorkerPool<State, Work, Chunk>(
      threads: context.threads, budget: 4 << 20, cost: { $0.lines.byteCount }, makeState: makeState,
      produce: {
        while true {
          if let input = open, let chunk = try input.chunker.next() {
            if asksShape { set.look(at: chunk.parse(options), names) }
            return Work(
              lines: chunk,
              origin: Work.Origin(set: set, input: input.number, isPassedThrough: input.isPassedThrough))
          }
          guard let input = waiting.popFirst() else { return nil }
          let source = try opening.open(input)
          open = (LineChunker(source: source, maxLine: reading.longestLine), input.number, source.isPassedThrough)
        }
      },
      transform: { state, chunk in
        let batch = chunk.lines.parse(options)
        var values: [Result<Value, Diagnostic>] = []
        values.reserveCapacity(batch.count)
        for case .record(let record) in batch {
          if let fault = record.isNoObject {
            values.append(.failure(fault))
            continue
          }
          do throws(Diagnostic) { values.append(.success(try work(&state, record, chunk.origin.set))) } catch {
            values.append(.failure(error))
          }
        }
        return Chunk(batch: batch, work: chunk.origin, values: values)
      })
    defer { pool.cancel() }
    var delivery = Delivery(place: RecordPlace(input: 0, position: 0), ordinal: 0, set: set)
    while let chunk = try pool.next() {
      let origin = chunk.work
      if origin.input != delivery.place.input { delivery.place = RecordPlace(input: origin.input, position: 0) }
      (delivery.set, delivery.isPassedThrough) = (origin.set, origin.isPassedThrough)
      try deliver(chunk, &delivery, body)
    }
  }

  private func deliver(
    _ chunk: Chunk, _ delivery: inout Delivery, _ body: (Value, Record, Delivery) throws -> Void
  ) throws {
    var position = 0
    var records = 0
    let isPassedThrough = chunk.work.isPassedThrough
    defer { if areCounted { context.report.add(records, to: "records") } }
    for item in chunk.batch {
      let before = records
      guard let record = try invalid.record(of: item, counting: &records) else {
        if records > before, !isPassedThrough { delivery.place.position += 1 }
        continue
      }
      let value = chunk.values[position]
      position += 1
      if isPassedThrough { delivery.place.position = record.offset }
      switch value {
      case .success(let value): try body(value, record, delivery)
      case .failure(let diagnostic): try record.withUnsafeBytes { try invalid.reject(diagnostic, line: $0) }
      }
      delivery.ordinal += 1
      if !isPassedThrough { delivery.place.position += 1 }
    }
    if areCounted { try context.advance(bytes: chunk.batch.byteCount, records: records) } else { try context.check() }
  }
}

extension MappedRecords where State == Void, Value == Void {
  /// The records of inputs, of which nothing is asked.
  init(_ inputs: [JobInput], _ reading: InputOptions, _ context: JobContext, _ invalid: InvalidRecords) {
    self.init(inputs: inputs, reading: reading, context: context, invalid: invalid, makeState: {}, work: { _, _, _ in })
  }
}

extension MappedRecords where State == CanonicalContent, Value == ContentKey {
  /// The records with the keys that a reader makes.
  init(
    inputs: [JobInput], reader: ContentKeyReader, reading: InputOptions, context: JobContext, invalid: InvalidRecords
  ) {
    self.init(
      inputs: inputs, reading: reading, context: context, invalid: invalid, names: reader.names,
      asksShape: reader.asksShape, makeState: { CanonicalContent() },
      work: { (content, record, set) throws(Diagnostic) in
        var reader = reader
        reader.set = set
        return try reader.read(record, &content)
      })
  }
}

public import PrepDiagnostics
public import PrepRecords
public import PrepShapes

/// The examples of JSON Lines, one after the other.
///
/// ```swift
/// var examples: [Example] = []
/// for result in JSONLinesReader(paths: ["train.jsonl"]).examples(as: .promptCompletion) {
///   examples.append(try result.get())
/// }
/// ```
public final class ExampleSource {
  /// What becomes of a bad record: throw to end the reading, return to leave it out.
  public typealias BadRecordHandler = (Diagnostic) throws -> Void

  /// How the records are read.
  public let reader: ExampleReader
  private let lines: JSONLinesReader
  private let onBadRecord: BadRecordHandler
  private var batch: RecordBatch?
  private var position = 0
  /// Examples of the record before that were not taken yet.
  private var pending: ArraySlice<Example> = []

  init(_ lines: JSONLinesReader, reader: ExampleReader, onBadRecord: @escaping BadRecordHandler) {
    self.lines = lines
    self.reader = reader
    self.onBadRecord = onBadRecord
  }

  /// The next example, or nil at the end.
  ///
  /// - Throws: What is wrong with a record, unless the handler leaves it out; ``IOFailure``.
  public func next() throws -> Example? {
    while true {
      if let example = pending.popFirst() { return example }
      guard let current = batch, position < current.count else {
        batch = try lines.next()
        position = 0
        if batch == nil { return nil }
        continue
      }
      let item = current[position]
      position += 1
      switch item {
      case .record(let record):
        do throws(Diagnostic) { pending = try reader.examples(of: record)[...] } catch { try onBadRecord(error) }
      case .invalid(let diagnostic, _): try onBadRecord(diagnostic)
      case .continuation, .note: continue
      }
    }
  }

  /// The next lines, not yet parsed, for stages that read examples on several threads.
  ///
  /// - Precondition: No example was taken.
  package func nextChunk() throws -> LineChunk? {
    precondition(batch == nil, "examples are tokenized from the first one on")
    return try lines.nextChunk()
  }

  /// The longest line accepted, in bytes.
  package var longestLine: Int { lines.options.maxLine }

  /// Hands a bad record to the handler.
  package func report(_ diagnostic: Diagnostic) throws { try onBadRecord(diagnostic) }
}

extension ExampleSource: Sequence {
  /// The examples that were not taken yet, for a `for` loop: each an example, or what the handler of bad records threw.
  ///
  /// Behind a `Diagnostic` the next examples follow: the loop decides whether it ends. Any other error is the last
  /// result.
  public func makeIterator() -> ResultSequence<Example> {
    ResultSequence(goesOn: { $0 is Diagnostic }) { try self.next() }
  }
}

extension JSONLinesReader {
  /// The examples that the records hold.
  ///
  /// - Parameters:
  ///   - shape: The shape of every record.
  ///   - mapping: What the fields are called.
  ///   - onBadRecord: What becomes of bad records; by default the first one ends the reading.
  public func examples(
    as shape: ExampleShape, mapping: FieldMapping = FieldMapping(),
    onBadRecord: @escaping ExampleSource.BadRecordHandler = { throw $0 }
  ) -> ExampleSource {
    ExampleSource(self, reader: ExampleReader(shape: shape, mapping: mapping), onBadRecord: onBadRecord)
  }
}

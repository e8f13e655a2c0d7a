import PrepDiagnostics
import PrepExamples
import PrepRecords
import PrepShapes
import PrepTokenizers
import PrepTokenizing
import PrepTokens

/// Tokenizes records in memory on one thread.
///
/// SAFETY of `@unchecked Sendable`: one thread has it at a time.
final class RecordTokenizer: @unchecked Sendable {
  private let tokenizer: ExampleTokenizer
  private let examples: ExampleOptions
  private let names: FieldNames
  private let skipsInvalid: Bool
  private let makesMessages: Bool
  /// By what a record tells, or as which shape it is to be read.
  private var readers: [RecordShape?: ExampleReader] = [:]
  private static let source = "<records>"

  init(
    _ tokenizer: Tokenizer, _ options: TokenizingOptions, _ examples: ExampleOptions, _ names: FieldNames,
    skipsInvalid: Bool
  ) {
    self.tokenizer = ExampleTokenizer(tokenizer, options: options)
    self.examples = examples
    self.names = names
    self.skipsInvalid = skipsInvalid
    makesMessages = options.chat != nil
  }

  /// The sequences of some records.
  func tokenize(_ records: UnsafeBufferPointer<TextBytes>, _ range: Range<Int>) throws(RecordTokenizing.Failure)
    -> [RecordTokenizing.Outcome]
  {
    var outcomes: [RecordTokenizing.Outcome] = []
    try forEachRecord(records, range) { (number, record) throws(Diagnostic) in
      var sequences: [TokenSequence] = []
      try tokenizer.tokenize(record, try reader(of: record), into: &sequences)
      outcomes.append(RecordTokenizing.Outcome(record: number, sequences: sequences))
    }
    _ = tokenizer.takeCounts()
    return outcomes
  }

  /// The text of one record; of a pair both sides.
  func render(_ record: TextBytes) throws(RecordTokenizing.Failure) -> [RenderedExample] {
    var sides: [RenderedExample] = []
    var failure: RecordTokenizing.Failure?
    withUnsafePointer(to: record) { pointer in
      do throws(RecordTokenizing.Failure) {
        try forEachRecord(UnsafeBufferPointer(start: pointer, count: 1), 0..<1) { (_, record) throws(Diagnostic) in
          sides = try tokenizer.render(record, try reader(of: record))
        }
      } catch { failure = error }
    }
    if let failure { throw failure }
    return sides
  }

  /// What reads a record: as the shape that was named, or as a set of its like is read.
  private func reader(of record: Record) throws(Diagnostic) -> ExampleReader {
    let told = examples.shape == nil ? names.detect(record.root)?.shape : nil
    // A shape that is not told may yet be one, as a list of messages is.
    if told != nil || examples.shape != nil, let known = readers[told] { return known }
    let shape: ExampleShape
    if let given = examples.shape { shape = given } else { shape = try ExampleShape(of: record, names) }
    var made = ExampleReader(
      shape: shape, names: names, in: told.map { SetShape($0) }, omitting: OmittedFields(examples.omitted))
    made.makesMessages = makesMessages
    if told != nil || examples.shape != nil { readers[told] = made }
    return made
  }

  /// Calls a closure with each record of a range.
  private func forEachRecord(
    _ records: UnsafeBufferPointer<TextBytes>, _ range: Range<Int>,
    _ body: (_ number: Int, _ record: Record) throws(Diagnostic) -> Void
  ) throws(RecordTokenizing.Failure) {
    var lines: [UnsafeRawBufferPointer] = []
    var settled: Set<Int> = []
    for number in range {
      var line = UnsafeRawBufferPointer(start: records[number].base, count: records[number].count)
      // A line end is a blank between the tokens of JSON, and must not become one inside of a string.
      if line.contains(where: { $0 == 0x0A || $0 == 0x0D }) {
        do throws(JSONError) { _ = try JSONDocument(line) } catch {
          let place = SourceLocation(
            file: Self.source, line: number + 1, column: error.offset + 1, offset: error.offset)
          try settle(Diagnostic(error.code, error.message, at: place), number)
          settled.insert(number)
          line = UnsafeRawBufferPointer(start: nil, count: 0)
        }
      }
      lines.append(line)
    }
    // A line that is blank gives no item.
    var next = range.lowerBound
    func passOver(to number: Int) throws(RecordTokenizing.Failure) {
      while next < number {
        if !settled.contains(next) {
          let place = SourceLocation(file: Self.source, line: next + 1)
          try settle(Diagnostic("not-an-object", "the record is empty", at: place), next)
        }
        next += 1
      }
    }
    let chunk = LineChunk(lines: lines, file: Self.source, firstLine: range.lowerBound + 1)
    for item in chunk.parse() {
      switch item {
      case .record(let record):
        let number = record.line - 1
        try passOver(to: number)
        next = number + 1
        do throws(Diagnostic) { try body(number, record) } catch { try settle(error, number) }
      case .invalid(let finding, let line):
        try passOver(to: line.line - 1)
        next = line.line
        try settle(finding, line.line - 1)
      case .continuation, .note: break
      }
    }
    try passOver(to: range.upperBound)
  }

  private func settle(_ finding: Diagnostic, _ number: Int) throws(RecordTokenizing.Failure) {
    if !skipsInvalid { throw RecordTokenizing.Failure(finding: finding, record: number) }
  }
}

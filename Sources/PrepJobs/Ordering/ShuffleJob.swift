import PrepBytes
import PrepContents
import PrepDiagnostics
import PrepOrdering
import PrepRecords
import PrepTokens

/// Puts records, or the rows of token streams and shard sets, into an order by chance: a global one, which comes from a
/// seed and from where each of them stands.
package struct ShuffleJob: Job {
  /// How it is done; the defaults are those of the command.
  package struct Options: Sendable {
    /// How inputs are read; its part is one of the result.
    package var reading = InputOptions()
    /// What becomes of bad records.
    package var invalid = InvalidOptions()
    /// Another number gives another order.
    package var seed: UInt64 = 0
    /// How often all records are given, each time in an order of its own.
    package var epochs = 1
    /// Records with an equal field stay together, in the order of the inputs.
    package var block: FieldPath?
    /// How many bytes are held before temporary files are used.
    package var memory = 128 << 20

    /// The defaults.
    package init() {}

    /// - Throws: ``JobFailure`` for what makes no sense together.
    package func check() throws(JobFailure) {
      try reading.check()
      try invalid.check()
      if memory < 1 << 16 { throw JobFailure("out-of-range", "--memory takes at least 64Ki") }
      if !(1...1 << 20).contains(epochs) { throw JobFailure("out-of-range", "--epochs takes from 1 to 1048576") }
    }
  }

  /// What was done.
  package struct Summary: Sendable {
    /// Good records that were read; the rows of tokens are not counted.
    package var read = 0
    /// Records or rows that were written.
    package var written = 0
    /// The seed of the order.
    package var seed: UInt64
    /// Records that were bad.
    package var invalid = 0
    /// What was written of tokens.
    package var tokens: TokenTarget.Written?
  }

  /// How it is done.
  package var options: Options
  /// What is read, in order.
  package var inputs: GivenInputs
  /// Where the result goes.
  package var output: GivenOutput

  /// A job, ready to be run.
  package init(_ options: Options, inputs: GivenInputs, output: GivenOutput) {
    self.options = options
    self.inputs = inputs
    self.output = output
  }

  package func execute(_ context: JobContext) throws -> Summary {
    try options.check()
    context.expect(bytes: JobInput.storedBytes(of: inputs.all))
    context.report(part: options.reading.part?.name)
    context.report["seed"] = .text("\(options.seed)")
    switch (inputs, output) {
    case (.records(let inputs), .records(let output)): return try shuffle(inputs, output, context)
    case (.tokens(let inputs), .tokens(let target)): return try shuffle(inputs, target, context)
    default: throw GivenOutput.mismatch
    }
  }

  private var order: PlaceOrder { PlaceOrder(seed: options.seed, epochs: options.epochs) }

  // MARK: Records

  private func shuffle(_ inputs: [JobInput], _ output: JobOutput, _ context: JobContext) throws -> Summary {
    let sink = try output.open()
    let invalid = try InvalidRecords(options.invalid, context, isSummarized: true)
    var reading = options.reading
    reading.part = nil
    let epochs = EpochSorter(order, part: options.reading.part, memory: options.memory)
    let block = options.block
    var summary = Summary(seed: options.seed)
    try MappedRecords<CanonicalContent, OrderMark?>(
      inputs: inputs, reading: reading, context: context, invalid: invalid, makeState: { CanonicalContent() },
      work: { (content, record, _) throws(Diagnostic) in
        guard let block else { return nil }
        content.removeAll()
        try content.append(try block.value(in: record), of: record)
        let digest = content.digest
        return OrderMark(high: digest.high, low: digest.low)
      }
    ).forEach { mark, place, text in
      summary.read += 1
      let own = mark ?? OrderMark(input: place.input, place: place.position)
      try epochs.append(own, isShared: mark != nil, text)
    }
    try epochs.forEachEpoch { texts in
      func write(_ text: UnsafeRawBufferPointer) throws {
        try sink.write(text)
        try sink.write("\n")
      }
      while try texts.next(write) != nil {
        summary.written += 1
        if summary.written & 0x3FF == 0 { try context.check() }
      }
    }
    try invalid.finish()
    try sink.finish()
    summary.invalid = invalid.count
    context.report.add(summary.written, to: "written")
    return summary
  }

  // MARK: Tokens

  private func shuffle(_ inputs: [JobInput], _ target: TokenTarget, _ context: JobContext) throws -> Summary {
    if options.block != nil {
      throw JobFailure("option-needs-another", "--block names a field of records, and these are tokens")
    }
    // One input keeps the numbers that its documents have.
    let source = try JoinedTokens(inputs, keepsNumbers: inputs.count == 1)
    let header = source.header
    let epochs = EpochSorter(order, part: options.reading.part, memory: options.memory)
    var bytes: [UInt8] = []
    var span = DocumentSpan()
    while let sequence = try source.next() {
      try context.check()
      span.add(sequence)
      bytes.removeAll(keepingCapacity: true)
      SequenceCoding.append(sequence, header: header, saysParts: true, to: &bytes)
      try bytes.withUnsafeBytes {
        try epochs.append(
          OrderMark(input: source.inputNumber, place: source.rowsOfInput - 1), isShared: false, $0)
      }
    }
    let shuffled = SortedSequences(header: header, part: options.reading.part, span: span.value) {
      try epochs.nextEpoch()
    }
    let words = "shuffle: seed \(options.seed)" + (options.epochs > 1 ? ", \(options.epochs) epochs" : "")
    let written = try target.write(shuffled, step: words, context)
    return Summary(written: written.rows, seed: options.seed, tokens: written)
  }
}

import PrepBytes
import PrepContents
import PrepDiagnostics
import PrepOrdering
import PrepRecords
import PrepShapes
import PrepTokens

/// Takes a sample of records, or of the rows of token streams and shard sets: by what they say and a seed.
package struct SampleJob: Job {
  /// How it is done; the defaults are those of the command.
  package struct Options: Sendable {
    /// How inputs are read.
    package var reading = InputOptions()
    /// What makes two records the same.
    package var content = ContentOptions()
    /// What becomes of bad records.
    package var invalid = InvalidOptions()
    /// The share of the records, from 0 to 1.
    package var share: Double?
    /// How many records.
    package var records: Int?
    /// How many tokens.
    package var tokens: Int?
    /// How many bytes.
    package var bytes: Int?
    /// How many draws, each among all records.
    package var draws: Int?
    /// Where tokens are counted from.
    package var sizes = SizeOptions()
    /// The field with the weight of a record.
    package var weight: FieldPath?
    /// The field whose values are strata.
    package var stratum: FieldPath?
    /// What each stratum gives.
    package var strata: SamplePlan.Strata = .proportional
    /// Another number takes another sample.
    package var seed: UInt64 = 0

    /// The defaults.
    package init() {}

    /// - Throws: ``JobFailure`` for what makes no sense together.
    package func check() throws(JobFailure) {
      try reading.check()
      try content.check()
      try invalid.check()
      let amounts = [share != nil, records != nil, tokens != nil, bytes != nil, draws != nil]
      if amounts.count(where: { $0 }) != 1 {
        throw JobFailure(
          "option-needed", "say how much: one of --share, --count, --tokens, --byte-count and --with-replacement")
      }
      if let share, !(0...1).contains(share) { throw JobFailure("out-of-range", "--share takes from 0% to 100%") }
      if stratum == nil, strata != .proportional {
        throw JobFailure("option-needs-another", "--strata needs --stratify")
      }
      if share != nil, strata != .proportional {
        throw JobFailure(
          "options-exclude-each-other", "--share takes the same of every stratum; --strata is for amounts")
      }
      if weight != nil, share != nil || draws != nil {
        throw JobFailure("options-exclude-each-other", "--weight-field is for --count, --tokens and --byte-count")
      }
      if stratum != nil, draws != nil {
        throw JobFailure("options-exclude-each-other", "--stratify and --with-replacement exclude each other")
      }
      if tokens == nil, sizes.field != nil || sizes.tokenizer.name != nil {
        throw JobFailure("option-needs-another", "--tokenizer and --tokens-field are for --tokens")
      }
      if reading.part != nil, !plan.isImmediate {
        throw JobFailure(
          "options-exclude-each-other", "an amount and strata depend on the whole set, and --part reads a part of it")
      }
    }

    /// What is taken.
    var plan: SamplePlan {
      let amount: SamplePlan.Amount =
        if let share { .share(share) } else if let draws { .draws(draws) } else {
          .total(records ?? tokens ?? bytes ?? 0)
        }
      return SamplePlan(amount, strata: strata, isStratified: stratum != nil, isWeighted: weight != nil)
    }

    /// What sizes count.
    var unit: SizeUnit { tokens != nil ? .tokens : bytes != nil ? .bytes : .records }
  }

  /// What was done.
  package struct Summary: Sendable {
    /// Records or rows that were read, and their sizes.
    package var seen = (records: 0, size: 0)
    /// Those that were taken.
    package var taken = (records: 0, size: 0)
    /// What sizes count.
    package var unit = SizeUnit.records
    /// How much was asked for, where an amount was.
    package var wanted: Int?
    /// The seed.
    package var seed: UInt64 = 0
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
    context.report["seed"] = .text("\(options.seed)")
    let sampler = Sampler(
      options.plan, seed: options.seed, countsRecords: options.unit == .records, memory: options.content.memory)
    var summary = Summary(unit: options.unit, seed: options.seed)
    if case .total(let total) = options.plan.amount { summary.wanted = total }
    switch (inputs, output) {
    case (.records(let inputs), .records(let output)):
      summary.invalid = try sample(inputs, output, sampler, context)
    case (.tokens(let inputs), .tokens(let target)): summary.tokens = try sample(inputs, target, sampler, context)
    default: throw GivenOutput.mismatch
    }
    (summary.seen, summary.taken) = (sampler.seen, sampler.taken)
    context.report.add(sampler.taken.records, to: "written")
    if options.unit != .records {
      context.report.add(sampler.seen.size, to: "seen_\(options.unit.rawValue)")
      context.report.add(sampler.taken.size, to: "written_\(options.unit.rawValue)")
    }
    return summary
  }

  // MARK: Records

  private func sample(_ inputs: [JobInput], _ output: JobOutput, _ sampler: Sampler, _ context: JobContext) throws
    -> Int
  {
    let sink = try output.open()
    let invalid = try InvalidRecords(options.invalid, context, isSummarized: true)
    let counter = try options.sizes.counter(of: options.unit, context)
    var reader = options.content.reader
    reader.stratum = options.stratum
    let (keys, weight) = (reader, options.weight)
    func write(_ text: UnsafeRawBufferPointer) throws {
      try sink.write(text)
      try sink.write("\n")
    }
    try MappedRecords<State, Sampler.Item>(
      inputs: inputs, reading: options.reading, context: context, invalid: invalid, names: reader.names,
      asksShape: reader.asksShape || counter.asksShape,
      makeState: { State(sizes: counter.makeState()) },
      work: { (state, record, set) throws(Diagnostic) in
        var reader = keys
        if reader.asksShape { reader.set = set }
        let key = try reader.read(record, &state.content)
        var item = Sampler.Item(content: key.content, stratum: key.stratum)
        if let weight { item.weight = try Self.weight(weight, record) }
        item.size = try counter.size(of: record, &state.sizes, set)
        return item
      }
    ).forEach { item, _, text in
      if try sampler.observe(item, text: text) == true { try write(text) }
    }
    if options.content.readsFields {
      try context.conclude(reader.names, of: inputs, options.reading, records: context.recordsRead)
    }
    try sampler.conclude { text in
      try context.check()
      try write(text)
    }
    try invalid.finish()
    try sink.finish()
    return invalid.count
  }

  private struct State {
    var content = CanonicalContent()
    var sizes: SizeCounter.State
  }

  /// The weight of a record.
  private static func weight(_ field: FieldPath, _ record: Record) throws(Diagnostic) -> Double {
    let view = try field.value(in: record)
    guard let weight = view.double, weight >= 0, weight.isFinite else {
      throw Diagnostic(
        "wrong-type", "field \"\(field.text)\" is not a weight of 0 or more", at: record.location(of: view))
    }
    return weight
  }

  // MARK: Tokens

  private func sample(_ inputs: [JobInput], _ target: TokenTarget, _ sampler: Sampler, _ context: JobContext) throws
    -> TokenTarget.Written
  {
    if options.weight != nil || options.stratum != nil || options.sizes.field != nil
      || options.sizes.tokenizer.name != nil
    {
      throw JobFailure("option-needs-another", "fields and a tokenizer are of records, and these are tokens")
    }
    let source = try JoinedTokens(inputs, keepsNumbers: inputs.count == 1)
    let header = source.header
    // Rows are given one by one: those that were taken wait in their order.
    let taken = KeyedSorter(memory: options.content.memory / 2)
    func take(_ text: UnsafeRawBufferPointer) throws { try taken.append(SortKey(UInt64(taken.count)), text) }
    var bytes: [UInt8] = []
    while let sequence = try source.next() {
      try context.check()
      let item = Sampler.Item(
        content: Self.content(of: sequence, header, &bytes), size: size(of: sequence, bytes.count))
      bytes.removeAll(keepingCapacity: true)
      SequenceCoding.append(sequence, header: header, saysParts: true, to: &bytes)
      try bytes.withUnsafeBytes { if try sampler.observe(item, text: $0) == true { try take($0) } }
    }
    try sampler.conclude(take)
    var sorted: SortedTexts? = try taken.sorted()
    return try target.write(
      SortedSequences(header: header, part: options.reading.part) { sorted.take() },
      step: "sample: seed \(options.seed)", context)
  }

  /// What a row says: everything but the numbers of its documents.
  private static func content(of sequence: TokenSequence, _ header: TokenStreamHeader, _ bytes: inout [UInt8])
    -> ContentDigest
  {
    var sequence = sequence
    for index in sequence.documentIDs.indices { sequence.documentIDs[index] = 0 }
    bytes.removeAll(keepingCapacity: true)
    SequenceCoding.append(sequence, header: header, saysParts: true, to: &bytes)
    return bytes.withUnsafeBytes { ContentDigest(of: $0) }
  }

  private func size(of sequence: TokenSequence, _ bytes: Int) -> Int {
    switch options.unit {
    case .records: 1
    case .bytes: bytes
    case .tokens: sequence.tokens.count + (sequence.rejected?.tokens.count ?? 0)
    }
  }
}

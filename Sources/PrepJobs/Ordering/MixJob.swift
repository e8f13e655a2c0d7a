import PrepBytes
import PrepContents
import PrepDiagnostics
import PrepOrdering
import PrepRecords
import PrepShapes
import PrepTokens

/// Mixes sources by weights: records, or the rows of token streams and shard sets.
package struct MixJob: Job {
  /// A source by its name.
  package struct Source: Sendable {
    /// What it is called.
    package var name: String
    /// What is read of it, in order.
    package var inputs: GivenInputs
    /// Its weight beside the others'.
    package var weight: Double

    package init(name: String, inputs: GivenInputs, weight: Double = 1) {
      self.name = name
      self.inputs = inputs
      self.weight = weight
    }
  }

  /// In which order the records stand.
  package enum Order: String, Sendable, Hashable, CaseIterable {
    /// Every beginning has the shares of the whole.
    case even
    /// By chance alone.
    case random
  }

  /// How it is done; the defaults are those of the command.
  package struct Options: Sendable {
    /// How inputs are read; its part is one of the result.
    package var reading = InputOptions()
    /// What becomes of bad records.
    package var invalid = InvalidOptions()
    /// What is counted.
    package var unit = SizeUnit.tokens
    /// Where tokens are counted from.
    package var sizes = SizeOptions()
    /// What is wanted of all sources together; nil is as much as there is.
    package var total: Int?
    /// How often each source may be given at most, by its name; one time where nothing is said.
    package var passes: [String: Double] = [:]
    /// What happens when a source cannot give what is wanted; nil is `error` with a total, else `shrink`.
    package var policy: MixtureShares.Policy?
    /// Weights come from the sizes of sources to the power of 1/T.
    package var temperature: Double?
    /// In which order the records stand.
    package var order = Order.even
    /// The field that gets the name of a record's source.
    package var tag: String?
    /// Another number takes and orders other records.
    package var seed: UInt64 = 0
    /// How many bytes are held before temporary files are used.
    package var memory = 128 << 20
    /// Whether the plan is written instead of the mixture.
    package var plansOnly = false

    /// The defaults.
    package init() {}

    /// - Throws: ``JobFailure`` for what makes no sense together.
    package func check() throws(JobFailure) {
      try reading.check()
      try invalid.check()
      if memory < 1 << 16 { throw JobFailure("out-of-range", "--memory takes at least 64Ki") }
      if unit != .tokens, sizes.field != nil || sizes.tokenizer.name != nil {
        throw JobFailure("option-needs-another", "--tokenizer and --tokens-field are for --unit tokens")
      }
      if let temperature, !(temperature > 0) || !temperature.isFinite {
        throw JobFailure("out-of-range", "--temperature takes a number above 0")
      }
      if let (name, passes) = passes.first(where: { !($0.value >= 0) || $0.value > 1e6 }) {
        throw JobFailure("out-of-range", "--passes \(name)=\(passes) is not a number of passes")
      }
      if tag?.isEmpty ?? false { throw JobFailure("out-of-range", "--tag takes the name of a field") }
    }

    var words: String { "mix: by \(unit.rawValue), order \(order.rawValue), seed \(seed)" }
  }

  /// How it is done.
  package var options: Options
  /// What is mixed.
  package var sources: [Source]
  /// Where the result goes; the plan, where that is asked for.
  package var output: GivenOutput

  /// A job, ready to be run.
  package init(_ options: Options, sources: [Source], output: GivenOutput) {
    self.options = options
    self.sources = sources
    self.output = output
  }

  package func execute(_ context: JobContext) throws -> MixturePlan {
    try options.check()
    try checkSources()
    context.expect(bytes: JobInput.storedBytes(of: sources.flatMap(\.inputs.all)))
    context.report(part: options.reading.part?.name)
    context.report["seed"] = .text("\(options.seed)")
    let invalid = try InvalidRecords(options.invalid, context, isSummarized: true)
    let memory = options.memory / 2 / sources.count
    let mixed = sources.indices.map { MixtureSource(seed: options.seed, number: $0, memory: memory) }
    var span = DocumentSpan()
    let header = try read(into: mixed, &span, invalid, context)
    var plan = try plan(mixed, context)
    plan.invalid = invalid.count
    plan.isPlanOnly = options.plansOnly
    switch output {
    case .records(let output):
      if header != nil, !options.plansOnly { throw GivenOutput.mismatch }
      let sink = try output.open()
      if options.plansOnly { try sink.write(plan.json + "\n") } else { try write(mixed, sink, &plan, context) }
      try invalid.finish()
      try sink.finish()
      context.report.add(plan.written, to: "written")
    case .tokens(let target):
      guard let header, !options.plansOnly else { throw GivenOutput.mismatch }
      let rows = MixedSequences(header, part: options.reading.part, span: span.value, try Mixer(mixed, options))
      let written = try target.write(rows, step: options.words, context) { try invalid.finish() }
      (plan.written, plan.tokens) = (written.rows, written)
    }
    plan.count(into: &context.report)
    return plan
  }

  private func checkSources() throws(JobFailure) {
    if sources.isEmpty { throw JobFailure("no-input", "there is nothing to mix") }
    if let twice = sources.indices.first(where: { number in
      sources[..<number].contains { $0.name == sources[number].name }
    }) {
      throw JobFailure("source-twice", "two sources are called '\(sources[twice].name)'")
    }
    if let unknown = options.passes.keys.sorted().first(where: { name in !sources.contains { $0.name == name } }) {
      throw JobFailure("unknown-source", "--passes names '\(unknown)', and no source is called so")
    }
    if let bad = sources.first(where: { !($0.weight >= 0) || !$0.weight.isFinite }) {
      throw JobFailure("out-of-range", "the weight of '\(bad.name)' is not a number of 0 or more")
    }
    if options.total ?? 0 > 0, options.temperature == nil, sources.allSatisfy({ $0.weight == 0 }) {
      throw JobFailure("out-of-range", "every source has the weight 0, but --total is not 0")
    }
    if sources.contains(where: { $0.inputs.areTokens != sources[0].inputs.areTokens }) {
      throw JobFailure("mixed-inputs", "some sources are records and some are tokens: tokenize all of them, or none")
    }
    if sources[0].inputs.areTokens {
      if options.tag != nil || options.sizes.field != nil || options.sizes.tokenizer.name != nil {
        throw JobFailure("option-needs-another", "fields and a tokenizer are of records, and these are tokens")
      }
    }
  }

  // MARK: Reading

  /// - Returns: What the sequences have in common, where sources are tokens.
  private func read(
    into mixed: [MixtureSource], _ span: inout DocumentSpan, _ invalid: InvalidRecords, _ context: JobContext
  ) throws -> TokenStreamHeader? {
    if sources[0].inputs.areTokens { return try readTokens(into: mixed, &span, context) }
    let counter = try options.sizes.counter(of: options.unit, context)
    var reading = options.reading
    reading.part = nil
    let tag = options.tag
    for (source, own) in zip(sources, mixed) {
      try MappedRecords<SizeCounter.State, Int>(
        inputs: source.inputs.all, reading: reading, context: context, invalid: invalid, names: counter.names,
        asksShape: counter.asksShape, makeState: { counter.makeState() },
        work: { (state, record, set) throws(Diagnostic) in
          if let tag { try RecordTag.check(record, tag) }
          return try counter.size(of: record, &state, set)
        }
      ).forEach { size, place, text in
        try own.append(OrderMark(input: place.input, place: place.position), size: size, text)
      }
    }
    return nil
  }

  private func readTokens(into mixed: [MixtureSource], _ span: inout DocumentSpan, _ context: JobContext) throws
    -> TokenStreamHeader
  {
    let inputs = sources.flatMap(\.inputs.all)
    let joined = try JoinedTokens(inputs, keepsNumbers: inputs.count == 1)
    let header = joined.header
    let owners = sources.enumerated().flatMap { number, source in source.inputs.all.map { _ in number } }
    var bytes: [UInt8] = []
    while let sequence = try joined.next() {
      try context.check()
      span.add(sequence)
      bytes.removeAll(keepingCapacity: true)
      SequenceCoding.append(sequence, header: header, saysParts: true, to: &bytes)
      let size =
        switch options.unit {
        case .records: 1
        case .bytes: bytes.count
        case .tokens: sequence.tokens.count + (sequence.rejected?.tokens.count ?? 0)
        }
      let mark = OrderMark(input: joined.inputNumber, place: joined.rowsOfInput - 1)
      try bytes.withUnsafeBytes { try mixed[owners[joined.inputNumber]].append(mark, size: size, $0) }
    }
    return header
  }

  // MARK: Planning

  /// Refuses a mixture that is empty because one of its sources is, or because nothing has a weight.
  private func refuseEmpty(_ shares: [MixtureShares.Source], _ policy: MixtureShares.Policy) throws {
    guard shares.contains(where: { $0.size > 0 }) else { return }
    guard shares.contains(where: { $0.weight > 0 }) else {
      throw JobFailure("out-of-range", "every source has the weight 0: nothing would be mixed")
    }
    guard policy != .spill, let empty = shares.firstIndex(where: { $0.weight > 0 && $0.room == 0 }) else { return }
    throw Diagnostic(
      "source-too-small",
      "the source '\(sources[empty].name)' has nothing to give, and a mixture in which it keeps its share is empty; leave it out, "
        + "or use --policy spill",
      at: SourceLocation(file: sources[empty].inputs.all.first?.name ?? ""))
  }

  private func plan(_ mixed: [MixtureSource], _ context: JobContext) throws -> MixturePlan {
    let weights =
      options.temperature.map { MixtureShares.weights(of: mixed.map(\.size), temperature: $0) } ?? sources.map(\.weight)
    let shares = zip(zip(sources, mixed), weights).map { pair, weight in
      MixtureShares.Source(size: pair.1.size, weight: weight, passes: options.passes[pair.0.name] ?? 1)
    }
    let policy = options.policy ?? (options.total == nil ? .shrink : .error)
    try refuseEmpty(shares, policy)
    let wanted: [Double]
    do throws(MixtureShares.Shortage) {
      wanted = try MixtureShares.wanted(of: shares, total: options.total.map(Double.init), policy: policy)
    } catch {
      let source = shares[error.source]
      throw Diagnostic(
        "source-too-small",
        "the source '\(sources[error.source].name)' has \(Counted.grouped(source.size)) \(options.unit.rawValue), read "
          + "\(source.passes == 1 ? "once" : "at most \(NumberWords.short(source.passes)) times"), and "
          + "\(Counted.grouped(Int(error.wanted.rounded(.up)))) are needed; reduce --total to \(Int(error.largestTotal)), raise "
          + "--passes, or use --policy shrink or spill",
        at: SourceLocation(file: sources[error.source].inputs.all.first?.name ?? ""))
    }
    for (source, wanted) in zip(mixed, wanted) { try source.choose(wanted: wanted) }
    return MixturePlan(
      unit: options.unit, seed: options.seed,
      sources: mixed.indices.map { number in
        MixturePlan.Source(
          name: sources[number].name, weight: weights[number], records: mixed[number].records, size: mixed[number].size,
          wanted: wanted[number], given: mixed[number].given, givenRecords: mixed[number].givenRecords)
      })
  }

  // MARK: Writing

  private func write(_ mixed: [MixtureSource], _ sink: any ByteSink, _ plan: inout MixturePlan, _ context: JobContext)
    throws
  {
    let tags = sources.map { source in options.tag.map { RecordTag(field: $0, value: source.name) } }
    let mixer = try Mixer(mixed, options)
    var tagged: [UInt8] = []
    func write(_ source: Int, _ pass: Int, _ text: UnsafeRawBufferPointer) throws {
      guard let tag = tags[source] else {
        try sink.write(text)
        return try sink.write("\n")
      }
      tag.write(text, to: &tagged)
      tagged.append(0x0A)
      try sink.write(tagged)
    }
    while try mixer.next(write) != nil {
      plan.written += 1
      if plan.written & 0x3FF == 0 { try context.check() }
    }
  }
}

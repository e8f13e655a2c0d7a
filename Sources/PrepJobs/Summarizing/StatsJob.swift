import PrepBytes
import PrepContents
import PrepDiagnostics
import PrepRecords
import PrepShapes
import PrepSummarizing
import PrepSystem
import PrepTokenizers
import PrepTokenizing
import PrepTokens

/// What a set of records is like: sizes by field, role, script and value, labels, turns, duplicates, and with a tokenizer
/// tokens, what of them is learnt, and what becomes of them in rows of several lengths.
package struct StatsJob: Job {
  /// How it is done; the defaults are those of the command.
  package struct Options: Sendable {
    /// How records are read, and how they become tokens where a tokenizer is named.
    package var tokenize = TokenizeJob.Options()
    /// The field by whose values records are told apart.
    package var by: FieldPath?

    /// The defaults.
    package init() {}

    /// - Throws: ``JobFailure`` for what makes no sense together.
    package func check() throws(JobFailure) {
      try tokenize.check()
      if tokenize.tokenizer.name == nil, tokenize.template.template != nil {
        throw JobFailure("option-needs-another", "--template needs --tokenizer")
      }
      if tokenize.tokenizer.name == nil, tokenize.tokenizer.pattern != nil {
        throw JobFailure("option-needs-another", "--pattern needs --tokenizer")
      }
    }
  }

  /// How it is done.
  package var options: Options
  /// How it is shown.
  package var view: StatsView
  /// What is read, in order.
  package var inputs: [JobInput]
  /// Where the report goes.
  package var output: JobOutput

  /// A job, ready to be run.
  package init(_ options: Options, _ view: StatsView = StatsView(), inputs: [JobInput], output: JobOutput) {
    self.options = options
    self.view = view
    self.inputs = inputs
    self.output = output
  }

  package func execute(_ context: JobContext) throws -> SetSummary {
    try options.check()
    let tokenizer = try options.tokenize.tokenizer.loadNamed(context)
    if tokenizer != nil, inputs.contains(where: \.isStandardInput) {
      throw JobFailure(
        "needs-files", "with --tokenizer the records are read twice, which standard input does not give: name files")
    }
    let writing = try StatsWriting(view, output)
    context.passes = tokenizer == nil ? 1 : 2
    context.expect(bytes: JobInput.storedBytes(of: inputs))
    let invalid = try InvalidRecords(options.tokenize.invalid, context, isSummarized: true)
    var summary = try takeRecords(tokenizer, invalid, context)
    try invalid.finish()
    if let by = options.by, summary.records.count > 0, summary.values.sorted.allSatisfy({ $0.name.isEmpty }) {
      context.note(.absentField(by.text))
    }
    if let tokenizer { summary.sequences = try takeSequences(tokenizer, context) }
    summary.invalid = invalid.count
    try writing.write(summary, of: inputs)
    return summary
  }

  // MARK: Records

  /// The tallies of the workers.
  private final class Tallies: @unchecked Sendable {
    // SAFETY: the list is reached with the monitor held; a tally is its worker's alone until all work is done.
    private let monitor = Monitor()
    private var tallies: [RecordTally] = []

    func add(_ tally: RecordTally) { monitor.withLock { tallies.append(tally) } }

    var all: [RecordTally] { monitor.withLock { tallies } }
  }

  /// A worker's tally.
  private struct Worker {
    let tally: RecordTally
  }

  private func takeRecords(_ tokenizer: Tokenizer?, _ invalid: InvalidRecords, _ context: JobContext) throws
    -> SetSummary
  {
    let names = FieldNames(options.tokenize.examples.mapping)
    let (tallies, by, allowsSpecial) = (Tallies(), options.by, options.tokenize.allowsSpecialTokens)
    try MappedRecords<Worker, Void>(
      inputs: inputs, reading: options.tokenize.reading, context: context, invalid: invalid, names: names,
      makeState: {
        let encoder = tokenizer?.makeEncoder()
        let tally = RecordTally(
          names: names, by: by,
          countTokens: encoder.map { encoder in
            { try encoder.count($0, specialTokens: allowsSpecial ? .allowAll : .asText) }
          })
        tallies.add(tally)
        return Worker(tally: tally)
      },
      work: { (worker, record, _) throws(Diagnostic) in try worker.tally.take(record) }
    ).forEach { _, _, _ in }
    var summary = SetSummary()
    summary.valueField = by?.text ?? ""
    do throws(SetSummary.Mismatch) { for tally in tallies.all { try summary.add(tally.summary) } } catch {
      throw JobFailure("other-statistics", "\(error)")
    }
    return summary
  }

  // MARK: Tokens

  private func takeSequences(_ tokenizer: Tokenizer, _ context: JobContext) throws -> SequenceSummary {
    let counted = try context.furtherPass { piece in
      var options = options.tokenize
      // What is no example has its sizes all the same.
      options.invalid = InvalidOptions()
      options.invalid.policy = .skip
      let invalid = try InvalidRecords(options.invalid, piece, isSummarized: true)
      let source = try TokenizedInputs(options, inputs, tokenizer, invalid, piece)
      let header = source.run.header
      var summary = SequenceSummary(tokenizer: header.tokenizer, vocabularySize: header.vocabularySize)
      while let sequence = try source.run.next() {
        summary.lengths.add(sequence.tokens.count + (sequence.rejected?.tokens.count ?? 0))
        summary.trained += sequence.trainedTokenCount
        summary.count(sequence.tokens)
        if let rejected = sequence.rejected { summary.count(rejected.tokens) }
      }
      try invalid.finish()
      summary.refused = invalid.count
      source.tellLostText(piece)
      let counts = source.run.counts
      for role in TokenRole.allCases { summary.roles[role.name] = counts.tokensByRole[role] }
      for role in TokenRole.allCases { summary.trainedRoles[role.name] = counts.trainedTokensByRole[role] }
      return summary
    }
    context.report["sequences"] = .object(counted.report)
    context.report.add(counted.value.lengths.sum, to: "tokens")
    return counted.value
  }
}

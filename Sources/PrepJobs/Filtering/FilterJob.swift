import PrepBytes
import PrepContents
import PrepDiagnostics
import PrepExamples
import PrepExpressions
import PrepFiltering
import PrepRecords
import PrepShapes
import PrepTokenizers

/// Leaves out records of which something does not hold.
package struct FilterJob: Job {
  /// How it is done; the defaults are those of the command.
  package struct Options: Sendable {
    /// How inputs are read.
    package var reading = InputOptions()
    /// What becomes of bad records.
    package var invalid = InvalidOptions()
    /// What has to hold of records.
    package var expression: Expression?
    /// Published rules that have to hold besides.
    package var presets: [FilterPreset] = []
    /// The fields whose text rules are about; none takes everything that the record says.
    package var fields: [String] = []
    /// What fields are called in the records.
    package var mapping = FieldMapping()
    /// What becomes of a record that lacks a field.
    package var missing = RecordFilter.MissingField.error
    /// Whether every rule that does not hold is counted, and not just the first.
    package var countsAll = false
    /// Takes the records left out, as they were read.
    package var removed: JobOutput?
    /// The field of records left out that says why.
    package var reason: String?
    /// What belongs to somebody and is taken out of the records that stay.
    package var redaction = Redaction()
    /// What stands in its place; nil is its kind.
    package var redactionSign: Redaction.Sign?
    /// Counts tokens.
    package var tokenizer = TokenizerOptions()
    /// The model that languages are told by.
    package var languageModel: LanguageModelFile?

    /// The defaults.
    package init() {}

    /// - Throws: ``JobFailure`` for what makes no sense together.
    package func check() throws(JobFailure) {
      try reading.check()
      try invalid.check()
      if expression == nil, presets.isEmpty, redaction.kinds.isEmpty {
        throw JobFailure("no-expression", "say what stays: an expression, or --preset")
      }
      if redactionSign != nil, redaction.kinds.isEmpty {
        throw JobFailure("option-needs-another", "--redact-as needs --redact")
      }
      if reason != nil, removed == nil { throw JobFailure("option-needs-another", "--reason needs --removed") }
      if reason?.isEmpty ?? false { throw JobFailure("out-of-range", "--reason takes the name of a field") }
      if tokenizer.name != nil, !(expression?.countsTokens ?? false) {
        throw JobFailure("option-needs-another", "--tokenizer is for tokens() in the expression")
      }
      if languageModel != nil, !(expression?.tellsLanguages ?? false) {
        throw JobFailure("option-needs-another", "--language-model is for lang() and langscore() in the expression")
      }
      if !fields.isEmpty, presets.isEmpty, !(expression?.asksAll ?? false) {
        throw JobFailure("option-needs-another", "--field is for --preset and said()")
      }
    }

    /// Whether personal data is taken out.
    package var redacts: Bool { !redaction.kinds.isEmpty }

    /// All rules: those of presets first, as they are named.
    var rules: [FilterRule] {
      presets.flatMap(\.rules) + (expression?.terms ?? []).map { FilterRule(name: $0.text, term: $0) }
    }
  }

  /// What was done.
  package struct Summary: Sendable {
    /// Records that were written.
    package var written = 0
    /// Records that were left out.
    package var removed = 0
    /// How often each rule did not hold, in order; rules that always held are not among them.
    package var rules: [(name: String, count: Int)] = []
    /// Whether a record counts for every rule that did not hold.
    package var countsAll = false
    /// How often each kind of what belongs to somebody was taken out, and of how many records.
    package var redacted: [(kind: String, count: Int)] = []
    package var redactedRecords = 0
    /// Records that were bad.
    package var invalid = 0
  }

  /// What a worker says of a record.
  private struct Judged: Sendable {
    var verdict: RecordFilter.Verdict
    /// The record without what belongs to somebody; nil where it has nothing of the kind.
    var redacted: [UInt8]?
    var counts: [PersonalData.Kind: Int] = [:]
  }

  /// How it is done.
  package var options: Options
  /// What is read, in order.
  package var inputs: [JobInput]
  /// Where the records that stay go.
  package var output: JobOutput

  /// A job, ready to be run.
  package init(_ options: Options, inputs: [JobInput], output: JobOutput) {
    self.options = options
    self.inputs = inputs
    self.output = output
  }

  package func execute(_ context: JobContext) throws -> Summary {
    try options.check()
    let tokenizer = options.expression?.countsTokens ?? false ? try options.tokenizer.load(context) : nil
    let languages =
      options.expression?.tellsLanguages ?? false ? try LanguageModelFile.load(options.languageModel) : nil
    let sink = try output.open()
    let removed = try options.removed.map { try $0.open() }
    let invalid = try InvalidRecords(options.invalid, context, isSummarized: true)
    context.expect(bytes: JobInput.storedBytes(of: inputs))
    let rules = options.rules
    let filter = RecordFilter(rules, missing: options.missing, asksAll: options.countsAll)
    let saying = SaidText(options)
    let reason = options.reason
    var redaction = options.redaction
    redaction.sign = options.redactionSign ?? .kind
    let redacts = redaction
    var counts = [Int](repeating: 0, count: rules.count)
    var redacted: [PersonalData.Kind: Int] = [:]
    var summary = Summary()
    var tagged: [UInt8] = []
    try MappedRecords<State, Judged>(
      inputs: inputs, reading: options.reading, context: context, invalid: invalid, names: saying.names,
      asksShape: saying.asksShape,
      makeState: {
        let encoder = tokenizer?.makeEncoder()
        return State(
          evaluation: Evaluation(
            tokenCounter: encoder.map { encoder in
              { text in try text.withUnsafeBufferPointer { try encoder.count($0, specialTokens: .asText) } }
            }, languages: languages))
      },
      work: { (state, record, set) throws(Diagnostic) in
        // The run ends at one of those before.
        if state.limits >= InvalidRecords.mostLimits {
          throw Diagnostic("pattern-limit", "not asked any more", at: record.location())
        }
        if saying.isAsked { state.evaluation.take(said: try saying.text(of: record, set, &state.texts)) }
        if let reason { try RecordTag.check(record, reason) }
        var judged: Judged
        do throws(EvaluationFault) {
          judged = Judged(verdict: try filter.verdict(on: record.root, state.evaluation))
        } catch {
          if error.kind == .limit { state.limits += 1 }
          throw Self.diagnostic(error, record)
        }
        if judged.verdict.stays, !redacts.kinds.isEmpty {
          var found = Redaction.Found()
          let edits = redacts.edits(of: record.root, &found)
          if !edits.isEmpty { judged.redacted = record.withUnsafeBytes { edits.applied(to: $0) } }
          judged.counts = found.counts
        }
        return judged
      }
    ).forEach { judged, _, text in
      let verdict = judged.verdict
      if verdict.stays {
        summary.written += 1
        if let line = judged.redacted {
          summary.redactedRecords += 1
          redacted.merge(judged.counts, uniquingKeysWith: +)
          try sink.write(line)
        } else {
          try sink.write(text)
        }
        return try sink.write("\n")
      }
      summary.removed += 1
      for rule in verdict.failed { counts[rule] += 1 }
      guard let removed else { return }
      if let reason {
        FilterReason(rule: rules[verdict.failed[0]].name, value: verdict.measured).tag(reason).write(text, to: &tagged)
        try removed.write(tagged)
      } else {
        try removed.write(text)
      }
      try removed.write("\n")
    }
    try invalid.finish()
    try removed?.finish()
    try sink.finish()
    summary.invalid = invalid.count
    summary.rules = zip(rules, counts).filter { $1 > 0 }.map { (name: $0.name, count: $1) }
    summary.redacted = PersonalData.Kind.allCases.compactMap { kind in redacted[kind].map { (kind.rawValue, $0) } }
    summary.countsAll = options.countsAll
    context.report.add(summary.written, to: "written")
    context.report.add(summary.removed, to: "removed")
    var byRule = JobReport()
    for (rule, count) in zip(rules, counts) { byRule.add(count, to: rule.name) }
    context.report["rules"] = .object(byRule)
    if !redaction.kinds.isEmpty {
      var byKind = JobReport()
      for (kind, count) in summary.redacted { byKind.add(count, to: kind) }
      context.report["redacted"] = .object(byKind)
      context.report.add(summary.redactedRecords, to: "redacted_records")
    }
    return summary
  }

  /// What a worker needs.
  private struct State {
    let evaluation: Evaluation
    var texts: [[UInt8]] = []
    /// In how many records a pattern took too many steps.
    var limits = 0
  }

  /// What is wrong with a record of which an expression has no value.
  private static func diagnostic(_ fault: EvaluationFault, _ record: Record) -> Diagnostic {
    var place = record.location()
    if let offset = fault.place, place.column > 0 {
      place.column = offset + 1
      place.offset = record.offset + offset
    }
    let code: Diagnostic.Code =
      switch fault.kind {
      case .missing: "missing-field"
      case .type: "wrong-type"
      case .limit: "pattern-limit"
      case .value: "no-value"
      }
    return Diagnostic(code, fault.message, at: place)
  }
}

/// What records say as a whole.
private struct SaidText: Sendable {
  let isAsked: Bool
  let names: FieldNames
  private let fields: [String]

  init(_ options: FilterJob.Options) {
    isAsked = !options.presets.isEmpty || (options.expression?.asksAll ?? false)
    names = FieldNames(options.mapping)
    fields = options.fields
  }

  /// Whether the shape of records is asked for.
  var asksShape: Bool { isAsked && fields.isEmpty }

  /// The texts of a record, one below the other.
  func text(of record: Record, _ set: SetShape, _ texts: inout [[UInt8]]) throws(Diagnostic) -> [UInt8] {
    var options = DocumentOptions(fields: fields, names: names)
    if asksShape { options.set = set }
    try RecordTexts(record).collect(options, into: &texts)
    if texts.count == 1 { return texts[0] }
    return Array(texts.joined(separator: [0x0A]))
  }
}

/// Why a record was left out.
private struct FilterReason {
  let rule: String
  let value: Double?

  func tag(_ field: String) -> RecordTag {
    RecordTag(field: field) { writer in
      writer.beginObject()
      writer.key("rule")
      writer.string(rule)
      if let value {
        writer.key("value")
        writer.double(value)
      }
      writer.endObject()
    }
  }
}

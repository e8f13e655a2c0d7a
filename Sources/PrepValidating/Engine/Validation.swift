import PrepBytes
import PrepConcurrency
import PrepContents
import PrepDiagnostics
import PrepRecords
import PrepShapes
import PrepTokenizers
import PrepTokens

/// An input of a validation: its bytes as JSON Lines, and what is known of it beforehand.
package struct ValidationInput {
  package var source: any ByteSource
  package var facts: FileFacts
  /// The shape of the set, where others than its records tell it.
  package var set: SetShape

  package init(source: any ByteSource, facts: FileFacts, set: SetShape = SetShape()) {
    self.source = source
    self.facts = facts
    self.set = set
  }
}

/// How records are rendered with a template and encoded, so that rules can look at what training will see.
package struct Inspection: Sendable {
  /// The name of the template.
  package var template: String
  /// Whether it marks what an assistant says, as Hugging Face's masks want it.
  package var marksGeneration: Bool
  /// Makes what a thread inspects records with; it gives nil for a record that is no example it knows.
  package var makeInspector: @Sendable () -> (Record) -> ExampleInspection?

  package init(
    template: String, marksGeneration: Bool, makeInspector: @escaping @Sendable () -> (Record) -> ExampleInspection?
  ) {
    self.template = template
    self.marksGeneration = marksGeneration
    self.makeInspector = makeInspector
  }
}

/// How a validation is done.
package struct ValidationOptions: Sendable {
  package var threads = 1
  package var maxLine = JSONLimits.line
  package var chunkSize = LineChunker.defaultChunkSize
  /// How many findings of a rule are kept; all are counted.
  package var limit = Int.max
  /// How many findings of a kind are kept, with a count of those that are not: of one rule, for the same targets, at
  /// the same place of records. nil keeps all up to the limit, one by one.
  package var places: Int?
  /// Whether the batches themselves are wanted, to pass records on.
  package var keepsLines = false
  /// The memory that the search for duplicates may take.
  package var memory = 96 << 20

  /// The tokenizer by which tokens are counted; nil leaves out the rules about tokens.
  package var tokenizer: Tokenizer?
  /// What renders and encodes records, one for each thread; nil where no template is given.
  package var inspection: Inspection?
  /// What fields are called.
  package var mapping = FieldMapping()
  /// The parts of an example that may be left out: keys of records, or our names of fields.
  package var omitted: [String] = []
  /// Whether somebody named the shape of the records: then a prompt is asked for no answer.
  package var namesShape = false
  /// Other data that examples are held against.
  package var reference: ReferenceSet?

  package init() {}
}

/// Judges inputs of any size in one pass: lines are parsed and judged on all threads, the results joined in order.
package final class Validation {
  private struct Work: Sendable {
    var file: Int
    var chunk: LineChunk
    var set: SetShape
  }

  private let rules: RuleSet
  private let severities: SeverityTable
  private let options: ValidationOptions
  private let deliver: (ValidationStep) throws -> Void
  private var inputs: [ValidationInput] = []
  private var finished = 0
  private var tallies: [any SetTally]
  private let census = SetCensus()
  private var duplicates: DuplicateSearch?
  private var contaminations: ContaminationSpool?
  /// The places of the records that are kept there.
  private var contaminationPlaces: [RecordPlace] = []
  private var result: ValidationResult
  private var kept: [Int]

  /// - Parameter deliver: Takes the findings as they come, in the order of the inputs.
  package init(
    profiles: [TargetProfile], areNamed: Bool, selection: RuleSelection, options: ValidationOptions,
    deliver: @escaping (ValidationStep) throws -> Void
  ) {
    severities = SeverityTable(profiles: profiles, areNamed: areNamed)
    rules = RuleSet(selection, severities)
    self.options = options
    self.deliver = deliver
    tallies = rules.sets.map { $0.rule.makeTally() }
    result = ValidationResult(profiles: areNamed ? profiles : [], counts: FindingCounts(targets: profiles.count))
    kept = [Int](repeating: 0, count: RuleCatalogue.count)
  }

  /// Judges all inputs.
  ///
  /// - Parameter next: Opens the next input; nil at the end.
  package func run(_ next: @escaping () throws -> ValidationInput?) throws -> ValidationResult {
    var mapping = options.mapping
    // A target takes its fields under no other name than its own.
    if severities.areNamed { mapping.known = .exact }
    let judge = BatchJudge(
      rules: rules, severities: severities, options: options, names: FieldNames(mapping))
    if options.tokenizer != nil { result.tokens = TokenTotals(limits: severities.profiles.map(\.maximumTokens)) }
    let lineOptions = LineChunk.Options(maxLine: options.maxLine, notesBlankLines: true)
    if !rules.duplicates.isEmpty { duplicates = DuplicateSearch(memory: options.memory) }
    var chunker: LineChunker?
    // Each file is a set.
    var set = SetShape()
    let pool = OrderedWorkerPool<BatchJudge.Scratch, Work, BatchVerdict>(
      threads: options.threads, budget: 4 << 20, cost: { $0.chunk.byteCount }, makeState: { BatchJudge.Scratch() },
      produce: { [self] in
        while true {
          do {
            if let chunk = try chunker?.next() {
              set.look(at: chunk.parse(lineOptions), judge.names)
              return Work(file: inputs.count - 1, chunk: chunk, set: set)
            }
          } catch let fault as Diagnostic {
            inputs[inputs.count - 1].facts.failure = fault
            chunker = nil
          }
          guard let input = try next() else { return nil }
          inputs.append(input)
          set = input.set
          chunker = LineChunker(source: input.source, chunkSize: options.chunkSize, maxLine: options.maxLine)
        }
      },
      transform: { scratch, work in
        judge.judge(work.chunk.parse(lineOptions), file: work.file, in: work.set, &scratch)
      })
    while let verdict = try pool.next() {
      try finishFiles(before: verdict.file)
      try take(verdict)
    }
    try finishFiles(before: inputs.count)
    try conclude()
    if result.records > 0 { result.unmatchedNames = judge.names.unmatched }
    return result
  }

  /// How many records ahead the memory of the search for duplicates is asked for.
  private static let lookAhead = 12

  /// The place of a record in the input it came from.
  private var places: (RecordPlace) -> SourceLocation {
    { [inputs] place in
      let input = inputs[min(place.file, inputs.count - 1)]
      if input.facts.areLinesMade { return SourceLocation(file: input.facts.name, line: place.line, pointer: "") }
      return SourceLocation(file: input.facts.name, line: place.line, column: 1, offset: place.offset, pointer: "")
    }
  }

  private func take(_ verdict: BatchVerdict) throws {
    let file = verdict.file
    if inputs[file].facts.isWide {
      inputs[file].facts.bytes += verdict.byteCount
      return
    }
    verdict.add(to: &inputs[file].facts)
    result.add(verdict)
    for (tally, later) in zip(tallies, verdict.tallies) { tally.join(later) }
    if let tokens = verdict.tokens { result.tokens?.add(tokens) }
    if let later = verdict.census { census.join(later) }
    try take(verdict.scans)
    var found = keep(verdict.findings)
    result.counts.add(verdict.counts)
    if let duplicates {
      let log = FindingLog(severities: severities, limit: options.limit, places: options.places)
      log.places = places
      for (index, keys) in verdict.keys.enumerated() {
        if index + Self.lookAhead < verdict.keys.count { duplicates.prefetch(verdict.keys[index + Self.lookAhead]) }
        log.begin(line: keys.place.line, start: 0, baseOffset: 0, root: nil)
        let near = rules.wantsNear ? verdict.near[index] : nil
        try duplicates.observe(keys, near: near, rules.duplicates, log)
        if options.keepsLines { verdict.raise(verdict.keyOwners[index], log.worst) }
      }
      result.counts.add(log.counts)
      let more = keep(log.findings)
      if !more.isEmpty { found = Self.sorted(found + more) }
    }
    try deliver(
      ValidationStep(
        findings: found, byteCount: verdict.byteCount, records: verdict.records, verdict: verdict))
  }

  /// Keeps what was found of items of other data; how much it says shows when all records are known.
  private func take(_ scans: [(place: RecordPlace, scan: ContaminationScan, text: [UInt8])]) throws {
    guard let reference = options.reference, !scans.isEmpty else { return }
    let spool = try contaminations ?? ContaminationSpool(reference.items)
    contaminations = spool
    for (place, scan, text) in scans {
      let isKept = try text.withUnsafeBytes { try spool.append(scan, text: $0) }
      if isKept { contaminationPlaces.append(place) }
    }
  }

  private func reportContamination(_ log: FindingLog) throws {
    guard let number = rules.contamination, let reference = options.reference, let spool = contaminations else {
      return
    }
    let search = ContaminationSearch(reference.items, spool.counts)
    try spool.forEach(search) { text, record in
      search.forEachFound(in: RecordText(try JSONDocument(text).root)) { item, verdict, _ in
        if verdict.kind == .variant { return true }
        let reporter = log.reporter(for: number)
        reporter.report(at: reporter.location(of: contaminationPlaces[record])) {
          "the record contains \(verdict.score / 10)% of \(reference.items.items[item].name)"
        }
        return false
      }
    }
  }

  /// The rule that what ended the reading of an input belongs to.
  private func failureRule(_ fault: Diagnostic, _ facts: FileFacts) -> Int? {
    // Whoever reads the data calls the fault by the rule's code.
    if let rule = RuleCatalogue.reading.first(where: { $0.about.code == fault.code }) {
      return RuleCatalogue.number(of: rule)
    }
    let isTable = ["csv", "tsv", "xlsx"].contains(facts.container)
    return RuleCatalogue.number(of: isTable ? RaggedRowRule.self : InvalidJSONRule.self)
  }

  /// Judges the files that have ended.
  private func finishFiles(before end: Int) throws {
    while finished < end {
      let log = FindingLog(severities: severities, limit: options.limit, places: options.places)
      for entry in rules.files {
        entry.rule.check(inputs[finished].facts, log.reporter(for: entry.number))
      }
      if let fault = inputs[finished].facts.failure, let number = failureRule(fault, inputs[finished].facts) {
        log.reporter(for: number).report(at: fault.location) { fault.message }
        inputs[finished].facts.invalid += 1
      }
      result.counts.add(log.counts)
      result.files.append(inputs[finished].facts)
      finished += 1
      try deliver(ValidationStep(findings: keep(log.findings), byteCount: 0, records: 0, verdict: nil))
    }
  }

  /// Judges the set as a whole.
  private func conclude() throws {
    let log = FindingLog(severities: severities, limit: options.limit, places: options.places)
    log.places = places
    log.file = inputs.first?.facts.name ?? ""
    for (entry, tally) in zip(rules.sets, tallies) {
      tally.conclude(log.reporter(for: entry.number))
    }
    for entry in rules.census {
      entry.rule.conclude(census, log.reporter(for: entry.number))
    }
    if let tokenizer = options.tokenizer, let totals = result.tokens {
      let counter = TokenCounter(tokenizer, SpecialNames(tokenizer), inspection: options.inspection)
      for entry in rules.tokenSets {
        entry.rule.conclude(totals, census, counter, log.reporter(for: entry.number))
      }
    }
    try duplicates?.conclude(rules.duplicates, log)
    try reportContamination(log)
    result.counts.add(log.counts)
    try deliver(ValidationStep(findings: keep(log.findings), byteCount: 0, records: 0, verdict: nil))
  }

  /// The findings among these that are still below the limit of their rule.
  private func keep(_ findings: [Finding]) -> [Finding] {
    findings.filter { finding in
      kept[finding.rule] += 1
      return kept[finding.rule] <= options.limit
    }
  }

  /// Findings in the order of the lines, those of a line as they were.
  private static func sorted(_ findings: [Finding]) -> [Finding] {
    findings.enumerated().sorted { ($0.element.location.line, $0.offset) < ($1.element.location.line, $1.offset) }.map(
      \.element)
  }
}

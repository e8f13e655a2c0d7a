import PrepBytes
import PrepContents
import PrepDecontaminating
import PrepDiagnostics
import PrepRecords
import PrepShapes

/// One run of ``DecontaminateJob``: reads the items, scans the records, decides, and reads the inputs once more.
final class Decontamination {
  private let job: DecontaminateJob
  private var options: DecontaminateJob.Options { job.options }
  private let context: JobContext
  private let invalid: InvalidRecords
  /// Bits of the items that stand in some record, and the hits by record.
  private var hits: [ContaminationHit] = []

  init(_ job: DecontaminateJob, _ context: JobContext) throws {
    self.job = job
    self.context = context
    invalid = try InvalidRecords(job.options.invalid, context, isSummarized: true)
  }

  func run() throws -> DecontaminateJob.Summary {
    let isReport = options.action == .report
    let sink = isReport ? nil : try (job.sources ?? SourcedOutput(job.output)).open()
    let report = isReport ? try job.output.open() : try options.hits.map { try $0.open() }
    let removed = try options.removed.map { try $0.open() }
    let clean = try options.cleanEvaluations.map { try $0.open() }
    let items = try readItems()
    context.expect(bytes: JobInput.storedBytes(of: job.inputs))
    let index = EvaluationIndex(items.map(\.item))
    let texts = try NearTexts(
      inputs: job.inputs, references: [], reading: options.reading, mapping: FieldMapping(), context,
      keepsPlaces: true)
    let decontaminator = try Decontaminator(index)
    let records = MappedRecords<Void, ContaminationScan>(
      inputs: job.inputs, reading: options.reading, context: context, invalid: invalid, makeState: {},
      work: { (_, record, _) throws(Diagnostic) in
        guard record.root.kind == .object else {
          throw Diagnostic("not-an-object", "a record is a JSON object", at: record.location(pointer: ""))
        }
        return ContaminationScan(RecordText(record.root), index)
      })
    try records.forEachRecord { scan, record, delivery in
      try decontaminator.append(scan)
      sink?.wait(input: delivery.place.input)
      try texts.append(record, ordinal: delivery.ordinal, set: delivery.set, isReference: false)
    }
    try texts.finish()
    try apply(texts, decontaminator, sink, report, removed)
    if let clean { try writeClean(items, clean) }
    try invalid.finish()
    for other in [report, removed, clean] { try other?.finish() }
    try sink?.finish()
    return summary(decontaminator.records, items.map(\.item))
  }

  /// The items with the lines that they are.
  private func readItems() throws -> [(item: EvaluationItem, line: [UInt8])] {
    var items: [(EvaluationItem, [UInt8])] = []
    var reading = options.reading
    reading.part = nil
    let records = ImportedRecords(
      options.evaluations, threads: context.threads, longestLine: reading.longestLine,
      opening: context.opening(reading))
    while let batch = try records.next() {
      try context.check()
      for item in batch {
        switch item {
        case .record(let record):
          guard let item = EvaluationItem(record) else {
            throw Diagnostic("missing-field", "the item has no question", at: record.location(pointer: ""))
          }
          items.append((item, record.withUnsafeBytes { Array($0) }))
        case .invalid(let fault, _): throw fault
        default: break
        }
      }
    }
    return items
  }

  /// Whether a record with these hits is one that the action is for.
  private func isMeant(_ hits: ArraySlice<ContaminationHit>) -> Bool {
    hits.contains { $0.verdict.kind != .variant || options.variants == .drop }
  }

  private func apply(
    _ texts: NearTexts, _ decontaminator: Decontaminator, _ sink: SourcedSink?, _ report: (any ByteSink)?,
    _ removed: (any ByteSink)?
  ) throws {
    let index = decontaminator.index
    let suspects = try decontaminator.suspects()
    var next = 0
    try texts.forEach { number, text in
      let start = hits.count
      if next < suspects.count, suspects[next] == number {
        next += 1
        try context.check()
        hits += decontaminator.hits(in: try RecordText(JSONDocument(text).root), record: number)
      }
      let found = hits[start...]
      if !found.isEmpty, let report { try write(found, texts.place(of: number), text, index, to: report) }
      guard let sink else { return }
      let source = sink.next()
      guard isMeant(found) else { return try sink.write(text, to: source) }
      if options.action == .mark {
        return try marked(text, found, index).withUnsafeBytes { try sink.write($0, to: source) }
      }
      try removed?.write(text)
      try removed?.write("\n")
    }
  }

  /// A line for each hit of a record.
  private func write(
    _ found: ArraySlice<ContaminationHit>, _ place: NearProof.Place, _ line: UnsafeRawBufferPointer,
    _ index: EvaluationIndex, to sink: any ByteSink
  ) throws {
    let text = try RecordText(JSONDocument(line).root, keepsMarkup: true)
    for hit in found {
      var writer = JSONWriter()
      writer.beginObject()
      place.write(to: &writer)
      writer.key("item")
      writer.string(index.items[hit.item].name)
      writer.key("set")
      writer.string(index.items[hit.item].set)
      writer.key("kind")
      writer.string(hit.verdict.kind.rawValue)
      writer.key("score")
      NearProof.write(thousandths: hit.verdict.score, &writer)
      writer.key("question")
      Self.write(hit.window.place, of: text, &writer)
      writer.key("answer")
      if let answer = hit.window.answer { Self.write(answer, of: text, &writer) } else { writer.null() }
      writer.key("text")
      writer.string(Array(text.bytes[hit.window.place]))
      writer.endObject()
      writer.newline()
      try sink.write(writer.take())
    }
  }

  private static func write(_ range: Range<Int>, of text: RecordText, _ writer: inout JSONWriter) {
    let (pointer, within) = text.field(at: range)
    writer.beginObject()
    writer.key("field")
    writer.string(pointer)
    writer.key("start")
    writer.int(within.lowerBound)
    writer.key("end")
    writer.int(within.upperBound)
    writer.endObject()
  }

  /// The field that a marked record gets.
  private static let mark = "contamination"

  /// A record with a list of the items that stand in it, as its last member.
  private func marked(
    _ line: UnsafeRawBufferPointer, _ found: ArraySlice<ContaminationHit>, _ index: EvaluationIndex
  ) throws -> [UInt8] {
    let root = try JSONDocument(line).root
    if root[Self.mark] != nil {
      throw Diagnostic(
        "field-exists", "the record has a field \"\(Self.mark)\" already", at: SourceLocation(file: job.inputs[0].name))
    }
    var writer = JSONWriter()
    writer.beginObject()
    root.forEachMember { key, value in
      writer.key((try? key.string()) ?? "")
      writer.raw(value)
    }
    writer.key(Self.mark)
    writer.beginArray()
    for hit in found {
      writer.beginObject()
      writer.key("item")
      writer.string(index.items[hit.item].name)
      writer.key("kind")
      writer.string(hit.verdict.kind.rawValue)
      writer.key("score")
      NearProof.write(thousandths: hit.verdict.score, &writer)
      writer.endObject()
    }
    writer.endArray()
    writer.endObject()
    return writer.take()
  }

  private func writeClean(_ items: [(item: EvaluationItem, line: [UInt8])], _ sink: any ByteSink) throws {
    let hit = Set(hits.filter { $0.verdict.kind != .variant || options.variants == .drop }.map(\.item))
    for (number, item) in items.enumerated() where !hit.contains(number) {
      try item.line.withUnsafeBytes { try sink.write($0) }
      try sink.write("\n")
    }
  }

  private func summary(_ records: Int, _ items: [EvaluationItem]) -> DecontaminateJob.Summary {
    var sets: [DecontaminateJob.SetSummary] = []
    func place(of name: String) -> Int {
      if let index = sets.firstIndex(where: { $0.name == name }) { return index }
      sets.append(DecontaminateJob.SetSummary(name: name, items: 0))
      return sets.count - 1
    }
    for item in items { sets[place(of: item.set)].items += 1 }
    let whole = Set(hits.filter { $0.verdict.kind != .variant }.map(\.item))
    for item in whole { sets[place(of: items[item].set)].itemsHit += 1 }
    for item in Set(hits.map(\.item)).subtracting(whole) { sets[place(of: items[item].set)].variants += 1 }
    let hit = Set(hits.filter { $0.verdict.kind != .variant }.map(\.record))
    let variants = Set(hits.map(\.record)).subtracting(hit)
    for kind in ContaminationKind.allCases {
      context.report.add(hits.count { $0.verdict.kind == kind }, to: kind.rawValue)
    }
    context.report.add(hit.count, to: "contaminated")
    context.report.add(variants.count, to: "with_variants")
    var report = JobReport()
    for set in sets {
      var one = JobReport()
      one.add(set.items, to: "items")
      one.add(set.itemsHit, to: "hit")
      one.add(set.variants, to: "variants")
      report[set.name] = .object(one)
    }
    context.report["sets"] = .object(report)
    var dropped: [(reason: String, count: Int)] = []
    if options.action == .drop {
      dropped = [("contaminated", hit.count), ("variants", options.variants == .drop ? variants.count : 0)]
    }
    return DecontaminateJob.Summary(
      records: records, hit: hit.count, variants: variants.count, invalid: invalid.count,
      dropped: options.action == .report ? nil : dropped, sets: sets,
      unusable: items.count {
        $0.question.isEmpty || $0.question.count < EvaluationItem.leastWords && $0.answers.isEmpty
      })
  }
}

import PrepBytes
import PrepContents
import PrepDiagnostics
import PrepExamples
import PrepFormatting
import PrepImporting
import PrepRecords
import PrepShapes
import PrepTokenizers

/// Formats the prompts and completions of records.
///
/// Where something is to be suggested, the records wait in a temporary file until all have been looked at.
final class RecordFormatting {
  private let options: FormatOptions
  private let shape: ExampleShape?
  private let names: FieldNames
  private let tokenizer: Tokenizer?
  private let onlySuggests: Bool
  private let sink: any ByteSink
  private let invalid: InvalidRecords
  private let context: JobContext
  /// The shape of the set, told by its first records.
  private var set = SetShape()
  private var read = 0
  private var written = 0

  init(
    options: FormatOptions, shape: ExampleShape?, names: FieldNames, tokenizer: Tokenizer?, onlySuggests: Bool,
    sink: any ByteSink, invalid: InvalidRecords, context: JobContext
  ) {
    self.options = options
    self.shape = shape
    self.names = names
    self.tokenizer = tokenizer
    self.onlySuggests = onlySuggests
    self.sink = sink
    self.invalid = invalid
    self.context = context
  }

  func run(_ records: ImportedRecords) throws -> FormatJob.FormatSummary {
    guard onlySuggests || tokenizer != nil || options.needsWholeSet else {
      var formatter = RecordFormatter(
        try FormatPlan(options, TextEditor(removing: options, common: nil), nil, labels: []), shape: shape,
        names: names,
        in: set)
      try forEach(records) { root, place in try format(root, place, &formatter) }
      return try finish(formatter, nil, [])
    }
    let spool = try RecordSpool()
    var places = PlaceTable()
    var common = FormatCensus()
    let plain = TextEditor(removing: FormatOptions(), common: nil)
    try forEach(records) { root, place in
      do throws(FormatTexts.Failure) {
        common.add(try FormatTexts(root, shape: shape, names: names, in: set), plain)
      } catch {
        return try reject(error, root, place(error.view))
      }
      let mark = places.note(place(nil))
      try root.withUnsafeBytes { try spool.append($0, mark: mark) }
    }
    var editor = TextEditor(removing: options, common: options.removesCommon ? common : nil)
    let changesTexts =
      options.removesCommon || options.trims || options.lowersPrompts || options.lowersCompletions
      || !(editor.promptPrefix.isEmpty && editor.promptSuffix.isEmpty && editor.completionPrefix.isEmpty
        && editor.completionSuffix.isEmpty)
    var census = common
    if changesTexts { census = try self.census(spool, editor) }
    let choices = try labels(census)
    for choice in choices where choice.replacement != choice.label { editor.labels[choice.label] = choice.replacement }
    if !editor.labels.isEmpty { census = try self.census(spool, editor) }
    let plan = try FormatPlan(options, editor, census, labels: choices)
    var formatter = RecordFormatter(plan, shape: shape, names: names, in: set)
    if onlySuggests {
      try sink.write(FormatSuggestion(options, plan, census, common: common, choices).text)
    } else {
      var walk = places.walk()
      try spool.forEach { text, _, mark in
        let location = walk.next(mark)
        guard let root = try? JSONDocument(text).root else { return }
        try format(root, { view in location.moved(to: view) }, &formatter)
      }
    }
    return try finish(formatter, census, choices, plan)
  }

  /// What the texts are like once an editor has been at them.
  private func census(_ spool: RecordSpool, _ editor: TextEditor) throws -> FormatCensus {
    var census = FormatCensus()
    try spool.forEach { text, _, _ in
      guard let root = try? JSONDocument(text).root,
        let texts = try? FormatTexts(root, shape: shape, names: names, in: set)
      else { return }
      census.add(texts, editor)
    }
    return census
  }

  private func labels(_ census: FormatCensus) throws -> [LabelChoice] {
    guard census.task == .classification, let labels = census.labels else {
      if options.labels != .keep {
        throw JobFailure("labels-of-no-classes", "--labels is for classification, and this is \(census.task.rawValue)")
      }
      return []
    }
    guard options.labels != .keep || tokenizer != nil else { return [] }
    return try LabelChoice.choices(for: labels, options.labels, tokenizer)
  }

  /// Calls a closure with every record that could be read, and what places its values.
  private func forEach(
    _ records: ImportedRecords, _ body: (JSONView, @escaping (JSONView?) -> SourceLocation) throws -> Void
  ) throws {
    set = records.set
    while let batch = try records.next() {
      set.look(at: batch, names)
      var count = 0
      defer {
        read += count
        context.report.add(count, to: "records")
      }
      for item in batch {
        guard let record = try invalid.record(of: item, counting: &count) else { continue }
        try body(record.root) { view in record.location(of: view) }
      }
      try context.advance(bytes: batch.byteCount, records: count)
    }
  }

  private func format(_ root: JSONView, _ place: (JSONView?) -> SourceLocation, _ formatter: inout RecordFormatter)
    throws
  {
    let text: [UInt8]?
    do throws(FormatTexts.Failure) { text = try formatter.format(root) } catch {
      return try reject(error, root, place(error.view))
    }
    written += 1
    if let text { try sink.write(text) } else { try root.withUnsafeBytes { try sink.write($0) } }
    try sink.write("\n")
  }

  private func reject(_ failure: FormatTexts.Failure, _ root: JSONView, _ place: SourceLocation) throws {
    try root.withUnsafeBytes {
      try invalid.reject(Diagnostic(Diagnostic.Code(rawValue: failure.code), failure.message, at: place), line: $0)
    }
  }

  private func finish(
    _ formatter: RecordFormatter, _ census: FormatCensus?, _ choices: [LabelChoice],
    _ plan: FormatPlan? = nil
  ) throws -> FormatJob.FormatSummary {
    try invalid.finish()
    if plan != nil, census != nil, !onlySuggests { count(choices) }
    context.report.add(written, to: "written")
    context.report.add(formatter.changed, to: "changed")
    if let separator = plan?.separatorText {
      context.report["separator"] = .text(String(decoding: separator, as: UTF8.self))
    }
    if let stop = plan?.stopText { context.report["stop"] = .text(String(decoding: stop, as: UTF8.self)) }
    if let census { context.report["task"] = .text(census.task.rawValue) }
    return FormatJob.FormatSummary(
      records: read, written: written, changed: formatter.changed, invalid: invalid.count,
      plan: plan,
      census: census, labels: choices, labelPolicy: options.labels, separatorsInside: formatter.separatorsInside,
      stopsInside: formatter.stopsInside, onlySuggests: onlySuggests)
  }

  /// Puts the labels that are replaced into the report.
  private func count(_ choices: [LabelChoice]) {
    let replaced = choices.filter { $0.replacement != $0.label }
    if replaced.isEmpty { return }
    var report = JobReport()
    for choice in replaced {
      report[String(decoding: choice.label, as: UTF8.self)] = .text(String(decoding: choice.replacement, as: UTF8.self))
    }
    context.report["labels"] = .object(report)
  }
}

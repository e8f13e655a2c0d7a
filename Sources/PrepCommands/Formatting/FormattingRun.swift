import PrepBytes
import PrepContents
import PrepDiagnostics
import PrepExamples
import PrepFormatting
import PrepImporting
import PrepRecords
import PrepShapes
import PrepTokenizers

/// One run of `prep format` over prompts and completions.
///
/// Where something is to be suggested, the records wait in a temporary file until all have been looked at.
final class FormattingRun {
  private let options: FormatOptions
  private let shape: ExampleShape?
  private let names: FieldNames
  private let tokenizer: Tokenizer?
  private let onlySuggests: Bool
  private let sink: any ByteSink
  private let invalid: InvalidRecords
  private let session: Session
  private var read = 0
  private var written = 0

  init(
    options: FormatOptions, shape: ExampleShape?, names: FieldNames, tokenizer: Tokenizer?, onlySuggests: Bool,
    sink: any ByteSink, invalid: InvalidRecords, session: Session
  ) {
    self.options = options
    self.shape = shape
    self.names = names
    self.tokenizer = tokenizer
    self.onlySuggests = onlySuggests
    self.sink = sink
    self.invalid = invalid
    self.session = session
  }

  func run(_ records: ImportedRecords) throws {
    guard onlySuggests || tokenizer != nil || options.needsWholeSet else {
      var formatter = RecordFormatter(try FormatPlan(options, TextEditor(removing: options, common: nil), nil, labels: []), shape: shape, names: names)
      try forEach(records) { root, place in try format(root, place, &formatter) }
      return try finish(records, formatter, nil, [])
    }
    let spool = try RecordSpool()
    var places = PlaceTable()
    var common = FormatCensus()
    let plain = TextEditor(removing: FormatOptions(), common: nil)
    try forEach(records) { root, place in
      do throws(FormatTexts.Failure) { common.add(try FormatTexts(root, shape: shape, names: names), plain) } catch {
        return try reject(error, root, place(error.view))
      }
      let mark = places.note(place(nil))
      try root.withUnsafeBytes { try spool.append($0, mark: mark) }
    }
    var editor = TextEditor(removing: options, common: options.removesCommon ? common : nil)
    let changesTexts = options.removesCommon || options.trims || options.lowersPrompts || options.lowersCompletions
      || !(editor.promptPrefix.isEmpty && editor.promptSuffix.isEmpty && editor.completionPrefix.isEmpty && editor.completionSuffix.isEmpty)
    var census = common
    if changesTexts { census = try self.census(spool, editor) }
    let choices = try labels(census)
    for choice in choices where choice.replacement != choice.label { editor.labels[choice.label] = choice.replacement }
    if !editor.labels.isEmpty { census = try self.census(spool, editor) }
    let plan = try FormatPlan(options, editor, census, labels: choices)
    var formatter = RecordFormatter(plan, shape: shape, names: names)
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
    try finish(records, formatter, census, choices, plan)
  }

  /// What the texts are like once an editor has been at them.
  private func census(_ spool: RecordSpool, _ editor: TextEditor) throws -> FormatCensus {
    var census = FormatCensus()
    try spool.forEach { text, _, _ in
      guard let root = try? JSONDocument(text).root, let texts = try? FormatTexts(root, shape: shape, names: names) else { return }
      census.add(texts, editor)
    }
    return census
  }

  private func labels(_ census: FormatCensus) throws -> [LabelChoice] {
    guard census.task == .classification, let labels = census.labels else {
      if options.labels != .keep { throw UsageError("--labels is for classification, and this is \(census.task.rawValue)") }
      return []
    }
    guard options.labels != .keep || tokenizer != nil else { return [] }
    return try LabelChoice.choices(for: labels, options.labels, tokenizer)
  }

  /// Calls a closure with every record that could be read, and what places its values.
  private func forEach(_ records: ImportedRecords, _ body: (JSONView, @escaping (JSONView?) -> SourceLocation) throws -> Void) throws {
    while let batch = try records.next() {
      let before = read
      for item in batch {
        switch item {
        case .record(let record):
          read += 1
          session.report.add(1, to: "records")
          try body(record.root) { view in records.placed(Diagnostic("", "", at: record.location(of: view))).location }
        case .invalid(let diagnostic, let line):
          read += 1
          session.report.add(1, to: "records")
          try line.withUnsafeBytes { try invalid.reject(records.placed(diagnostic), line: $0) }
        case .continuation(let line): try line.withUnsafeBytes { try invalid.continueRejected($0) }
        case .note(let note): session.print(records.placed(note))
        }
      }
      try rejectRows(records)
      session.progress.advance(bytes: batch.byteCount, records: read - before)
    }
    try rejectRows(records)
  }

  private func rejectRows(_ records: ImportedRecords) throws {
    let rows = try records.rejectRows(to: invalid)
    read += rows
    session.report.add(rows, to: "records")
  }

  private func format(_ root: JSONView, _ place: (JSONView?) -> SourceLocation, _ formatter: inout RecordFormatter) throws {
    let text: [UInt8]?
    do throws(FormatTexts.Failure) { text = try formatter.format(root) } catch { return try reject(error, root, place(error.view)) }
    written += 1
    if let text { try sink.write(text) } else { try root.withUnsafeBytes { try sink.write($0) } }
    try sink.write("\n")
  }

  private func reject(_ failure: FormatTexts.Failure, _ root: JSONView, _ place: SourceLocation) throws {
    try root.withUnsafeBytes {
      try invalid.reject(Diagnostic(Diagnostic.Code(rawValue: failure.code), failure.message, at: place), line: $0)
    }
  }

  private func finish(_ records: ImportedRecords, _ formatter: RecordFormatter, _ census: FormatCensus?, _ choices: [LabelChoice], _ plan: FormatPlan? = nil) throws {
    try invalid.finish()
    for note in records.notes { session.summarize(note) }
    if let plan, let census, !onlySuggests { say(plan, census, choices) }
    if formatter.separatorsInside > 0, case .existing(let end)? = plan?.separator {
      session.summarize("\(RecordFormatter.shown(end)), the end of all prompts, also stands inside \(Counted(formatter.separatorsInside, "prompt")); --separator adds another")
    }
    if formatter.stopsInside > 0, case .existing(let end)? = plan?.stop {
      session.summarize("\(RecordFormatter.shown(end)), the end of all completions, also stands inside \(Counted(formatter.stopsInside, "completion")); --stop adds another")
    }
    session.report.add(written, to: "written")
    session.report.add(formatter.changed, to: "changed")
    if let separator = plan?.separatorText { session.report["separator"] = .text(String(decoding: separator, as: UTF8.self)) }
    if let stop = plan?.stopText { session.report["stop"] = .text(String(decoding: stop, as: UTF8.self)) }
    if let census { session.report["task"] = .text(census.task.rawValue) }
    if onlySuggests { return }
    session.summarize("\(Counted(read, "record")) read, \(Counted.grouped(written)) written, \(Counted.grouped(formatter.changed)) changed, \(invalid.count) invalid")
  }

  private func say(_ plan: FormatPlan, _ census: FormatCensus, _ choices: [LabelChoice]) {
    session.summarize("the set looks like \(census.task.rawValue)")
    switch plan.separator {
    case .new(let text)?: session.summarize("prompts end in the separator \(RecordFormatter.shown(text))")
    case .existing(let text)?: session.summarize("prompts end in \(RecordFormatter.shown(text)) already, which serves as the separator")
    case .noneLeft?, nil: break
    }
    switch plan.stop {
    case .new(let text)?: session.summarize("completions end in the stop sequence \(RecordFormatter.shown(text))")
    case .existing(let text)?: session.summarize("completions end in \(RecordFormatter.shown(text)) already, which serves as the stop sequence")
    case .noneLeft?, nil: break
    }
    var report = RunReport()
    for choice in choices {
      if choice.replacement != choice.label {
        report[String(decoding: choice.label, as: UTF8.self)] = .text(String(decoding: choice.replacement, as: UTF8.self))
        session.summarize("the label \(RecordFormatter.shown(choice.label)) becomes \(RecordFormatter.shown(choice.replacement))")
      } else if options.labels == .keep, !choice.isGood {
        session.summarize("the label \(RecordFormatter.shown(choice.label)) \(FormatSuggestion.fault(of: choice)); see --labels single")
      }
    }
    if choices.contains(where: { $0.replacement != $0.label }) { session.report["labels"] = .object(report) }
  }
}

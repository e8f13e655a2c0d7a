import PrepBytes
import PrepDiagnostics
import PrepExamples
import PrepFixing
import PrepRecords

/// Applies ``InvalidOptions`` to the bad records of a run.
final class InvalidRecords {
  /// Bad records so far.
  private(set) var count = 0
  private let options: InvalidOptions
  /// Whether the first bad record ends the run.
  var stops: Bool { options.policy == .stop }
  private let context: JobContext
  private let isSummarized: Bool
  private var rejects: (any ByteSink)?
  private var lineIsOpen = false
  /// In how many records a pattern took more steps than it is given; each takes long, so that few end the run.
  private var limits = 0
  static let mostLimits = 10

  /// Creates the file of rejects, when one is asked for.
  ///
  /// - Parameter isSummarized: Whether the summary of the job counts bad records; else the end of the run tells them.
  init(_ options: InvalidOptions, _ context: JobContext, isSummarized: Bool = false) throws {
    self.isSummarized = isSummarized
    self.options = options
    self.context = context
    rejects = try options.rejects.map { try $0.open() }
    context.whenBadDataStops { try self.commit() }
  }

  /// Counts the bad records of the run that this one goes on with.
  func restore(_ count: Int) {
    self.count = count
    if count > 0 { context.report.add(count, to: "invalid") }
  }

  /// Takes a bad record: keeps its bytes, says why, and throws where the policy says stop.
  ///
  /// - Parameter line: The bytes of the record as they were read; a line end is added.
  /// - Throws: The diagnostic, when the run is to stop.
  func reject(_ diagnostic: Diagnostic, line: UnsafeRawBufferPointer) throws {
    count += 1
    context.report.add(1, to: "invalid")
    try endLine()
    try rejects?.write(line)
    lineIsOpen = rejects != nil
    if options.policy == .stop { throw Self.withRemedy(diagnostic, line) }
    context.found(diagnostic)
    if diagnostic.code == "pattern-limit" {
      limits += 1
      if limits == Self.mostLimits {
        throw Diagnostic(
          diagnostic.code,
          "a pattern took too many steps in \(Counted(limits, "record")): write it without a repetition inside a repetition, "
            + "as a+ for (a+)+", at: diagnostic.location)
      }
    }
    if case .count(let limit)? = options.limit, count > limit {
      throw tooMany("more than \(limit)", at: diagnostic.location)
    }
  }

  /// The finding that ends a run, with the command that mends the line where one does.
  private static func withRemedy(_ diagnostic: Diagnostic, _ line: UnsafeRawBufferPointer) -> Diagnostic {
    guard diagnostic.code == "invalid-json", line.count <= mostMended else { return diagnostic }
    let text = Array(line)
    if text != [UInt8(ascii: ",")] {
      guard case .repaired = LineRepair.repair(text, enabled: Set(Repair.named("json"))) else { return diagnostic }
    }
    return Diagnostic(
      diagnostic.code, diagnostic.message + "; prep fix --apply json mends it", at: diagnostic.location)
  }

  /// Lines of more bytes are not tried to be mended for a message.
  private static let mostMended = 1 << 20

  /// Takes what a worker found, in order.
  ///
  /// - Throws: The first finding that is to stop the run.
  func settle(_ findings: DocumentFindings) throws {
    for finding in findings.findings { try settle(finding) }
  }

  /// Takes one finding, as it was made.
  ///
  /// - Throws: The finding, when it is to stop the run.
  func settle(_ finding: LineFinding) throws {
    switch finding {
    case .rejected(let diagnostic, let line): try line.withUnsafeBytes { try reject(diagnostic, line: $0) }
    case .continuation(let line): try line.withUnsafeBytes { try continueRejected($0) }
    case .note(let diagnostic): context.found(diagnostic)
    }
  }

  /// The record that an item of a batch is; anything else is settled.
  ///
  /// - Parameter records: Counts records, bad ones included.
  /// - Throws: The finding, when it is to stop the run.
  func record(of item: RecordBatch.Item, counting records: inout Int) throws -> Record? {
    if case .record(let record) = item {
      records += 1
      return record
    }
    guard let finding = LineFinding(item) else { return nil }
    if finding.isOfRecord { records += 1 }
    try settle(finding)
    return nil
  }

  /// Takes more bytes of the record rejected last: one too long to be held.
  func continueRejected(_ bytes: UnsafeRawBufferPointer) throws { try rejects?.write(bytes) }

  /// Ends the run: makes the rejects final, tells how many records were left out, and judges the percentage.
  func finish() throws {
    try commit()
    if count > 0, !isSummarized { context.note(.skipped(count)) }
    guard case .percent(let limit)? = options.limit, case .integer(let total)? = context.report["records"],
      Double(count) * 100 > limit * Double(total)
    else { return }
    throw tooMany("\(count) of \(total), more than \(limit)%", at: SourceLocation(file: "input"))
  }

  /// Makes the file of rejects final; also when bad data stops the run.
  func commit() throws {
    try endLine()
    try rejects?.finish()
    rejects = nil
  }

  private func endLine() throws {
    if lineIsOpen { try rejects?.write("\n") }
    lineIsOpen = false
  }

  private func tooMany(_ words: String, at location: SourceLocation) -> Diagnostic {
    Diagnostic("too-many-invalid", "too many bad records: \(words) (--max-invalid)", at: location)
  }
}

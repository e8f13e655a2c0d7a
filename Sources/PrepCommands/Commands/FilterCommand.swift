import PrepDiagnostics
import PrepExpressions
import PrepJobs
import PrepOptions
import PrepSystem

/// `prep filter`: leaves out records of which something does not hold.
struct FilterCommand: StageCommand {
  static let name = "filter"
  static let abstract = "Keep the records that an expression or a published preset accepts"
  static let group = CommandGroup.cleaning
  static let discussion =
    "Without --preset, --where and --redact the first argument is the expression, in a subset of CEL; see prep manual filter."
  static var examples: [CommandExample] {
    [
      CommandExample(
        "prep filter 'words(text) >= 50 && source in [\"web\", \"books\"]' web.jsonl -o kept.jsonl",
        "Texts of at least 50 words from two sources"),
      CommandExample(
        "prep filter --preset gopher-quality,fineweb --removed out.jsonl --reason why web.jsonl -o kept.jsonl",
        "Published filters, and what they removed"),
    ]
  }

  var options = FilterJob.Options()
  var files = InputFiles()
  var output = RecordOutputOptions()
  var runOptions = RunOptions()

  static var table: OptionTable<FilterCommand> {
    OptionTable(
      FilterCommand(),
      operand: .any(
        "FILE", \.files.paths,
        "The expression, unless --where, --preset or --redact is given; then files and folders to read, in order"
      ),
      FilterJob.Options.definitions.at(\.options), InputFiles.definitions.at(\.files),
      RecordOutputOptions.definitions.at(\.output, section: "Output"),
      RunOptions.definitions.at(\.runOptions, section: "Run"))
  }

  /// The options, and the files: the first word is the expression where none is named otherwise.
  private func read() throws(ExpressionFault) -> (options: FilterJob.Options, files: InputFiles) {
    var (options, files) = (options, files)
    guard options.expression == nil, options.presets.isEmpty, !options.redacts, let first = files.paths.first else {
      return (options, files)
    }
    options.expression = try Expression(first)
    files.paths.removeFirst()
    return (options, files)
  }

  func check() throws {
    if options.expression == nil, options.presets.isEmpty, !options.redacts, let first = files.paths.first,
      FileNames.exists(first)
    {
      throw UsageError(
        "the first argument is the expression, and \"\(first)\" is a file; say before it what is kept, as in 'words(text) >= 50'"
      )
    }
    if let options = try? read().options { try options.check() }
  }

  func execute(_ session: Session) throws {
    let (options, files): (FilterJob.Options, InputFiles)
    do throws(ExpressionFault) { (options, files) = try read() } catch {
      for line in error.lines { session.console.say(line) }
      throw UsageError(error.message)
    }
    let done = try session.run(
      FilterJob(options, inputs: try files.inputs(), output: try output.records(of: files.splits)))
    for rule in done.rules { session.summarize("\(Counted(rule.count, "record")): not \(rule.name)") }
    if done.redactedRecords > 0 {
      let kinds = done.redacted.map { "\(Counted.grouped($0.count)) \($0.kind)" }.joined(separator: ", ")
      session.summarize("\(kinds) replaced in \(Counted(done.redactedRecords, "record"))")
    }
    session.summarize(
      "\(Counted(done.written, "record")) written, \(Counted.grouped(done.removed)) removed, \(Counted.grouped(done.invalid)) invalid"
    )
  }
}

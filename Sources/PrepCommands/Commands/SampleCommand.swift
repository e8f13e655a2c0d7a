import PrepDiagnostics
import PrepJobs
import PrepOptions
import PrepOrdering

/// `prep sample`: some of the records.
struct SampleCommand: StageCommand {
  static let name = "sample"
  static let abstract = "Take a sample of records, or of rows of tokens"
  static let group = CommandGroup.cleaning
  static var examples: [CommandExample] {
    [
      CommandExample("prep sample --share 5% train.jsonl -o some.jsonl", "One record in twenty, in input order"),
      CommandExample(
        "prep sample --count 1000 --stratify source --strata equal web.jsonl",
        "1,000 records, equally many from each source"),
    ]
  }

  var options = SampleJob.Options()
  var files = InputFiles()
  var output = GivenOutputOptions()
  var runOptions = RunOptions()

  static var table: OptionTable<SampleCommand> {
    OptionTable(
      SampleCommand(), operand: .given(\.files.paths),
      SampleJob.Options.definitions.at(\.options), InputFiles.definitions.at(\.files),
      GivenOutputOptions.definitions.at(\.output, section: "Output"),
      RunOptions.definitions.at(\.runOptions, section: "Run"))
  }

  func check() throws { try options.check() }

  func execute(_ session: Session) throws {
    let inputs = try files.given()
    let done = try session.run(
      SampleJob(options, inputs: inputs, output: try output.output(for: inputs, of: files.splits)))
    if let tokens = done.tokens, let set = tokens.set { session.say(set) }
    let noun = inputs.areTokens ? "row" : "record"
    var words = "\(Counted(done.taken.records, noun)) of \(Counted.grouped(done.seen.records))"
    if done.unit != .records {
      words += ", \(Counted.grouped(done.taken.size)) of \(Counted.grouped(done.seen.size)) \(done.unit.rawValue)"
    }
    words += " by seed \(done.seed)" + (inputs.areTokens ? "" : ", \(Counted.grouped(done.invalid)) invalid")
    session.summarize(words)
    if let wanted = done.wanted, options.strata != .each, done.seen.size < wanted {
      session.summarize("warning: fewer than the requested \(Counted.grouped(wanted)) \(done.unit.rawValue)")
    }
  }
}

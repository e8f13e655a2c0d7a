import PrepDiagnostics
import PrepJobs
import PrepOptions

/// `prep dedup apply`: writes the records that stay.
struct DedupApplyCommand: StageCommand {
  static let name = "apply"
  static let parentNames = ["dedup"]
  static let abstract = "Write the records that remain: step 5 of --near in parts"
  static var examples: [CommandExample] {
    [
      CommandExample(
        "prep dedup apply --part 0/4 --decisions decisions train.jsonl -o clean.0.jsonl",
        "The concatenated outputs of all parts are the result")
    ]
  }

  var options = NearStepOptions()
  var files = InputFiles()
  var output = RecordOutputOptions()
  var runOptions = RunOptions()

  static var table: OptionTable<DedupApplyCommand> {
    OptionTable(
      DedupApplyCommand(), operand: .inputs(\.files.paths),
      NearStepOptions.definitions(
        NearStepOptions.readingNames.union(NearStepOptions.invalidNames).union(["part", "removed", "decisions"])
      ).at(\.options), InputFiles.definitions.at(\.files),
      RecordOutputOptions.definitions.at(\.output, section: "Output"),
      RunOptions.definitions.at(\.runOptions, section: "Run"))
  }

  func execute(_ session: Session) throws {
    guard let decisions = options.decisions else {
      throw JobFailure("needs-decisions", "name the file that prep dedup decide wrote with --decisions")
    }
    let done = try session.run(
      NearApplyJob(
        options.dedup, decisions: decisions, inputs: try files.inputs(), output: try output.records(of: files.splits)))
    session.summarize(
      "\(Counted(done.written, "record")) written, \(Counted(done.duplicates, "duplicate")) left out, \(Counted.grouped(done.invalid)) invalid"
    )
  }
}

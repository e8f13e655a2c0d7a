import PrepDiagnostics
import PrepJobs
import PrepOptions

/// `prep dedup verify`: holds the texts of pairs against each other.
struct DedupVerifyCommand: StageCommand {
  static let name = "verify"
  static let parentNames = ["dedup"]
  static let abstract = "Compare the texts of record pairs: step 3 of --near in parts"
  static var examples: [CommandExample] {
    [
      CommandExample(
        "prep dedup verify --reduce 0/4 --signatures sign/0.run --pairs pairs/0.run train.jsonl -o verified/0.run",
        "With the same inputs and options as dedup sign")
    ]
  }

  var options = NearStepOptions()
  var files = InputFiles()
  var output = OutputOptions()
  var runOptions = RunOptions()

  static var table: OptionTable<DedupVerifyCommand> {
    OptionTable(
      DedupVerifyCommand(), operand: .inputs(\.files.paths),
      NearStepOptions.definitions(
        NearStepOptions.readingNames.union(NearStepOptions.comparingNames).union([
          "near", "keep", "against", "reduce", "signatures", "pairs",
        ])
      ).at(\.options), InputFiles.definitions.at(\.files),
      OutputOptions.definitions.at(\.output, section: "Output"),
      RunOptions.definitions.at(\.runOptions, section: "Run"))
  }

  func execute(_ session: Session) throws {
    let edges = try session.run(
      NearVerifyJob(
        options.dedup, reduce: options.reduce, signatures: options.signatures, pairs: options.pairs,
        inputs: try files.inputs(), output: output.binary(hint: "use -o FILE or a pipe")))
    session.summarize("\(Counted(edges, "pair")) of near-duplicates")
  }
}

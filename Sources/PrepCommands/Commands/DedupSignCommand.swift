import PrepDiagnostics
import PrepJobs
import PrepOptions

/// `prep dedup sign`: what the records of a part are compared by.
struct DedupSignCommand: StageCommand {
  static let name = "sign"
  static let parentNames = ["dedup"]
  static let abstract = "Compute record signatures: step 1 of --near in parts"
  static var examples: [CommandExample] {
    [
      CommandExample(
        "prep dedup sign --part 0/4 train.jsonl -o sign/0.run",
        "The first of four parts")
    ]
  }

  var options = NearStepOptions()
  var files = InputFiles()
  var output = OutputOptions()
  var runOptions = RunOptions()

  static var table: OptionTable<DedupSignCommand> {
    OptionTable(
      DedupSignCommand(), operand: .inputs(\.files.paths),
      NearStepOptions.definitions(
        NearStepOptions.readingNames.union(NearStepOptions.comparingNames.union(NearStepOptions.invalidNames)).union([
          "part", "near", "keep", "against",
        ])
      ).at(\.options), InputFiles.definitions.at(\.files),
      OutputOptions.definitions.at(\.output, section: "Output"),
      RunOptions.definitions.at(\.runOptions, section: "Run"))
  }

  func execute(_ session: Session) throws {
    let signed = try session.run(
      NearSignJob(
        options.dedup, inputs: try files.inputs(), output: output.binary(hint: "use -o FILE or a pipe")))
    session.summarize("\(Counted(signed, "record")) signed")
  }
}

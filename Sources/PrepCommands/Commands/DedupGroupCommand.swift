import PrepDiagnostics
import PrepJobs
import PrepOptions

/// `prep dedup group`: which records have to be looked at in pairs.
struct DedupGroupCommand: StageCommand {
  static let name = "group"
  static let parentNames = ["dedup"]
  static let abstract = "Find candidate pairs by their signatures: step 2 of --near in parts"
  static var examples: [CommandExample] {
    [
      CommandExample(
        "prep dedup group --reduce 0/4 sign/*.run -o pairs/0.run",
        "A quarter of the signatures of all parts")
    ]
  }

  var options = NearStepOptions()
  var files: [String] = []
  var output = OutputOptions()
  var runOptions = RunOptions()

  static var table: OptionTable<DedupGroupCommand> {
    OptionTable(
      DedupGroupCommand(),
      operand: .any("SIGNATURES", \.files, isRequired: true, "Files that prep dedup sign wrote, of all parts"),
      NearStepOptions.definitions(["reduce", "memory"]).at(\.options),
      OutputOptions.definitions.at(\.output, section: "Output"),
      RunOptions.definitions.at(\.runOptions, section: "Run"))
  }

  func execute(_ session: Session) throws {
    var job = NearGroupJob(
      reduce: options.reduce, signatures: files.map { JobInput(path: $0) },
      output: output.binary(hint: "use -o FILE or a pipe"))
    job.memory = options.dedup.content.memory
    session.summarize("\(Counted(try session.run(job), "pair"))")
  }
}

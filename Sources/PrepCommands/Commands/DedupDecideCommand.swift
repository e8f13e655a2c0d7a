import PrepDiagnostics
import PrepJobs
import PrepOptions

/// `prep dedup decide`: decides which records go.
struct DedupDecideCommand: StageCommand {
  static let name = "decide"
  static let parentNames = ["dedup"]
  static let abstract = "Decide which records to remove: step 4 of --near in parts"
  static var examples: [CommandExample] {
    [
      CommandExample(
        "prep dedup decide --signatures sign/0.run --pairs pairs/0.run verified/*.run -o decisions --proof proof.jsonl",
        "One process for all parts")
    ]
  }

  var options = NearStepOptions()
  var files: [String] = []
  var output = OutputOptions()
  var runOptions = RunOptions()

  static var table: OptionTable<DedupDecideCommand> {
    OptionTable(
      DedupDecideCommand(),
      operand: .any("VERIFIED", \.files, isRequired: true, "Files that prep dedup verify wrote, of all parts"),
      NearStepOptions.definitions(NearStepOptions.comparingNames.union(["signatures", "pairs", "proof"])).at(\.options),
      OutputOptions.definitions.at(\.output, section: "Output"),
      RunOptions.definitions.at(\.runOptions, section: "Run"))
  }

  func execute(_ session: Session) throws {
    var job = NearDecideJob(
      signatures: options.signatures, pairs: options.pairs, verified: files.map { JobInput(path: $0) },
      proof: options.dedup.proof, output: output.binary(hint: "use -o FILE or a pipe"))
    (job.content, job.memory) = (options.dedup.content, options.dedup.content.memory)
    session.summarize("\(Counted(try session.run(job), "duplicate")) to leave out")
  }
}

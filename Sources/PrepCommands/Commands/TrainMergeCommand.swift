import PrepDiagnostics
import PrepJobs
import PrepOptions

/// `prep train merge`: the counts of several parts of a corpus added up.
struct TrainMergeCommand: StageCommand {
  static let name = "merge"
  static let parentNames = ["train"]
  static let abstract = "Add up the counts of several parts of a corpus"
  static var examples: [CommandExample] {
    [
      CommandExample(
        "prep train merge prompts.zst completions.zst --weight prompts.zst=2 -o all.zst", "Prompts count twice")
    ]
  }

  var files: [String] = []
  var weights: [SourceWeight] = []
  var output = OutputOptions()
  var runOptions = RunOptions()

  static var table: OptionTable<TrainMergeCommand> {
    OptionTable(
      TrainMergeCommand(),
      operand: .any("COUNTS", \.files, isRequired: true, "Files of counts, as prep train count writes them"),
      [
        SourceWeight.definition(\.weights)
      ],
      OutputOptions.definitions.at(\.output, section: "Output"),
      RunOptions.definitions.at(\.runOptions, section: "Run"))
  }

  func execute(_ session: Session) throws {
    let merged = try session.run(
      MergeCountsJob(
        weights: weights, inputs: files.map { JobInput(path: $0) }, output: output.binary(hint: "use -o FILE or a pipe")
      ))
    let pieces = "\(Counted(merged.pieces, "piece")), \(Counted(merged.differentPieces, "different piece"))"
    session.summarize("\(pieces) from \(Counted(files.count, "file"))")
  }
}

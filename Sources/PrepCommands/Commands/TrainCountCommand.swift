import PrepDiagnostics
import PrepJobs
import PrepOptions

/// `prep train count`: the words of a part of a corpus and how often each occurs.
struct TrainCountCommand: StageCommand {
  static let name = "count"
  static let parentNames = ["train"]
  static let abstract = "Count the pre-tokens of texts or records, for prep train --from-counts"
  static var examples: [CommandExample] {
    [
      CommandExample(
        "prep train count notes.txt -o notes.zst",
        "One part of a corpus")
    ]
  }

  var options = CountWordsJob.Options()
  var files = InputFiles()
  var output = OutputOptions()
  var runOptions = RunOptions()

  static var table: OptionTable<TrainCountCommand> {
    OptionTable(
      TrainCountCommand(), operand: .inputs(\.files.paths),
      CountWordsJob.Options.definitions.at(\.options), InputFiles.definitions.at(\.files),
      OutputOptions.definitions.at(\.output, section: "Output"),
      RunOptions.definitions.at(\.runOptions, section: "Run"))
  }

  func check() throws { try options.check() }

  func execute(_ session: Session) throws {
    let target = output.binary(hint: "use -o FILE or a pipe")
    let counted = try session.run(CountWordsJob(options, inputs: try files.inputs(.texts), output: target))
    session.summarize("\(Counted(counted.pieces, "piece")), \(Counted(counted.differentPieces, "different piece"))")
  }
}

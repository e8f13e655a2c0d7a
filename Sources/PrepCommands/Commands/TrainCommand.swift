import PrepDiagnostics
import PrepJobs
import PrepOptions

/// `prep train`: a vocabulary from text, in one run or from counts that several runs made.
struct TrainCommand: StageCommand {
  static let name = "train"
  static let abstract = "Train a tokenizer from texts, records or counts"
  static let group = CommandGroup.tokenizers
  static let discussion =
    "prep train count and prep train merge count the parts of a corpus, for --from-counts; see prep help train count."
  static var examples: [CommandExample] {
    [
      CommandExample(
        "cat *.md | prep train --vocab-size 1000 --special-tokens '<|endoftext|>' -o tokenizer.json",
        "A small tokenizer from local documents")
    ]
  }

  var options = TrainJob.Options(vocabulary: .none)
  var files = InputFiles()
  var output = OutputOptions()
  var runOptions = RunOptions()

  static var table: OptionTable<TrainCommand> {
    OptionTable(
      TrainCommand(), operand: .inputs(\.files.paths),
      TrainJob.Options.definitions.at(\.options), InputFiles.definitions.at(\.files),
      OutputOptions.definitions.at(\.output, section: "Output"),
      RunOptions.definitions.at(\.runOptions, section: "Run"))
  }

  func check() throws { try options.check() }

  func execute(_ session: Session) throws {
    var options = options
    options.writesRanks = output.output?.hasSuffix(".tiktoken") ?? false
    let made = try session.run(TrainJob(options, inputs: try files.inputs(.texts), output: output.text))
    let merges =
      made.objective == nil ? ", \(Counted(made.merges, "\(made.hasBase ? "new " : "")merge"))" : ""
    session.summarize("\(Counted(made.ids, "id"))\(merges) from \(Counted(made.differentPieces, "different piece"))")
    if made.ids < made.wanted {
      session.console.note(
        "warning: the vocabulary has \(Counted.grouped(made.ids)) of \(Counted(made.wanted, "token")): no \(made.objective == nil ? "pair left to merge" : "piece left to add") (see --min-frequency)"
      )
    }
  }
}

import ArgumentParser
import PrepJobs

/// `prep train count`: the words of a part of a corpus and how often each occurs.
struct TrainCountCommand: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "count", abstract: "Counts the pieces of texts or records, for a training from counts.")
  static let parentNames = ["train"]

  @OptionGroup var input: InputOptions
  @OptionGroup(title: "Corpus") var corpus: CorpusOptions

  @Option(help: ArgumentHelp("The memory that counts may take; beyond, they go to temporary files.", valueName: "SIZE"))
  var memory: Quantity = Quantity(1 << 30)

  @OptionGroup(title: "Text") var text: TextOptions
  @OptionGroup(title: "Bad records") var invalidOptions: InvalidOptions
  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Run") var runOptions: RunOptions

  func validate() throws {
    try checked { () throws(JobFailure) in try options.check() }
  }

  func execute(_ session: Session) throws {
    let counted = try session.run(CountWordsJob(options, inputs: input.inputs, output: output.binary(hint: "use -o FILE or a pipe")))
    session.summarize("\(Counted(counted.pieces, "piece")), \(Counted(counted.differentPieces, "different piece"))")
  }

  private var options: CountWordsJob.Options {
    var options = CountWordsJob.Options()
    options.reading = input.values
    options.corpus = corpus.values
    options.text = text.values
    options.invalid = invalidOptions.values
    options.memory = memory.value
    return options
  }
}

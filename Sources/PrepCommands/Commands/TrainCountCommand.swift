import ArgumentParser
import PrepBytes
import PrepTraining

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
    if memory.value < 1 << 20 { throw ValidationError("--memory takes at least 1Mi") }
  }

  func execute(_ session: Session) throws {
    let sink = try output.openBinary(hint: "use -o FILE or a pipe")
    let counting = CorpusCounting(session: session, input: input, text: text, invalidOptions: invalidOptions, corpus: corpus)
    let words = try counting.run(corpus.rules, budget: memory.value)
    let writer = CountsWriter(sink, rules: corpus.rules)
    try words.write(to: writer)
    session.report.add(writer.total, to: "pieces")
    session.summarize("\(Counted(writer.total, "piece")), \(Counted(writer.wordCount, "different piece"))")
  }
}

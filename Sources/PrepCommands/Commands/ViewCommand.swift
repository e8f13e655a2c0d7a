import ArgumentParser
import PrepJobs

/// `prep view`: a token stream or a shard set as JSON Lines.
struct ViewCommand: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "view", abstract: "Shows a token stream or a shard set as JSON Lines.")

  @Argument(help: ArgumentHelp("Token streams or shard sets (directories); none or '-' is standard input.", valueName: "FILE"))
  var paths: [String] = []

  @Flag(help: "Add the text of every document, and which parts of it are learnt.")
  var decode = false

  @Flag(help: "Add labels: the ids of what is learnt, and -100 for everything else.")
  var labels = false

  @Option(help: ArgumentHelp("Also write the rows as a page for a browser, every token with its weight.", valueName: "FILE"))
  var html: String?

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp("The records that the tokens were made from: say which line each document is. May be given several times.", valueName: "FILE"))
  var source: [String] = []

  @Option(help: ArgumentHelp("The most rows to show.", valueName: "N"))
  var limit: Quantity?

  @OptionGroup(title: "Tokenizer") var tokenizerOptions: TokenizerOptions
  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Run") var runOptions: RunOptions

  func execute(_ session: Session) throws {
    var options = ViewJob.Options()
    options.tokenizer = tokenizerOptions.values
    options.decodes = decode
    options.isForTerminal = (output.output ?? "-") == "-" && Console.standardOutputTakesColor
    options.addsLabels = labels
    options.limit = limit?.value
    let shown = try session.run(
      ViewJob(
        options, inputs: JobInput.files(paths), sources: source.map { JobInput(path: $0) }, output: output.text,
        page: html.map { JobOutput(path: $0) }))
    session.summarize(Counted(shown.rows, "row").description)
  }
}

import ArgumentParser
import PrepJobs

/// `prep tokenizer check`: a tokenizer held against itself.
struct TokenizerCheckCommand: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Checks that a tokenizer gives texts back, and that every way to encode gives the same ids.")
  static let parentNames = ["tokenizer"]

  @Argument(help: ArgumentHelp("A tokenizer's name, file or folder, or VOCAB,MERGES (default: the bundled one).", valueName: "NAME"))
  var tokenizer: String?

  @Option(help: ArgumentHelp("A file whose texts are encoded and decoded; may be given several times.", valueName: "FILE"))
  var text: [String] = []

  @Option(help: ArgumentHelp("The split pattern, by name or as a regular expression, for a file that holds none.", valueName: "PATTERN"))
  var pattern: String?

  @OptionGroup(title: "Text") var textOptions: TextOptions
  @OptionGroup(title: "Bad records") var invalidOptions: InvalidOptions
  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Run") var runOptions: RunOptions

  func execute(_ session: Session) throws {
    var options = CheckTokenizerJob.Options()
    options.tokenizer = PrepJobs.TokenizerOptions(name: tokenizer, pattern: pattern)
    options.text = textOptions.values
    options.invalid = invalidOptions.values
    let inputs = text.map { JobInput(path: $0) }
    if try session.run(CheckTokenizerJob(options, inputs: inputs, output: output.text)).faults > 0 { throw ExitStatus.findings }
  }
}

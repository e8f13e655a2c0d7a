import ArgumentParser
import PrepJobs

/// `prep tokenizer show`: what is in a tokenizer, or what becomes of texts with it.
struct TokenizerShowCommand: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Shows what a tokenizer is: size, pattern, special tokens, fingerprint; with --on, what texts become with it.")
  static let parentNames = ["tokenizer"]

  @Argument(help: ArgumentHelp("A tokenizer's name, file or folder, or VOCAB,MERGES (default: the bundled one).", valueName: "NAME"))
  var tokenizer: String?

  @Option(help: ArgumentHelp("The split pattern, for a file that holds none.", valueName: "PATTERN"))
  var pattern: String?

  @Flag(help: "Write a JSON object.")
  var json = false

  @Option(
    name: .customLong("on"),
    help: ArgumentHelp("Show what this text becomes: bytes per token, words, unused tokens. May be given several times.", valueName: "FILE"))
  var texts: [String] = []

  @Option(help: ArgumentHelp("With --on: another tokenizer beside it. May be given several times.", valueName: "NAME"))
  var against: [String] = []

  @OptionGroup(title: "Text") var textOptions: TextOptions
  @OptionGroup(title: "Bad records") var invalidOptions: InvalidOptions
  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Run") var runOptions: RunOptions

  func execute(_ session: Session) throws {
    var options = ShowTokenizerJob.Options()
    options.tokenizer = PrepJobs.TokenizerOptions(name: tokenizer, pattern: pattern)
    options.others = against
    options.writesJSON = json
    options.text = textOptions.values
    options.invalid = invalidOptions.values
    try session.run(ShowTokenizerJob(options, inputs: texts.map { JobInput(path: $0) }, output: output.text))
  }
}

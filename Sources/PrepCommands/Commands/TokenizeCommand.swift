import ArgumentParser
import PrepJobs
import PrepTokenizing

/// `prep tokenize`: examples to a token stream.
struct TokenizeCommand: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "tokenize", abstract: "Turns examples into token sequences that say which tokens are learnt.")

  @OptionGroup var input: InputOptions
  @OptionGroup(title: "Tokenizer") var tokenizerOptions: TokenizerOptions
  @OptionGroup(title: "Examples") var examples: ExampleOptions
  @OptionGroup(title: "Conversations") var template: TemplateOptions
  @OptionGroup(title: "Tokens") var ends: SequenceEndOptions
  @OptionGroup(title: "Learning") var learning: LearningOptions

  @Option(
    help: ArgumentHelp(
      "What becomes of a token across the end of a prompt: part of the prompt, avoided by encoding the two apart, or bad data.",
      valueName: "joint|split|strict"))
  var boundary: TokenizingOptions.Boundary = .joint

  @Flag(help: "Let special tokens in the text become their ids (default: they are text).")
  var allowSpecial = false

  @Option(help: ArgumentHelp("Do part i (from 0) of N of the job; the inputs are files.", valueName: "i/N"))
  var part: InputPart?

  @OptionGroup(title: "Bad records") var invalidOptions: InvalidOptions
  @OptionGroup(title: "Output") var output: TokenOutputOptions
  @OptionGroup(title: "Run") var runOptions: RunOptions

  func execute(_ session: Session) throws {
    session.say(try session.run(TokenizeJob(options, inputs: input.inputs, output: output.target, writesText: output.json)))
  }

  /// The options as jobs take them.
  var options: TokenizeJob.Options {
    var options = TokenizeJob.Options()
    options.reading = input.values
    options.tokenizer = tokenizerOptions.values
    options.examples = examples.values
    options.template = template.values
    options.ends = ends.values
    options.learning = learning.values
    options.boundary = boundary
    options.allowsSpecialTokens = allowSpecial
    options.part = part
    options.invalid = invalidOptions.values
    return options
  }
}

extension TokenizingOptions.Boundary: ExpressibleByArgument {}

extension InputPart: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

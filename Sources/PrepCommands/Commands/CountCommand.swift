import ArgumentParser
import PrepJobs

/// `prep count`: how many tokens texts or records have.
struct CountCommand: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "count", abstract: "Counts tokens, as wc counts words.")

  @OptionGroup var input: InputOptions
  @OptionGroup(title: "Tokenizer") var tokenizerOptions: TokenizerOptions
  @OptionGroup(title: "Text") var text: TextOptions
  @OptionGroup(title: "Bad records") var invalidOptions: InvalidOptions
  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Run") var runOptions: RunOptions

  func execute(_ session: Session) throws {
    var options = CountJob.Options()
    options.reading = input.values
    options.tokenizer = tokenizerOptions.values
    options.text = text.values
    options.invalid = invalidOptions.values
    options.namesInputs = !input.files.isEmpty
    session.say(try session.run(CountJob(options, inputs: input.inputs, output: output.text)))
  }
}

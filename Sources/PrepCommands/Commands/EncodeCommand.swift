import ArgumentParser
import PrepJobs

/// `prep encode`: text to token ids, a document a line.
struct EncodeCommand: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "encode", abstract: "Turns text into token ids, a document a line.")

  @OptionGroup var input: InputOptions
  @OptionGroup(title: "Tokenizer") var tokenizerOptions: TokenizerOptions
  @OptionGroup(title: "Text") var text: TextOptions

  @Flag(help: "Write a JSON object a document.")
  var json = false

  @Flag(help: "Show the text of each token; without --json a token a line.")
  var pieces = false

  @Flag(help: "Show the bytes of the document each token covers; without --json a token a line.")
  var offsets = false

  @Flag(help: "Let special tokens in the text become their ids (default: they are text).")
  var allowSpecial = false

  @OptionGroup(title: "Bad records") var invalidOptions: InvalidOptions
  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Run") var runOptions: RunOptions

  func validate() throws {
    try checked { () throws(JobFailure) in try options.check() }
  }

  func execute(_ session: Session) throws {
    session.say(try session.run(EncodeJob(options, inputs: input.inputs, output: output.text)))
  }

  private var options: EncodeJob.Options {
    var options = EncodeJob.Options()
    options.reading = input.values
    options.tokenizer = tokenizerOptions.values
    options.text = text.values
    options.invalid = invalidOptions.values
    (options.form.json, options.form.pieces, options.form.offsets) = (json, pieces, offsets)
    options.allowsSpecialTokens = allowSpecial
    return options
  }
}

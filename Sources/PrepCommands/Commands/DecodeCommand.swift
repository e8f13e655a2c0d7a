import ArgumentParser
import PrepJobs

/// `prep decode`: token ids back to text.
struct DecodeCommand: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "decode", abstract: "Turns token ids, or a token stream, back into text.")

  @OptionGroup var input: InputOptions
  @OptionGroup(title: "Tokenizer") var tokenizerOptions: TokenizerOptions

  @Flag(help: "Write the text of special tokens too (default: they give nothing).")
  var special = false

  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Run") var runOptions: RunOptions

  func execute(_ session: Session) throws {
    var options = DecodeJob.Options()
    options.tokenizer = tokenizerOptions.values
    options.writesSpecialTokens = special
    let count = try session.run(DecodeJob(options, inputs: input.inputs, output: output.text))
    session.summarize("\(Counted(count.tokens, "token")) by \(count.tokenizer)")
  }
}

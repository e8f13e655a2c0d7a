import ArgumentParser
import PrepJobs

/// `prep tokenizer list`: the tokenizers that have a name here.
struct TokenizerListCommand: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists the tokenizers that can be used by name.")
  static let parentNames = ["tokenizer"]

  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Run") var runOptions: RunOptions

  func execute(_ session: Session) throws { try session.run(ListTokenizersJob(output: output.text)) }
}

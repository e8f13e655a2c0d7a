import ArgumentParser
import PrepBytes

/// `prep count`: how many tokens a text or the records of a file have.
struct CountCommand: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "count", abstract: "Counts tokens, as wc counts words.")

  @OptionGroup var input: InputOptions
  @OptionGroup(title: "Run options") var runOptions: RunOptions

  func execute(_ session: Session) throws {
    throw UsageError("no tokenizer is built in yet")
  }
}

import ArgumentParser
import PrepBytes
import PrepTokenizers

/// `prep tokenizer list`: the tokenizers that have a name here.
struct TokenizerListCommand: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists the tokenizers that can be used by name.")
  static let parentNames = ["tokenizer"]

  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Run") var runOptions: RunOptions

  func execute(_ session: Session) throws {
    let sink = try output.open()
    for entry in TokenizerCatalog.list() { try sink.write("\(entry.name)\t\(entry.path ?? "bundled")\n") }
    try sink.finish()
  }
}

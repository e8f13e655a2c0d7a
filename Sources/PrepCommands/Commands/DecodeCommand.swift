import PrepDiagnostics
import PrepJobs
import PrepOptions

/// `prep decode`: token ids back to text.
struct DecodeCommand: StageCommand {
  static let name = "decode"
  static let abstract = "Turn token IDs back into text"
  static let group = CommandGroup.tokenizers
  static var examples: [CommandExample] {
    [
      CommandExample("prep encode notes.txt | prep decode | cmp - notes.txt", "Round trip")
    ]
  }

  var options = DecodeJob.Options()
  var files: [String] = []
  var reading = InputOptions()
  var output = OutputOptions()
  var runOptions = RunOptions()

  static var table: OptionTable<DecodeCommand> {
    OptionTable(
      DecodeCommand(), operand: .inputs(\.files),
      InputOptions.definitions.filter { $0.name != "part" }.at(\.reading),
      DecodeJob.Options.definitions.at(\.options),
      OutputOptions.definitions.at(\.output, section: "Output"),
      RunOptions.definitions.at(\.runOptions, section: "Run"))
  }

  func execute(_ session: Session) throws {
    let count = try session.run(DecodeJob(options, inputs: JobInput.files(files), output: output.text))
    session.summarize("\(Counted(count.tokens, "token")) by \(count.tokenizer)")
  }
}

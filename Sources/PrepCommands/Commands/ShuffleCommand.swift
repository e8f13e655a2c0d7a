import PrepDiagnostics
import PrepJobs
import PrepOptions

/// `prep shuffle`: records or rows in an order by chance.
struct ShuffleCommand: StageCommand {
  static let name = "shuffle"
  static let abstract = "Shuffle records, or rows of tokens"
  static let group = CommandGroup.cleaning
  static var examples: [CommandExample] {
    [
      CommandExample(
        "prep shuffle --seed 7 train.jsonl -o shuffled.jsonl", "A reproducible random order"),
      CommandExample(
        "prep shuffle --epochs 3 shards/ -o epochs/",
        "Three epochs of an MDS dataset, each in another order"),
    ]
  }

  var options = ShuffleJob.Options()
  var files = InputFiles()
  var output = GivenOutputOptions()
  var runOptions = RunOptions()

  static var table: OptionTable<ShuffleCommand> {
    OptionTable(
      ShuffleCommand(), operand: .given(\.files.paths),
      ShuffleJob.Options.definitions.at(\.options), InputFiles.definitions.at(\.files),
      GivenOutputOptions.definitions.at(\.output, section: "Output"),
      RunOptions.definitions.at(\.runOptions, section: "Run"))
  }

  func check() throws { try options.check() }

  func execute(_ session: Session) throws {
    let inputs = try files.given()
    let done = try session.run(
      ShuffleJob(options, inputs: inputs, output: try output.output(for: inputs, of: files.splits)))
    if let tokens = done.tokens {
      session.say(tokens)
      session.summarize("shuffled by seed \(done.seed)")
    } else {
      session.summarize(
        "\(Counted(done.written, "record")) shuffled by seed \(done.seed), \(Counted.grouped(done.invalid)) invalid")
    }
  }
}

extension OperandDefinition {
  /// The inputs of a command that reads records and tokens alike.
  static func given(_ path: WritableKeyPath<Options, [String]>) -> OperandDefinition {
    .any("FILE", path, "Files and folders of records, token streams, or MDS datasets; none or '-' is standard input")
  }
}

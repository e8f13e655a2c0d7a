import PrepDiagnostics
import PrepJobs
import PrepOptions

/// `prep repack`: rows to rows of another length.
struct RepackCommand: StageCommand {
  static let name = "repack"
  static let abstract = "Repack the rows of MDS datasets or token streams"
  static let group = CommandGroup.packing
  static var examples: [CommandExample] {
    [
      CommandExample("prep repack --length 8192 shards/ -o shards-8k/", "Longer rows without tokenizing again"),
      CommandExample(
        "prep repack --length 2048 --pad right shards/ | prep shard --matrix 2048 -o matrix/",
        "Fixed-length rows for memory mapping"),
    ]
  }

  var options = PackingOptions.none
  var files: [String] = []
  var output = TokenSetOutputOptions()
  var runOptions = RunOptions()

  static var table: OptionTable<RepackCommand> {
    OptionTable(
      RepackCommand(), operand: .tokenSets(\.files),
      PackingOptions.definitions.at(\.options, section: "Rows"),
      TokenSetOutputOptions.definitions.at(\.output, section: "Output"),
      RunOptions.definitions.at(\.runOptions, section: "Run"))
  }

  func check() throws { try options.check() }

  func execute(_ session: Session) throws {
    let inputs = JobInput.files(files)
    let done = try session.run(RepackJob(options, inputs: inputs, target: try output.target(like: inputs)))
    session.summarize("\(Counted(done.rows, "row")) read; \(done.packed.words)")
    if let set = done.written.set { session.say(set) }
  }
}

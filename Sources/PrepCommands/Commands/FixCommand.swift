import PrepBytes
import PrepFixing
import PrepJobs
import PrepOptions

/// `prep fix`: repairs records by name.
struct FixCommand: StageCommand {
  static let name = "fix"
  static let abstract = "Repair records with named fixes: broken JSON, roles, keys, duplicates"
  static let group = CommandGroup.cleaning
  static var examples: [CommandExample] {
    [
      CommandExample(
        "prep fix train.jsonl | prep tokenize -o train.tokens",
        "Repair what is safe to repair, and tokenize the rest"),
      CommandExample("prep fix --apply safe,json --diff train.jsonl", "See what the repairs of nearly-JSON would do"),
    ]
  }

  var options = FixJob.Options()
  var files = InputFiles()
  var list = false
  var output = RecordOutputOptions()
  var inPlace = InPlaceOptions()
  var runOptions = RunOptions()

  static var table: OptionTable<FixCommand> {
    OptionTable(
      FixCommand(), operand: .inputs(\.files.paths),
      FixJob.Options.definitions.at(\.options), InputFiles.definitions.at(\.files),
      [
        .flag("list", \.list, "List the repairs")
      ],
      RecordOutputOptions.definitions.at(\.output, section: "Output"),
      InPlaceOptions.definitions.at(\.inPlace, section: "Output"),
      RunOptions.definitions.at(\.runOptions, section: "Run"))
  }

  func check() throws {
    try options.check()
    try inPlace.check(
      output.file, files, options.reading, ["diff": options.showsChanges, "output-format": output.format != nil])
  }

  private var target: JobOutput {
    get throws { options.showsChanges ? try output.text(for: "--diff").shown : try output.records(of: files.splits) }
  }

  func execute(_ session: Session) throws {
    if list { return try printList() }
    let inputs = try files.inputs()
    guard inPlace.isAsked else {
      return session.say(try session.run(FixJob(options, inputs: inputs, output: try target)))
    }
    var options = options
    let rejects = options.invalid.rejects.map { SharedOutput($0) }
    options.invalid.rejects = rejects?.output
    try session.replace(inputs, options.reading, sharing: [rejects]) {
      FixJob(options, inputs: [$0], output: $1)
    } say: {
      session.say($0)
    }
  }

  private func printList() throws {
    let sink = FileByteSink.standardOutput()
    try sink.write(Repair.list)
    try sink.finish()
  }
}

import PrepBytes
import PrepJobs
import PrepOptions

/// `prep convert`: any container and shape as JSON Lines of the shape that is wanted.
struct ConvertCommand: StageCommand {
  static let name = "convert"
  static let abstract = "Convert tables, JSON, text and published formats to JSON Lines records"
  static let group = CommandGroup.cleaning
  static var examples: [CommandExample] {
    [
      CommandExample(
        "prep convert --to prompt-completion pairs.csv | prep tokenize -o pairs.tokens",
        "A table of questions and answers, ready to tokenize"),
      CommandExample(
        "prep convert --encoding windows-1252 pairs.csv",
        "A table in the text encoding of a spreadsheet program"),
    ]
  }

  var options = ConvertJob.Options()
  var files = InputFiles()
  var list = false
  var output = RecordOutputOptions()
  var inPlace = InPlaceOptions()
  var runOptions = RunOptions()

  static var table: OptionTable<ConvertCommand> {
    OptionTable(
      ConvertCommand(), operand: .inputs(\.files.paths),
      ConvertJob.Options.definitions.at(\.options), InputFiles.definitions.at(\.files),
      [
        .flag("list", \.list, "List the shapes that are read and the forms that are written")
      ],
      RecordOutputOptions.definitions.at(\.output, section: "Output"),
      InPlaceOptions.definitions.at(\.inPlace, section: "Output"),
      RunOptions.definitions.at(\.runOptions, section: "Run"))
  }

  func check() throws {
    try options.check()
    try inPlace.check(output.file, files, options.reading, ["output-format": output.format != nil])
  }

  private var target: JobOutput {
    get throws { options.writesByteOrderMark ? try output.text(for: "--bom") : try output.records(of: files.splits) }
  }

  func execute(_ session: Session) throws {
    if list {
      let sink = try output.text(for: "--list").open()
      try sink.write(Conversions.list)
      return try sink.finish()
    }
    let inputs = try files.inputs()
    guard inPlace.isAsked else {
      return session.say(try session.run(ConvertJob(options, inputs: inputs, output: try target)))
    }
    var options = options
    let rejects = options.invalid.rejects.map { SharedOutput($0) }
    options.invalid.rejects = rejects?.output
    try session.replace(inputs, options.reading, sharing: [rejects]) {
      ConvertJob(options, inputs: [$0], output: $1)
    } say: {
      session.say($0)
    }
  }
}

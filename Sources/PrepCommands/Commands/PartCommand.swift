import PrepJobs
import PrepOptions

/// `prep part`: how inputs are cut into parts.
struct PartCommand: StageCommand {
  static let name = "part"
  static let abstract = "Show how --part divides the input files"
  static let group = CommandGroup.packing
  static var examples: [CommandExample] {
    [CommandExample("prep part --plan 8 data/", "Which bytes of which files each of eight tasks reads")]
  }

  var count = 1
  var reading = InputOptions()
  var examples = ExampleOptions()
  var files = InputFiles()
  var output = OutputOptions()
  var runOptions = RunOptions()

  static var table: OptionTable<PartCommand> {
    OptionTable(
      PartCommand(), operand: .inputs(\.files.paths),
      [
        .value("plan", "N", \.count, .quantity(in: 1...1 << 20), "Show how the files are cut into N parts").required()
          .common(),
        .flag("lines", \.examples.isLines, "Plain text: one example per line").defaulting(
          to: "one per file"),
      ],
      InputFiles.definitions.at(\.files),
      ImportOptions.definitions.at(\.reading.importing, section: "Tables and text"),
      OutputOptions.definitions.at(\.output, section: "Output"),
      RunOptions.definitions.at(\.runOptions, section: "Run"))
  }

  func execute(_ session: Session) throws {
    try session.run(
      PartPlanJob(
        count: count, reading: reading, examples: examples, inputs: try files.inputs(), output: output.text))
  }
}

import PrepDiagnostics
import PrepJobs
import PrepOptions

/// `prep report`: what is done with reports of runs.
enum ReportCommand {
  static var definition: CommandDefinition {
    CommandDefinition(
      name: "report", abstract: "Add up the reports of the parts of a job", group: CommandGroup.packing.rawValue,
      subcommands: [ReportAddCommand.definition])
  }
}

/// `prep report add`: the reports of several runs added up.
struct ReportAddCommand: StageCommand {
  static let name = "add"
  static let parentNames = ["report"]
  static let abstract = "Add up the reports of several runs"
  static var examples: [CommandExample] {
    [CommandExample("prep report add part-*.json", "Totals over all parts of a job")]
  }

  var files: [String] = []
  var output = OutputOptions()
  var runOptions = RunOptions()

  static var table: OptionTable<ReportAddCommand> {
    OptionTable(
      ReportAddCommand(),
      operand: .any("REPORT", \.files, isRequired: true, "Reports, as --report FILE writes them"),
      OutputOptions.definitions.at(\.output, section: "Output"),
      RunOptions.definitions.at(\.runOptions, section: "Run"))
  }

  func execute(_ session: Session) throws {
    let made = try session.run(AddReportsJob(inputs: files.map { JobInput(path: $0) }, output: output.text))
    session.summarize(Counted(made.reports, "report").description)
  }
}

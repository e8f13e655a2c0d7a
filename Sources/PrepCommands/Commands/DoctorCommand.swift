import PrepDiagnostics
import PrepJobs
import PrepOptions

/// `prep doctor`: what is there of all that runs need, and what is missing.
struct DoctorCommand: StageCommand {
  static let name = "doctor"
  static let abstract = "Check what this machine has, and what is missing"
  static let group = CommandGroup.program
  static var examples: [CommandExample] {
    [
      CommandExample("prep doctor | grep -v ^ok", "What is missing"),
      CommandExample("prep doctor --json > doctor.json", "Everything, for a bug report"),
    ]
  }

  var options = DoctorJob.Options()
  var output = OutputOptions()
  var runOptions = RunOptions()

  static var table: OptionTable<DoctorCommand> {
    OptionTable(
      DoctorCommand(), DoctorJob.Options.definitions.at(\.options),
      OutputOptions.definitions.at(\.output, section: "Output"), RunOptions.definitions.at(\.runOptions, section: "Run")
    )
  }

  func execute(_ session: Session) throws {
    let summary = try session.run(DoctorJob(options, output: output.text))
    let missing = Counted(summary.count(.missing), "optional thing")
    let broken = summary.count(.broken)
    if broken == 0 {
      let rest =
        missing.count == 0 ? "" : "; \(missing.with("is", "are")) not installed (lines that begin with 'missing')"
      session.summarize("everything prep needs is there\(rest)")
      return
    }
    session.summarize(
      "\(Counted(broken, "required thing").with("is", "are")) broken (lines that begin with 'broken')")
    throw ExitStatus.unavailable
  }
}

import PrepBytes
import PrepJobs
import PrepOptions

/// `prep completions`: the script with which a shell completes the commands.
struct CompletionsCommand: StageCommand {
  static let name = "completions"
  static let abstract = "Print or install shell completion"
  static let group = CommandGroup.program
  static var examples: [CommandExample] {
    [
      CommandExample("prep completions bash --install", "For all new shells of this user"),
      CommandExample("source <(prep completions bash)", "For this shell only"),
    ]
  }

  var shell = ""
  var installs = false
  var output = OutputOptions()
  var runOptions = RunOptions()

  static var table: OptionTable<CompletionsCommand> {
    OptionTable(
      CompletionsCommand(),
      operand: .one(
        "SHELL", \.shell, completion: .words(CompletionShell.allCases.map(\.rawValue)), "The shell: bash, zsh or fish"),
      [.flag("install", \.installs, "Write the script where the shell looks for it, and say where that is")],
      OutputOptions.definitions.at(\.output, section: "Output"), RunOptions.definitions.at(\.runOptions, section: "Run")
    )
  }

  func check() throws {
    guard CompletionShell(rawValue: shell) != nil else {
      throw UsageError("SHELL is bash, zsh or fish, not '\(OptionFailure.shown(shell))'")
    }
    if installs, output.output != nil { throw UsageError("--install and --output exclude each other") }
  }

  func execute(_ session: Session) throws {
    guard let shell = CompletionShell(rawValue: shell) else { return }
    let script = shell.script(for: PrepCommand.definition)
    guard installs else { return try write(script, to: output.text) }
    let place = try CompletionPlace(shell)
    try FolderMaking.make(place.folder)
    try write(script, to: JobOutput(path: place.path))
    session.summarize("\(place.path) is written; \(place.remark)")
  }

  private func write(_ script: String, to output: JobOutput) throws {
    let sink = try output.open()
    try sink.write(script)
    try sink.finish()
  }
}

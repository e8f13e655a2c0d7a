import ArgumentParser
import PrepDeduplicating
import PrepJobs

/// `prep dedup`: leaves out records that say what others say.
struct DedupCommand: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "dedup", abstract: "Leaves out records that say what others say.")

  @OptionGroup var input: InputOptions
  @OptionGroup(title: "Comparison") var content: ContentOptions

  @Option(help: "Which of several records that say the same stays.")
  var keep: Deduplicator.Choice = .first

  @Option(help: ArgumentHelp("Write the records left out to a file, as they were read.", valueName: "FILE"))
  var removed: String?

  @OptionGroup(title: "Bad records") var invalidOptions: InvalidOptions
  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Run") var runOptions: RunOptions

  func execute(_ session: Session) throws {
    var options = DedupJob.Options()
    options.reading = input.values
    options.content = content.values
    options.invalid = invalidOptions.values
    options.kept = keep
    options.removed = removed.map { JobOutput(path: $0) }
    let done = try session.run(DedupJob(options, inputs: input.inputs, output: output.text))
    session.summarize("\(Counted(done.written, "record")) written, \(Counted(done.duplicates, "duplicate")) left out, \(done.invalid) invalid")
  }
}

extension Deduplicator.Choice: ExpressibleByArgument {}

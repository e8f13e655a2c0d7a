import ArgumentParser
import PrepBytes
import PrepFixing
import PrepJobs

/// `prep fix`: repairs records by name.
struct FixCommand: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "fix", abstract: "Repairs records: JSON that is nearly JSON, roles, keys, duplicates.")

  @OptionGroup var input: InputOptions
  @OptionGroup(title: "Tables and text") var importOptions: ImportOptions

  @Option(
    help: ArgumentHelp(
      "The repairs to make: names, catalogue ids, and the groups safe, json and all (see --list).", valueName: "REPAIR,…"))
  var apply = "safe"

  @Flag(help: "Write what would change instead of the records.")
  var diff = false

  @Flag(help: "Do what OpenAI's fine_tunes.prepare_data did when all its questions were answered with yes.")
  var likePrepareData = false

  @Flag(help: "List the repairs.")
  var list = false

  @OptionGroup(title: "Bad records") var invalidOptions: InvalidOptions
  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Run") var runOptions: RunOptions

  func validate() throws {
    for word in apply.split(separator: ",") where Repair.named(String(word)).isEmpty {
      throw ValidationError("there is no repair called '\(word)'; see prep fix --list")
    }
    try checked { () throws(JobFailure) in try options.check() }
  }

  func execute(_ session: Session) throws {
    if list { return try printList() }
    session.say(try session.run(FixJob(options, inputs: input.inputs, output: output.text)))
  }

  private var options: FixJob.Options {
    var options = FixJob.Options()
    options.reading = input.values
    options.importing = importOptions.values
    options.invalid = invalidOptions.values
    options.repairs = Set(apply.split(separator: ",").flatMap { Repair.named(String($0)) })
    options.showsChanges = diff
    options.likePrepareData = likePrepareData
    return options
  }

  private func printList() throws {
    let sink = FileByteSink.standardOutput()
    try sink.write(Repair.list)
    try sink.finish()
  }
}

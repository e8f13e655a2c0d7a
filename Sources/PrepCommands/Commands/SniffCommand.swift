import ArgumentParser
import PrepJobs

/// `prep sniff`: what inputs are made of.
struct SniffCommand: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "sniff", abstract: "Says what files are made of: container, character set, shape, roles.")

  @OptionGroup var input: InputOptions
  @OptionGroup(title: "Tables and text") var importOptions: ImportOptions

  @Flag(help: "Read to the end (default: a thousand records).")
  var all = false

  @Flag(help: "Write a JSON object a file.")
  var json = false

  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Run") var runOptions: RunOptions

  func execute(_ session: Session) throws {
    var options = SniffJob.Options()
    options.reading = input.values
    options.importing = importOptions.values
    options.readsAll = all
    options.writesJSON = json
    try session.run(SniffJob(options, inputs: input.inputs, output: output.text))
  }
}

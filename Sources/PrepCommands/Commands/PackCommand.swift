import ArgumentParser
import PrepJobs

/// `prep pack`: sequences into rows of a fixed length.
struct PackCommand: StageCommand {
  static let configuration = CommandConfiguration(
    commandName: "pack", abstract: "Joins token sequences into rows of a fixed length.")

  @OptionGroup var input: TokenInputOptions
  @OptionGroup(title: "Rows") var packing: PackingOptions
  @OptionGroup(title: "Output") var output: TokenOutputOptions
  @OptionGroup(title: "Run") var runOptions: RunOptions

  func execute(_ session: Session) throws {
    session.say(try session.run(PackJob(packing.values, inputs: input.inputs, output: output.target, writesText: output.json)))
  }
}

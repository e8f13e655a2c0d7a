import ArgumentParser
import PrepJobs

/// Where and how a stage writes tokens.
struct TokenOutputOptions: ParsableArguments {
  @Flag(help: "Write the JSON Lines twin of the token stream.")
  var json = false

  @OptionGroup var output: OutputOptions

  init() {}

  /// Where they go: the binary stream is refused on a terminal.
  var target: JobOutput { json ? output.text : output.binary() }
}

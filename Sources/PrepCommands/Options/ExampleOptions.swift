import ArgumentParser
import PrepExamples
import PrepJobs
import PrepShapes

/// What the examples of an input are.
struct ExampleOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The shape of the examples (default: what the first record tells).", valueName: "SHAPE"))
  var shape: ExampleShape?

  @OptionGroup var naming: NamingOptions

  @Flag(help: "Every input is plain text (default: files named .txt, .txt.gz or .txt.zst).")
  var text = false

  @Flag(help: "Every line of plain text is an example (default: every file is one).")
  var lines = false

  @Flag(help: "Take plain text that is not UTF-8 as it is.")
  var bytes = false

  init() {}

  /// The options as jobs take them.
  var values: PrepJobs.ExampleOptions {
    var values = PrepJobs.ExampleOptions()
    values.shape = shape
    values.mapping = naming.mapping
    values.isText = text
    values.isLines = lines
    values.acceptsBytes = bytes
    return values
  }
}

extension ExampleShape: ExpressibleByArgument {}

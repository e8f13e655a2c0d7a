import ArgumentParser
import PrepExamples
import PrepJobs

/// What the examples of an input are.
struct ExampleOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The shape of the examples (default: what the first record tells).", valueName: "SHAPE"))
  var shape: ExampleShape?

  @Option(help: ArgumentHelp("What fields are called in the records: prompt=question,completion=answer.", valueName: "OURS=THEIRS,…"))
  var map: FieldMapping?

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
    values.mapping = map ?? FieldMapping()
    values.isText = text
    values.isLines = lines
    values.acceptsBytes = bytes
    return values
  }
}

extension ExampleShape: ExpressibleByArgument {}

extension FieldMapping: ExpressibleByArgument {
  public init?(argument: String) {
    guard let mapping = try? FieldMapping(parsing: argument) else { return nil }
    self = mapping
  }
}

import ArgumentParser
import PrepExamples
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

  var mapping: FieldMapping { naming.mapping }

  /// What an input holds, by its name and the options.
  func content(of path: String) -> DocumentReader.Content {
    let isText = text || [".txt", ".txt.gz", ".txt.zst"].contains { path.hasSuffix($0) }
    return isText ? (lines ? .lines : .whole) : .records
  }
}

extension ExampleShape: ExpressibleByArgument {}

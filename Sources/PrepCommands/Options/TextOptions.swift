import ArgumentParser

/// How a command for plain text cuts its inputs into documents.
struct TextOptions: ParsableArguments {
  @Flag(help: "Every input is JSON Lines (default: files named .jsonl, .jsonl.gz or .jsonl.zst).")
  var records = false

  @Flag(help: "Every line is a document.")
  var lines = false

  @Option(help: ArgumentHelp("The field of a record that holds the text; several are documents of their own.", valueName: "NAME"))
  var field: [String] = ["text"]

  @Flag(help: "Take text that is not UTF-8 as it is.")
  var bytes = false

  func validate() throws {
    if records, lines { throw ValidationError("--records and --lines exclude each other") }
  }

  /// What an input holds, by its name and the options.
  func content(of path: String) -> DocumentReader.Content {
    if lines { return .lines }
    if records { return .records }
    let named = [".jsonl", ".jsonl.gz", ".jsonl.zst"].contains { path.hasSuffix($0) }
    return named ? .records : .whole
  }
}

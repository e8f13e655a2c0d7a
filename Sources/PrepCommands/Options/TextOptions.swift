import ArgumentParser
import PrepJobs

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

  func validate() throws { try checked { () throws(JobFailure) in try values.check() } }

  /// The options as jobs take them.
  var values: PrepJobs.TextOptions {
    var values = PrepJobs.TextOptions()
    values.isRecords = records
    values.isLines = lines
    values.fields = field
    values.acceptsBytes = bytes
    return values
  }
}

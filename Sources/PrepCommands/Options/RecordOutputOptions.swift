import PrepJobs
import PrepOptions

/// Where and how a command writes records.
struct RecordOutputOptions {
  /// nil is what the name of the file says.
  var format: RecordFileFormat?
  var file = OutputOptions()

  /// The options of a command.
  static var definitions: [OptionDefinition<RecordOutputOptions>] {
    OutputOptions.definitions.at(\.file) + [formatDefinition(\.format)]
  }

  /// `--output-format`.
  static func formatDefinition<Options>(
    _ path: WritableKeyPath<Options, RecordFileFormat?>
  ) -> OptionDefinition<Options> {
    .value("output-format", "jsonl|parquet", path, .choice, "Format of the written records")
      .defaulting(to: "parquet for a name that ends in .parquet, else jsonl")
  }

  /// Where records go: a file, standard output, or with a slash at the end of the name a folder with a data set.
  ///
  /// - Parameter splits: The splits that were read; the folder that is written has the one, or `train`.
  func records(of splits: [String]) throws -> JobOutput {
    if let folder = file.output, folder.hasSuffix("/") {
      let split = splits.count == 1 && splits[0] != "all" ? splits[0] : "train"
      return try FolderOutput(folder, format: format, splits: [split]).output(split)
    }
    if format == nil { try RecordFileFormat.check(path: file.output) }
    let format = format ?? RecordFileFormat(path: file.output)
    let output = format == .parquet ? file.binary(hint: "use -o FILE or a pipe") : file.text
    return output.records(as: format)
  }

  /// Where text goes that is no records.
  ///
  /// - Parameter option: The option that asks for it.
  func text(for option: String) throws -> JobOutput {
    if (format ?? RecordFileFormat(path: file.output)) == .parquet || file.output?.hasSuffix("/") ?? false {
      throw UsageError("\(option) writes text, and no records in a table")
    }
    return file.text
  }
}

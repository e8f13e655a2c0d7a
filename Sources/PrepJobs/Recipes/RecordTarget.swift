import PrepOptions

/// Where a recipe writes records, as they are behind its steps.
struct RecordTarget: Sendable {
  var output = ""
  /// nil is what the name of the file says.
  var format: RecordFileFormat?

  static var definitions: [OptionDefinition<RecordTarget>] {
    [
      .value("output", "FILE", \.output, .name("the name of a file").completed(by: .file), "The file to write")
        .required(),
      .value("output-format", "jsonl|parquet", \.format, .choice, "The form in which records are written")
        .defaulting(to: "parquet for a name that ends so, else jsonl"),
    ]
  }

  func check() throws(JobFailure) {
    if output.isEmpty || output.hasSuffix("/") || output == "-" {
      throw JobFailure("out-of-range", "--output takes the name of a file")
    }
    if format == nil { try RecordFileFormat.check(path: output) }
  }

  /// The file.
  var target: JobOutput { JobOutput(path: output).records(as: format ?? RecordFileFormat(path: output)) }
}

extension RecordTarget: NamesFiles {
  func name(to files: inout JobFiles) { files.writes(output) }
}

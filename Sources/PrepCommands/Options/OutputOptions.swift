import PrepJobs
import PrepOptions
import PrepSystem

/// Where a command writes its data.
struct OutputOptions {
  /// A file; nil and `-` are standard output.
  var output: String?

  /// The options of a command.
  static var definitions: [OptionDefinition<OutputOptions>] {
    [
      .value("output", short: "o", "FILE", \.output, .file, "Write to FILE, which appears only when complete")
        .defaulting(to: "standard output").common()
    ]
  }

  /// Where text goes.
  var text: JobOutput { JobOutput(path: output) }

  /// Where binary data goes, which no terminal takes.
  ///
  /// - Parameter hint: What to do instead, for the message.
  func binary(hint: String = "use -o FILE, a pipe, or --json") -> JobOutput {
    JobOutput(path: output) { [output] in
      if output == nil || output == "-", Descriptor.standardOutput.isTerminal {
        throw UsageError("binary data is not written to a terminal: \(hint)")
      }
      return try OutputFile.open(output)
    }
  }
}

/// Where and how a stage writes tokens.
struct TokenOutputOptions {
  /// Whether the twin in JSON Lines is written.
  var json = false
  var output = OutputOptions()

  /// The options of a command.
  static var definitions: [OptionDefinition<TokenOutputOptions>] {
    [.flag("json", \.json, "Write the token stream as JSON Lines")] + OutputOptions.definitions.at(\.output)
  }

  /// Where they go: the binary stream is refused on a terminal.
  var target: JobOutput { json ? output.text : output.binary() }
}

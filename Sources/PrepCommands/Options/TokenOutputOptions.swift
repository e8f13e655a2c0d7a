import ArgumentParser
import PrepBytes
import PrepTokens

/// Where and how a stage writes tokens.
struct TokenOutputOptions: ParsableArguments {
  @Flag(help: "Write the JSON Lines twin of the token stream.")
  var json = false

  @OptionGroup var output: OutputOptions

  init() {}

  /// The sink for bytes: the binary stream is refused on a terminal.
  func open() throws -> any ByteSink { try json ? output.open() : output.openBinary() }

  /// The sink for sequences.
  func writer(_ sink: any ByteSink, header: TokenStreamHeader) throws -> any TokenSequenceSink {
    try json ? TokenTwinWriter(sink: sink, header: header) : TokenStreamWriter(sink: sink, header: header)
  }
}

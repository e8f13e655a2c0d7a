import PrepBytes
import PrepTokens

/// Opening what token sequences are written to.
enum TokenSink {
  /// The binary stream, or its text twin, JSON Lines.
  static func open(_ sink: any ByteSink, header: TokenStreamHeader, isText: Bool) throws -> any TokenSequenceSink {
    isText ? try TokenTwinWriter(sink: sink, header: header) : try TokenStreamWriter(sink: sink, header: header)
  }
}

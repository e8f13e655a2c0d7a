import PrepBytes
import PrepRecords

/// Takes token sequences one after the other: the binary stream, its twin, or whatever a stage writes.
package protocol TokenSequenceSink {
  /// What the stream says of itself.
  var header: TokenStreamHeader { get }
  /// What has been written so far.
  var totals: TokenStreamTotals { get }

  /// Adds a sequence of the kind that the header declares.
  func write(_ sequence: TokenSequence) throws

  /// Ends the stream.
  func finish() throws
}

extension TokenStreamWriter: TokenSequenceSink {}

/// Writes the JSON Lines twin of a token stream: see ``TokenSequenceJSON``.
package final class TokenTwinWriter: TokenSequenceSink {
  package let header: TokenStreamHeader
  package private(set) var totals = TokenStreamTotals()
  private let sink: any ByteSink
  private var writer = JSONWriter()

  package init(sink: any ByteSink, header: TokenStreamHeader) throws {
    self.sink = sink
    self.header = header
  }

  package func write(_ sequence: TokenSequence) throws {
    writer.beginObject()
    TokenSequenceJSON.writeMembers(of: sequence, columns: header.columns, to: &writer)
    if totals.sequences == 0 { TokenSequenceJSON.writeMember(header, to: &writer) }
    writer.endObject()
    totals.add(sequence)
    try endLine()
  }

  package func finish() throws {
    if totals.sequences == 0 {
      writer.beginObject()
      TokenSequenceJSON.writeMember(header, to: &writer)
      writer.endObject()
      try endLine()
    }
    try sink.finish()
  }

  private func endLine() throws {
    writer.newline()
    try sink.write(writer.bytes)
    writer.removeAll()
  }
}

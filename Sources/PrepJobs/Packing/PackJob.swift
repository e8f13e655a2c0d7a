import PrepPacking
import PrepTokens

/// Sequences into rows of a fixed length.
package struct PackJob: Job {
  /// What was made.
  package struct Summary: Sendable {
    package var counts: PackingJob.Counts
  }

  package var options: PackingOptions
  /// Token streams, binary or text.
  package var inputs: [JobInput]
  package var output: JobOutput
  /// Whether the text twin of the stream is written, JSON Lines.
  package var writesText: Bool

  package init(_ options: PackingOptions, inputs: [JobInput], output: JobOutput, writesText: Bool = false) {
    self.options = options
    self.inputs = inputs
    self.output = output
    self.writesText = writesText
  }

  package func execute(_ context: JobContext) throws -> Summary {
    try options.check()
    let sink = try output.open()
    context.expect(bytes: JobInput.storedBytes(of: inputs))
    let rows = try PackedRows(of: TokenStreamSource(inputs), options)
    let writer = try TokenSink.open(sink, header: rows.header, isText: writesText)
    while let row = try rows.next() {
      try context.check()
      try writer.write(row)
    }
    try writer.finish()
    rows.count(into: &context.report)
    return rows.summary
  }
}

import PrepPacking
import PrepTokens

/// Sequences into rows of a fixed length.
public struct PackJob: Job {
  /// What was made.
  public struct Summary: Sendable {
    /// All that was counted.
    package var counts: PackingJob.Counts
    /// Documents that were packed.
    public var documents: Int { counts.documents }
    /// Rows that were made.
    public var rows: Int { counts.rows }
    /// Tokens in them, without padding.
    public var tokens: Int { counts.tokens }
  }

  /// How it is done.
  public var options: PackingOptions
  /// Token streams, binary or text.
  public var inputs: [JobInput]
  /// Where the result goes.
  public var output: JobOutput
  /// Whether the text twin of the stream is written, JSON Lines.
  public var writesText: Bool

  /// A job, ready to be run.
  public init(_ options: PackingOptions, inputs: [JobInput], output: JobOutput, writesText: Bool = false) {
    self.options = options
    self.inputs = inputs
    self.output = output
    self.writesText = writesText
  }

  public func execute(_ context: JobContext) throws -> Summary {
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

import PrepDiagnostics
import PrepPacking
import PrepShards
import PrepTokens

/// Rows of token streams and shard sets to rows of another length, strategy or seed, without tokenizing again.
package struct RepackJob: Job {
  /// What was done.
  package struct Summary: Sendable {
    /// Rows that were read.
    package var rows: Int
    /// What was packed.
    package var packed: PackJob.Summary
    /// What was written.
    package var written: TokenTarget.Written
  }

  /// How rows are made.
  package var options: PackingOptions
  /// Token streams or shard sets, in order.
  package var inputs: [JobInput]
  /// Where the result goes.
  package var target: TokenTarget

  /// A job, ready to be run.
  package init(_ options: PackingOptions, inputs: [JobInput], target: TokenTarget) {
    self.options = options
    self.inputs = inputs
    self.target = target
  }

  package func execute(_ context: JobContext) throws -> Summary {
    try options.check()
    context.expect(bytes: JobInput.storedBytes(of: inputs))
    for input in inputs where input.isShardSet {
      guard try ShardIndex(directory: input.path).layout.fixedLength != nil else { continue }
      throw Diagnostic(
        "no-boundaries",
        "the rows are a matrix (--matrix), which does not say where documents begin; pack the tokens they were made of",
        at: SourceLocation(file: input.name))
    }
    let documents = try WholeDocuments(JoinedTokens(inputs, keepsNumbers: inputs.count == 1))
    let rows = try PackedRows(of: documents, options)
    let written = try target.write(rows, step: "repack", context)
    context.report.add(documents.rows, to: "rows_read")
    // The target has counted the rows and tokens that it wrote.
    context.report.add(rows.summary.documents, to: "documents")
    rows.countFill(into: &context.report)
    return Summary(rows: documents.rows, packed: rows.summary, written: written)
  }
}

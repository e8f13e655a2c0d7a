import PrepTokens

/// Token streams and shard sets that know nothing of each other to one.
package struct JoinJob: Job {
  /// What was joined.
  package struct Summary: Sendable {
    /// What was written.
    package var written: TokenTarget.Written
    /// Each input: how it is called, its rows, and the number that its documents begin at.
    package var inputs: [(name: String, rows: Int, firstDocument: UInt64)]
  }

  /// Token streams or shard sets, in order.
  package var inputs: [JobInput]
  /// Where the result goes.
  package var target: TokenTarget

  /// A job, ready to be run.
  package init(inputs: [JobInput], target: TokenTarget) {
    self.inputs = inputs
    self.target = target
  }

  package func execute(_ context: JobContext) throws -> Summary {
    context.expect(bytes: JobInput.storedBytes(of: inputs))
    let source = try JoinedTokens(inputs)
    let written = try target.write(source, step: "join", context)
    context.report.add(inputs.count, to: "inputs")
    return Summary(
      written: written,
      inputs: source.members.map { (name: $0.input.name, rows: $0.rows, firstDocument: $0.firstDocument ?? 0) })
  }
}

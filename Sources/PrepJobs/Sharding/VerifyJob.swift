import PrepBytes
import PrepDiagnostics
import PrepShards
import PrepTokens

/// Recomputes the checksums and counts of shard sets and token streams.
public struct VerifyJob: Job {
  /// What became of one input; the observer hears of it by ``JobNote/verified(_:)``.
  public struct Outcome: Sendable {
    /// The input as messages call it.
    public var name: String
    /// What was found and counted.
    package var report: ShardVerifier.Report
    /// What is wrong; nothing when all is sound.
    public var findings: [Diagnostic] { report.findings }
  }

  /// The verdict on all inputs.
  public struct Summary: Sendable {
    /// The worst finding; nil when all is sound.
    public var worst: Diagnostic.Severity?
  }

  /// Shard sets or token streams.
  public var inputs: [JobInput]
  /// Where the result goes.
  public var output: JobOutput
  /// Whether a shard set's lost index is made again from its manifest, or the manifest from the index, before it is
  /// verified.
  public var repairs: Bool

  /// A job, ready to be run.
  public init(inputs: [JobInput], output: JobOutput, repairs: Bool = false) {
    self.inputs = inputs
    self.output = output
    self.repairs = repairs
  }

  public func execute(_ context: JobContext) throws -> Summary {
    if repairs, let other = inputs.first(where: { !$0.isDirectory }) {
      throw JobFailure(
        "repair-needs-sets", "--repair is for MDS datasets, which are directories, and \(other.name) is not one")
    }
    let sink = try output.open()
    var summary = Summary()
    for input in inputs {
      try context.check()
      let report = try input.isDirectory ? verify(set: input, context) : Self.verify(input, context)
      for finding in report.findings {
        try sink.write("\(finding)".printableAtLineStart + "\n")
        context.report.add(1, to: finding.code.rawValue)
        summary.worst = max(summary.worst ?? finding.severity, finding.severity)
      }
      context.report.add(report.totals.sequences, to: "rows")
      context.report.add(report.totals.tokens, to: "tokens")
      context.report.add(report.totals.trainedTokens, to: "trained_tokens")
      context.note(.verified(Outcome(name: input.name, report: report)))
    }
    try sink.finish()
    return summary
  }

  private func verify(set input: JobInput, _ context: JobContext) throws -> ShardVerifier.Report {
    if repairs {
      let repair = try ShardRepair.repair(directory: input.path, check: context.check)
      if let made = repair.made {
        context.report.add(1, to: "repaired")
        context.note(.repaired(name: input.name, made))
      }
      if !repair.findings.isEmpty {
        var report = ShardVerifier.Report()
        report.findings = repair.findings
        return report
      }
    }
    return try ShardVerifier.verify(
      directory: input.path, threads: context.threads, begun: { context.expect(bytes: $0) },
      advanced: { try context.advance(bytes: $0, records: $1) })
  }

  /// Reads a token stream to its end.
  private static func verify(_ input: JobInput, _ context: JobContext) throws -> ShardVerifier.Report {
    var report = ShardVerifier.Report()
    do {
      let source = try TokenStreamSource([input])
      while let sequence = try source.next() {
        try context.advance(tokensOf: sequence)
        report.totals.add(sequence)
      }
    } catch let failure as IOFailure where failure.code == .damaged {
      report.findings.append(Diagnostic("damaged-stream", failure.message, at: SourceLocation(file: input.name)))
    } catch let finding as Diagnostic {
      report.findings.append(finding)
    }
    return report
  }
}

import PrepBytes
import PrepConcurrency
import PrepDiagnostics
import PrepTokens

/// Recomputes every checksum and count of a shard set.
package struct ShardVerifier {
  /// What was found and counted.
  package struct Report: Sendable {
    package var findings: [Diagnostic] = []
    package var shards = 0
    package var totals = TokenStreamTotals()

    package init() {}
  }

  /// Verifies a set.
  ///
  /// - Parameters:
  ///   - begun: Called first, with the bytes of all shards as they are stored.
  ///   - advanced: Called after every shard, with its stored bytes and its rows; what it throws ends the verification.
  /// - Throws: ``IOFailure`` with code `cannotRead` when there is no index, and what `advanced` throws.
  package static func verify(
    directory: String, threads: Int = 1, begun: (_ bytes: Int) -> Void = { _ in },
    advanced: (_ bytes: Int, _ rows: Int) throws -> Void = { _, _ in }
  ) throws -> Report {
    var report = Report()
    let index: ShardIndex
    do { index = try ShardIndex(directory: directory) } catch let failure as IOFailure where failure.code == .damaged {
      report.findings.append(Diagnostic("damaged-index", failure.message, at: SourceLocation(file: failure.path)))
      return report
    }
    begun(index.shards.reduce(0) { $0 + $1.stored.bytes })
    var ordinal = 0
    let pool = OrderedWorkerPool<ShardReader, Int, ShardOutcome>(
      threads: threads, makeState: { try ShardReader(directory: directory) },
      produce: {
        defer { ordinal += 1 }
        return ordinal < index.shards.count ? ordinal : nil
      },
      transform: { reader, ordinal in outcome(ordinal, reader, directory) })
    while let outcome = try pool.next() {
      let entry = index.shards[report.shards]
      report.shards += 1
      report.totals.add(outcome.totals)
      report.findings += outcome.findings
      try advanced(entry.stored.bytes, outcome.totals.sequences)
    }
    verifyManifest(index, directory, &report)
    for name in try ShardAttempt.names(in: directory) {
      report.findings.append(
        Diagnostic(
          "attempt-left", severity: .warning, "an attempt at a part that did not finish; prep merge --clean removes it",
          at: SourceLocation(file: directory + "/" + name)))
    }
    return report
  }

  /// What one shard gave.
  private struct ShardOutcome: Sendable {
    var totals = TokenStreamTotals()
    var findings: [Diagnostic] = []
  }

  private static func outcome(_ ordinal: Int, _ reader: ShardReader, _ directory: String) -> ShardOutcome {
    let entry = reader.index.shards[ordinal]
    var outcome = ShardOutcome()
    func find(_ code: Diagnostic.Code, _ message: String) {
      outcome.findings.append(Diagnostic(code, message, at: SourceLocation(file: directory + "/" + entry.stored.name)))
    }
    do {
      let contents = try WholeShard(entry, directory: directory)
      if let frameSize = reader.index.frameSize, entry.compressed != nil {
        _ = try SeekableShard(entry, frameSize: frameSize, directory: directory)
      }
      for sample in 0..<entry.samples { outcome.totals.add(try reader.sequence(sample, in: contents, shard: ordinal)) }
      if outcome.totals.tokens != entry.tokens {
        find("count-mismatch", "has \(Counted(outcome.totals.tokens, "token")), the index says \(entry.tokens)")
      }
    } catch let failure as IOFailure {
      find(failure.code == .cannotRead ? "missing-shard" : "damaged-shard", failure.message)
    } catch { find("damaged-shard", "\(error)") }
    return outcome
  }

  private static func verifyManifest(_ index: ShardIndex, _ directory: String, _ report: inout Report) {
    let path = directory + "/" + ShardManifest.fileName
    guard let bytes = try? FileByteSource(path: path).readAll() else {
      report.findings.append(Diagnostic("missing-manifest", "the manifest is missing", at: SourceLocation(file: path)))
      return
    }
    if bytes != ShardManifest(index).file {
      report.findings.append(
        Diagnostic("manifest-mismatch", "the manifest and the index do not agree", at: SourceLocation(file: path)))
    }
  }
}

import PrepBytes
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
  /// - Throws: ``IOFailure`` when there is no index that can be read.
  package static func verify(directory: String) throws -> Report {
    var report = Report()
    let reader = try ShardReader(directory: directory)
    func find(_ code: Diagnostic.Code, _ message: String, _ file: String) {
      report.findings.append(Diagnostic(code, message, at: SourceLocation(file: directory + "/" + file)))
    }
    var row = 0
    for entry in reader.index.shards {
      report.shards += 1
      var tokens = 0
      do {
        _ = try ShardReader.load(entry, in: directory)
        for number in row..<row + entry.samples {
          let sequence = try reader.row(number)
          tokens += sequence.tokens.count + (sequence.rejected?.tokens.count ?? 0)
          report.totals.add(sequence)
        }
        if tokens != entry.tokens { find("count-mismatch", "has \(tokens) tokens, the index says \(entry.tokens)", entry.stored.name) }
      } catch let failure as IOFailure {
        find(failure.code == .cannotRead ? "missing-shard" : "damaged-shard", failure.message, entry.stored.name)
      }
      row += entry.samples
    }
    verifyManifest(reader.index, directory, find)
    return report
  }

  private static func verifyManifest(
    _ index: ShardIndex, _ directory: String, _ find: (Diagnostic.Code, String, String) -> Void
  ) {
    let name = ShardManifest.fileName
    guard let bytes = try? FileByteSource(path: directory + "/" + name).readAll() else {
      return find("missing-manifest", "the manifest is missing", name)
    }
    let level = index.compression.flatMap { Int($0.dropFirst("zstd:".count)) } ?? 0
    let manifest = ShardManifest(header: index.header, shards: index.shards, level: level, sizeLimit: index.sizeLimit)
    if bytes != manifest.file || manifest.datasetID != index.datasetID {
      find("manifest-mismatch", "the manifest and the index do not agree", name)
    }
  }
}

import PrepBytes
import PrepDiagnostics
import PrepRecords
import PrepShapes

/// Judges records as a target does, by the rules that look at one record: what a target refuses is not to be written for
/// it.
package final class RecordJudge: Sendable {
  private let judge: BatchJudge

  /// - Parameter ignored: Rules that do not count, by code or catalogue id.
  /// - Throws: ``RuleSelection/Failure``.
  package init(_ profile: TargetProfile, ignoring ignored: [String]) throws {
    let severities = SeverityTable(profiles: [profile], areNamed: true)
    let selection = try RuleSelection(ignore: Self.others + ignored)
    judge = BatchJudge(
      rules: RuleSet(selection, severities), severities: severities, options: ValidationOptions(), names: .exact)
  }

  /// The rules that look at anything else than one record, by catalogue id.
  package static let others: [String] = {
    var others: [String] = []
    for rule in RuleCatalogue.all where rule as? any RecordRule.Type == nil { others.append(rule.about.id) }
    return others
  }()

  /// The first error in each of some lines that has one, by the number of the line, from 1.
  ///
  /// - Throws: ``IOFailure``, which memory has none of.
  package func errors(in lines: [UInt8]) throws -> [Int: Diagnostic] {
    let chunker = LineChunker(source: MemoryByteSource(lines), maxLine: .max >> 1)
    let options = LineChunk.Options(maxLine: .max >> 1)
    var scratch = BatchJudge.Scratch()
    var errors: [Int: Diagnostic] = [:]
    while let batch = try chunker.next()?.parse(options) {
      for finding in judge.judge(batch, file: 0, &scratch).findings where finding.severity == .error {
        guard errors[finding.location.line] == nil else { continue }
        errors[finding.location.line] = Diagnostic(finding.about.code, finding.message, at: finding.location)
      }
    }
    return errors
  }
}

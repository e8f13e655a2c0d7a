import PrepExpressions
import PrepRecords

/// Decides of records whether they stay.
package struct RecordFilter: Sendable {
  /// What becomes of a record that lacks a field which a rule asks for.
  package enum MissingField: String, Sendable, Hashable, CaseIterable {
    /// The record is bad data.
    case error
    /// The rule does not hold.
    case `false`
  }

  /// What was decided of a record.
  package struct Verdict: Sendable {
    /// The numbers of the rules that do not hold, in order; all of them, or the first.
    package var failed: [Int] = []
    /// The number that the first of them looks at, where it looks at one.
    package var measured: Double?
    /// Whether the record stays.
    package var stays: Bool { failed.isEmpty }
  }

  /// The rules, in the order in which they are asked.
  package let rules: [FilterRule]
  private let missing: MissingField
  private let asksAll: Bool

  /// - Parameters:
  ///   - missing: What becomes of a record that lacks a field.
  ///   - asksAll: Whether all rules are asked, also behind one that does not hold.
  package init(_ rules: [FilterRule], missing: MissingField = .error, asksAll: Bool = false) {
    self.rules = rules
    self.missing = missing
    self.asksAll = asksAll
  }

  /// Decides of a record. A rule that does not hold decides, also where one before it has no value.
  ///
  /// - Throws: `EvaluationFault` where a rule has no value, and none says that the record goes.
  package func verdict(on record: JSONView, _ evaluation: Evaluation) throws(EvaluationFault) -> Verdict {
    var verdict = Verdict()
    var fault: EvaluationFault?
    for (number, rule) in rules.enumerated() {
      let holds: Bool
      do throws(EvaluationFault) { holds = try rule.term.holds(for: record, evaluation) } catch {
        if error.kind == .missing, missing == .false {
          holds = false
        } else {
          fault = fault ?? error
          continue
        }
      }
      if holds { continue }
      if verdict.failed.isEmpty { verdict.measured = rule.term.measured(for: record, evaluation) }
      verdict.failed.append(number)
      if !asksAll { break }
    }
    if verdict.failed.isEmpty, let fault { throw fault }
    return verdict
  }
}

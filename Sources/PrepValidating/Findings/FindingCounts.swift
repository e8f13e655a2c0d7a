import PrepDiagnostics
import PrepRecords

/// How many findings there were, by rule and severity, and by rule for each target.
package struct FindingCounts: Sendable {
  private var bySeverity: [Int]
  /// For each target the errors of each rule.
  private var refusals: [Int]
  private let targets: Int

  init(targets: Int) {
    self.targets = targets
    bySeverity = [Int](repeating: 0, count: RuleCatalogue.count * 3)
    refusals = [Int](repeating: 0, count: RuleCatalogue.count * max(1, targets))
  }

  /// Counts a finding and says how many of the rule there were before it.
  mutating func add(rule: Int, severity: Diagnostic.Severity, targets concerned: TargetSet, severities: SeverityTable)
    -> Int
  {
    let before = total(rule)
    bySeverity[rule * 3 + Self.index(severity)] += 1
    concerned.forEach { target in
      if severities.severity(rule: rule, target: target) == .error { refusals[rule * targets + target] += 1 }
    }
    return before
  }

  mutating func add(_ other: FindingCounts) {
    for index in bySeverity.indices { bySeverity[index] += other.bySeverity[index] }
    for index in refusals.indices { refusals[index] += other.refusals[index] }
  }

  /// How many findings a rule has.
  package func total(_ rule: Int) -> Int { bySeverity[rule * 3] + bySeverity[rule * 3 + 1] + bySeverity[rule * 3 + 2] }

  package func count(_ rule: Int, _ severity: Diagnostic.Severity) -> Int {
    bySeverity[rule * 3 + Self.index(severity)]
  }

  /// How many findings of a severity there are.
  package func count(_ severity: Diagnostic.Severity) -> Int {
    (0..<RuleCatalogue.count).reduce(0) { $0 + count($1, severity) }
  }

  /// Whether there is a finding of a severity or a higher one.
  package func has(atLeast severity: Diagnostic.Severity) -> Bool {
    Diagnostic.Severity.allCases.contains { $0 >= severity && count($0) > 0 }
  }

  /// How often a rule makes a target refuse.
  package func refusals(_ rule: Int, target: Int) -> Int { refusals[rule * targets + target] }

  private static func index(_ severity: Diagnostic.Severity) -> Int {
    switch severity {
    case .info: 0
    case .warning: 1
    case .error: 2
    }
  }
}

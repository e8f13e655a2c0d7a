import PrepDiagnostics
import PrepRecords

/// How bad a finding of each rule is for each target of a run.
struct SeverityTable: Sendable {
  let profiles: [TargetProfile]
  /// Whether the user named the targets; else there is one profile, the general one, that nobody wants to read about.
  let areNamed: Bool
  /// For each rule and target: nil when the rule means nothing there.
  private let table: [Diagnostic.Severity?]
  private let everything: TargetSet

  init(profiles: [TargetProfile], areNamed: Bool) {
    precondition(!profiles.isEmpty && profiles.count <= TargetSet.most, "a run has 1 to 63 profiles")
    self.profiles = profiles
    self.areNamed = areNamed
    everything = TargetSet(bits: (1 << UInt64(profiles.count)) - 1)
    table = RuleCatalogue.all.flatMap { rule in
      profiles.map { $0.severity(of: rule.about) }
    }
  }

  var targets: Int { profiles.count }

  func severity(rule: Int, target: Int) -> Diagnostic.Severity? { table[rule * profiles.count + target] }

  /// The worst severity over some targets and those of them that the rule concerns, or nil when it concerns none.
  func judge(rule: Int, _ targets: TargetSet) -> (Diagnostic.Severity, TargetSet)? {
    var worst: Diagnostic.Severity?
    var concerned = TargetSet.none
    TargetSet(bits: targets.bits & everything.bits).forEach { target in
      guard let severity = severity(rule: rule, target: target) else { return }
      concerned.insert(target)
      if worst.map({ $0 < severity }) ?? true { worst = severity }
    }
    return worst.map { ($0, concerned) }
  }

  /// The targets worth naming in a finding.
  func named(_ targets: TargetSet) -> TargetSet { areNamed ? targets : .none }
}

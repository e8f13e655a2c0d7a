import PrepDiagnostics
import PrepRecords

/// Which rules run.
package struct RuleSelection: Sendable {
  /// The numbers of the rules.
  private(set) var rules: Set<Int>

  /// A selection that makes no sense.
  package struct Failure: Error, Sendable, CustomStringConvertible {
    /// What is wrong: `unknown-rule`, `rule-cannot-run` or `no-rule`.
    package var code: String
    package var description: String
  }

  /// A rule that is asked for and cannot run is a failure, so that nobody takes its silence for a verdict; of a family
  /// of rules one has to run, and `default` and `all` are those that can.
  ///
  /// - Parameters:
  ///   - select: Codes, catalogue ids, families by their letter, `default` and `all`; nothing is `default`.
  ///   - ignore: The same, taken away.
  ///   - given: What there is besides records. With other data to hold examples against, the rules about that run.
  ///   - profiles: The targets that are judged for; none leaves out whether they have anything a rule looks at.
  /// - Throws: ``Failure``.
  package init(
    select: [String] = [], ignore: [String] = [], given: RuleNeeds = [], profiles: [TargetProfile] = []
  ) throws {
    rules = []
    for name in select.isEmpty ? ["default"] : select {
      let named = try Self.named(name)
      let running = named.filter { Self.obstacle($0, given, profiles) == nil }
      if running.isEmpty, let first = named.min(), let obstacle = Self.obstacle(first, given, profiles) {
        throw Failure(code: "rule-cannot-run", description: "the rule '\(name)' cannot run: \(obstacle)")
      }
      rules.formUnion(running)
    }
    if given.contains(.reference) {
      rules.formUnion(RuleCatalogue.all.indices.filter { RuleCatalogue.all[$0].needs.contains(.reference) })
    }
    for name in ignore { rules.subtract(try Self.named(name)) }
    if rules.isEmpty {
      throw Failure(code: "no-rule", description: "all rules are left out, and nothing would be found")
    }
  }

  func contains(_ rule: Int) -> Bool { rules.contains(rule) }

  /// Why a rule cannot find anything in this run; nil when it can.
  private static func obstacle(_ rule: Int, _ given: RuleNeeds, _ profiles: [TargetProfile]) -> String? {
    let rule = RuleCatalogue.all[rule]
    let missing = rule.needs.subtracting(given)
    if !missing.isEmpty { return "it needs \(missing.options)" }
    if profiles.isEmpty || profiles.contains(where: { $0.severity(of: rule.about) != nil && rule.concerns($0) }) {
      return nil
    }
    return "it needs a --target that has something to say about it"
  }

  private static func named(_ name: String) throws -> Set<Int> {
    let all = RuleCatalogue.all
    if name == "all" { return Set(all.indices) }
    if name == "default" { return Set(all.indices.filter { all[$0].about.isDefault }) }
    let found = all.indices.filter {
      let about = all[$0].about
      return about.id == name.uppercased() || about.code.rawValue == name || name.uppercased() == String(about.family)
    }
    if found.isEmpty {
      let names = ["all", "default"] + all.flatMap { [$0.about.id, $0.about.code.rawValue] }
      throw Failure(
        code: "unknown-rule",
        description: "there is no rule or group of rules called '\(name)' among those of prep validate --rules"
          + NearestNames.question(name, among: names))
    }
    return Set(found)
  }
}

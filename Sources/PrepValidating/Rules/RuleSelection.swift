import PrepDiagnostics
import PrepRecords

/// Which rules run.
package struct RuleSelection: Sendable {
  /// The numbers of the rules.
  private(set) var rules: Set<Int>

  /// A name that is neither a rule nor a group of rules.
  package struct UnknownName: Error, Sendable, CustomStringConvertible {
    package var name: String
    package var description: String { "there is no rule or group of rules called '\(name)'; see prep validate --rules" }
  }

  /// - Parameters:
  ///   - select: Codes, catalogue ids, families by their letter, `default` and `all`; nothing is `default`.
  ///   - ignore: The same, taken away.
  ///   - hasTokenizer: Whether rules about tokens can run.
  ///   - hasReference: Whether there is other data to hold examples against; then the rules about that run.
  /// - Throws: ``UnknownName``.
  package init(select: [String] = [], ignore: [String] = [], hasTokenizer: Bool = false, hasReference: Bool = false)
    throws
  {
    rules = []
    for name in select.isEmpty ? ["default"] : select { rules.formUnion(try Self.named(name)) }
    if hasReference {
      rules.formUnion(RuleCatalogue.all.indices.filter { RuleCatalogue.all[$0] is any ReferenceRule.Type })
    }
    for name in ignore { rules.subtract(try Self.named(name)) }
    if !hasTokenizer { rules = rules.filter { RuleCatalogue.all[$0].about.family != "K" } }
  }

  func contains(_ rule: Int) -> Bool { rules.contains(rule) }

  private static func named(_ name: String) throws -> Set<Int> {
    let all = RuleCatalogue.all
    if name == "all" { return Set(all.indices) }
    if name == "default" { return Set(all.indices.filter { all[$0].about.isDefault }) }
    let found = all.indices.filter {
      let about = all[$0].about
      return about.id == name.uppercased() || about.code.rawValue == name || name.uppercased() == String(about.family)
    }
    if found.isEmpty { throw UnknownName(name: name) }
    return Set(found)
  }
}

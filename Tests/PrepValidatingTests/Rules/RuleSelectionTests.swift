import PrepDiagnostics
import PrepValidating
import Testing

/// A rule that is asked for runs, or the selection is refused: no gate is open because nothing looked.
@Suite struct RuleSelectionTests {
  static let needs: [RuleNeeds] = (0..<8).map { RuleNeeds(rawValue: $0) }

  /// Examples with what rules look at: none for K14 and K16, whose faults the bundled tokenizer does not have.
  @Test(arguments: RuleCatalogue.all.map { $0.about.id }) func `a rule runs where all it needs is there`(_ id: String)
    throws
  {
    let rule = try #require(RuleCatalogue.all.first { $0.about.id == id })
    let profiles = try Validating.profiles(rule.about.example.targets)
    for given in Self.needs {
      for name in [id, id.lowercased(), rule.about.code.rawValue] {
        let selection = try? RuleSelection(select: [name], given: given, profiles: profiles)
        #expect((selection != nil) == rule.needs.isSubset(of: given), "\(name) with \(given.rawValue)")
      }
    }
  }

  @Test(arguments: RuleCatalogue.all.map { $0.about.id })
  func `without its target a rule finds its example or is refused`(_ id: String) throws {
    let rule = try #require(RuleCatalogue.all.first { $0.about.id == id })
    let example = rule.about.example
    guard rule.needs.isEmpty, !example.targets.isEmpty else { return }
    do {
      let found = try Validating.findings(example.bad, select: [id], file: example.fileName)
      #expect(!found.isEmpty)
    } catch let failure as RuleSelection.Failure {
      #expect(failure.code == "rule-cannot-run")
      #expect(failure.description.contains("--target"))
    }
  }

  @Test(arguments: RuleCatalogue.all.map { $0.about.id }) func `a rule that a target turns off is refused there`(
    _ id: String
  ) throws {
    let rule = try #require(RuleCatalogue.all.first { $0.about.id == id })
    let profile = try TargetProfile(
      json: Array(#"{"name":"own","severities":{"\#(id)":"off"}}"#.utf8), file: "own.json")
    #expect(throws: RuleSelection.Failure.self) {
      try RuleSelection(select: [id], given: rule.needs, profiles: [profile])
    }
  }

  @Test(arguments: Set(RuleCatalogue.all.compactMap { $0.about.id.first }).sorted().map(String.init))
  func `of a family one rule has to run`(_ family: String) throws {
    let rules = RuleCatalogue.all.filter { $0.about.id.hasPrefix(family) }
    for given in Self.needs {
      let canRun = rules.contains { $0.needs.isSubset(of: given) }
      #expect(((try? RuleSelection(select: [family], given: given)) != nil) == canRun, "\(family) \(given.rawValue)")
    }
    _ = try RuleSelection(select: ["all"])
    _ = try RuleSelection()
  }

  @Test func `a selection of nothing is refused`() {
    #expect(throws: RuleSelection.Failure.self) { try RuleSelection(select: ["D01"], ignore: ["D"]) }
    #expect(throws: RuleSelection.Failure.self) { try RuleSelection(ignore: ["all"]) }
  }
}

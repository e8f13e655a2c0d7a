import Foundation
import TestSupport
import Testing

/// A rule is an enumeration in a file of its name. One of no kind does not compile; one that nobody lists is found
/// here.
@Suite struct RuleListTests {
  @Test("every rule is in the catalogue, once") func everyRuleIsListed() throws {
    let folder = TestData.packageFolder.appendingPathComponent("Sources/PrepValidating/Rules")
    let catalogue = try String(contentsOf: folder.appendingPathComponent("RuleCatalogue.swift"), encoding: .utf8)
    let listed = catalogue.matches(of: #/\b(\w+Rule)\.self/#).map { String($0.output.1) }
    #expect(Set(listed).count == listed.count)
    var declared: [String] = []
    for file in try ModuleMap.swiftFiles(below: "Sources/PrepValidating") {
      let text = try String(contentsOf: file, encoding: .utf8)
      declared += text.matches(of: #/(?m)^(?:package )?(?:enum|struct) (\w+Rule)\b/#).map { String($0.output.1) }
    }
    #expect(declared.count > 100)
    #expect(Set(declared) == Set(listed))
  }
}

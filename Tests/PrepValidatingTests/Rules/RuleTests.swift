import PrepDiagnostics
import PrepValidating
import Testing

/// Every rule finds the fault of its own example at the place the example names, and nothing in the good one.
@Suite struct RuleTests {
  static let rules: [RuleDescription] = RuleCatalogue.all.map { $0.about }

  @Test("a rule finds what its example shows", arguments: rules.map(\.id))
  func findsItsExample(_ id: String) throws {
    let about = try #require(Self.rules.first { $0.id == id })
    // Rows of tables are found by what reads the table; the command's tests show it.
    guard id != "S11" else { return }
    let example = about.example
    let container = example.fileName.hasSuffix(".csv") ? "csv" : id == "F11" ? "json" : "jsonl"
    let found = try Validating.findings(
      example.bad, targets: example.targets, select: [id], file: example.fileName, container: container)
    #expect(found.allSatisfy { $0.about.id == id })
    let first = try #require(found.first, "\(id) finds nothing in its example")
    #expect(Validating.place(first) == example.place)
    #expect(first.severity >= .info && !first.message.isEmpty)

    let good = try Validating.findings(example.good, targets: example.targets, select: [id], file: id == "F12" ? "train.jsonl" : example.fileName)
    #expect(good.isEmpty, "\(id) finds \(good.first?.message ?? "") in its good example")
  }

  @Test("ids and codes are unique and well-formed") func namesAreSound() {
    #expect(Set(Self.rules.map(\.id)).count == Self.rules.count)
    #expect(Set(Self.rules.map(\.code)).count == Self.rules.count)
    for about in Self.rules {
      #expect(about.id.wholeMatch(of: /[FJSRTWIGPQDK][0-9]{2}/) != nil, "\(about.id)")
      #expect(about.code.rawValue.wholeMatch(of: /[a-z][a-z0-9-]*/) != nil, "\(about.code)")
      #expect(!about.summary.isEmpty && !about.reason.isEmpty && !about.remedy.isEmpty)
    }
  }
}

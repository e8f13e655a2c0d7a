import PrepDiagnostics
import PrepValidating
import Testing

/// Every rule finds the fault of its own example at the place the example names, and nothing in the good one.
@Suite struct RuleTests {
  static let rules: [RuleDescription] = RuleCatalogue.all.map { $0.about }

  /// What examples are held against.
  static let other = """
    {"prompt":"Why does the sea taste of salt?","completion":" It just does."}
    {"text":"The keeper of the lighthouse wrote down the weather every single morning for thirty years."}

    """

  @Test("a rule finds what its example shows", arguments: rules.map(\.id))
  func findsItsExample(_ id: String) throws {
    let about = try #require(Self.rules.first { $0.id == id })
    // Rows of tables are found by what reads the table; the command's tests show it.
    // The bundled tokenizer neither changes texts nor fills rows with its end of text, and asks for no begin of text.
    guard !["S11", "F15", "F16", "F17", "F18", "K14", "K16", "K06"].contains(id) else { return }
    let needs = try #require(RuleCatalogue.all.first { $0.about.id == id }).needs
    let tokenizer = needs.contains(.tokenizer) || about.example.template != nil ? try Validating.tokenizer.get() : nil
    let reference = needs.contains(.reference) ? try Validating.reference(Self.other) : nil
    let example = about.example
    let container = example.fileName.hasSuffix(".csv") ? "csv" : id == "F11" ? "json" : "jsonl"
    let found = try Validating.findings(
      example.bad, targets: example.targets, select: [id], file: example.fileName, container: container,
      tokenizer: tokenizer, template: example.template, reference: reference)
    #expect(found.allSatisfy { $0.about.id == id })
    let first = try #require(found.first, "\(id) finds nothing in its example")
    #expect(Validating.place(first) == example.place)
    #expect(first.severity >= .info && !first.message.isEmpty)

    let good = try Validating.findings(
      example.good, targets: example.targets, select: [id], file: id == "F12" ? "train.jsonl" : example.fileName,
      tokenizer: tokenizer, template: example.template, reference: reference)
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

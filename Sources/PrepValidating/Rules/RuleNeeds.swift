/// What a rule may need besides records.
package struct RuleNeeds: OptionSet, Sendable, Hashable {
  package let rawValue: Int

  package init(rawValue: Int) { self.rawValue = rawValue }

  /// A tokenizer, by which tokens are counted.
  package static let tokenizer = RuleNeeds(rawValue: 1)
  /// A template, with which records are rendered.
  package static let template = RuleNeeds(rawValue: 2)
  /// Other data that records are held against.
  package static let reference = RuleNeeds(rawValue: 4)

  /// The options that give what is needed.
  var options: String {
    let names: [(RuleNeeds, String)] = [
      (.tokenizer, "--tokenizer"), (.template, "--template"), (.reference, "--against"),
    ]
    return names.filter { contains($0.0) }.map(\.1).joined(separator: " and ")
  }
}

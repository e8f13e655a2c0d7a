import PrepDiagnostics
import PrepValidating

/// The rules and targets in words.
package enum RuleReference {
  /// A line a rule.
  package static var list: String {
    RuleCatalogue.all.map { $0.about }.map { about in
      "\(about.id) \(padded(about.severity.rawValue, 7)) \(about.isDefault ? " " : "-") \(padded(about.code.rawValue, 24)) \(about.summary)\n"
    }.joined()
  }

  /// The codes of all rules.
  package static var names: [String] { RuleCatalogue.all.map { $0.about.code.rawValue } }

  /// The names of all targets; none when their profiles cannot be read.
  package static var targetNames: [String] { ((try? TargetProfiles.all()) ?? []).map(\.name) }

  /// A line a target.
  package static func targets() throws -> String {
    try TargetProfiles.all().map {
      "\(padded($0.name, 18)) \($0.title) (as of \($0.asOf); \($0.source))\($0.notice.isEmpty ? "" : "; " + $0.notice)\n"
    }.joined()
  }

  /// What there is to know about a rule, by its code or id.
  package static func explanation(_ name: String) throws -> String {
    let all = RuleCatalogue.all.map { $0.about }
    guard let about = all.first(where: { $0.code.rawValue == name || $0.id == name.uppercased() }) else {
      throw JobFailure(
        "unknown-rule",
        "there is no rule called '\(name)' among those of prep validate --rules"
          + NearestNames.question(name, among: all.flatMap { [$0.id, $0.code.rawValue] }))
    }
    var text =
      "\(about.id) \(about.code) (\(about.severity.rawValue)\(about.isDefault ? "" : ", only with --select"))\n\n"
    text += "\(about.summary)\n\nWhy: \(about.reason)\nWhat to do: \(about.remedy)\n"
    if about.example.bad.count < 1000 {
      text += "\nFound in:\n\(indented(about.example.bad))Not in:\n\(indented(about.example.good))"
    }
    return text
  }

  private static func indented(_ bytes: [UInt8]) -> String {
    bytes.split(separator: 0x0A).map { "  \(String(decoding: $0, as: UTF8.self))\n" }.joined()
  }

  private static func padded(_ text: String, _ length: Int) -> String {
    text + String(repeating: " ", count: max(0, length - text.count))
  }
}

import PrepDiagnostics
import PrepRecords
import PrepShapes

/// S04: keys beside those of the shape.
enum ExtraKeyRule: RecordRule {
  static let about = RuleDescription(
    "S04", "extra-key", .warning, "a record has keys that its shape does not have",
    reason: "Some targets refuse the record, some ignore the keys, and some take them as input for graders.",
    remedy: "prep fix --apply extra-keys, or map them to keys that mean something.",
    example: RuleExample(
      #"{"text":"a","source":"b"}"#, at: "1:13 /source", good: #"{"text":"a"}"#, targets: ["together"]))

  static let speaksOf: RecordTraits = .record

  static func check(_ example: ExampleView, _ report: Reporter) {
    report.reportByTarget { profile in
      guard let keys = profile.keys(of: example.shape) else { return nil }
      // What is read as a part of an example, or stopped at as one, is no key too many where every shape is taken.
      let isGeneral = profile.name == TargetProfiles.general
      func isExtra(_ member: ExampleView.Member) -> Bool {
        !keys.allows(member.name, member.key) && !(isGeneral && example.names.mayBePart(member.name.shown))
      }
      guard let first = example.members.first(where: isExtra) else { return nil }
      let extra = example.members.filter(isExtra)
      let names = extra.prefix(4).map { "\"\($0.name.shown)\"" }.joined(separator: ", ")
      let more = extra.count > 4 ? " and \(extra.count - 4) more" : ""
      let verb = extra.count == 1 ? "is a key" : "are keys"
      return (
        first.name,
        "\(names)\(more) \(verb) too many for an example of the shape \(example.shape?.rawValue ?? "unknown")"
      )
    }
    guard report.profiles.contains(where: { $0.messageKeys != nil }) else { return }
    for turn in example.turns {
      report.reportByTarget { profile in
        guard let keys = profile.messageKeys, let name = extraKey(of: turn.value, keys) else { return nil }
        return (name, "\"\(name.shown)\" is a key too many for a message")
      }
    }
  }

  private static func extraKey(of message: BorrowedJSON, _ keys: KeyList) -> BorrowedJSON? {
    var extra: BorrowedJSON?
    message.forEachMember { name, _ in
      if extra == nil, !keys.allows(name, FieldNames.field(FieldNames.usual.number(of: name.text))) { extra = name }
    }
    return extra
  }
}

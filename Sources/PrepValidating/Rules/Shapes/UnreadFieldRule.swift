import PrepDiagnostics
import PrepRecords
import PrepShapes

/// S22: a part of an example under a name that the target does not look at.
enum UnreadFieldRule: RecordRule {
  static let about = RuleDescription(
    "S22", "unread-field", .error, "a part of an example has a name that the target does not read",
    reason: "The target takes the record and leaves the part out: a question, a system text or tools are lost unseen.",
    remedy: "prep convert --to TARGET writes it where the target reads it.", with: ["TARGET": "trl-dpo"],
    example: RuleExample(
      #"{"question":"q","chosen":"It is A.","rejected":"It is B."}"#, at: "1:2 /question",
      good: #"{"prompt":"q","chosen":"It is A.","rejected":"It is B."}"#, targets: ["trl-dpo"]))

  static func concerns(_ profile: TargetProfile) -> Bool { profile.namesWhatItReads }

  static let speaksOf: RecordTraits = .record

  static func check(_ example: ExampleView, _ report: Reporter) {
    guard let shape = example.shape, example.names.mapping.known == .exact,
      report.profiles.contains(where: { profile in
        profile.reads(of: shape).map { read in example.members.contains { !read.allows($0.name, $0.key) } } ?? false
      })
    else { return }
    // Beside what is asked alone, whoever judges the answers reads all columns.
    let parts = example.readUsually().parts.filter { part in
      shape != .promptOnly || part.field == .system || part.field == .history || part.field == .tools
    }
    report.reportByTarget { profile in
      guard let read = profile.reads(of: shape) else { return nil }
      let unread = parts.filter { part in
        !read.allows(part.member.name, part.member.key) && says(part.member.value)
      }
      guard let first = unread.first else { return nil }
      let names = unread.map { part in
        let name = part.member.name.shown
        return name == part.field.name ? "\"\(name)\"" : "\"\(name)\", the \(part.field.name) of the example"
      }
      let remedy = profile.isConvertible ? "; prep convert --to \(profile.name) writes it where it is read" : ""
      return (first.member.name, "\(profile.title) does not read \(names.joined(separator: ", "))\(remedy)")
    }
  }

  /// Whether a value says something: what is empty is no loss.
  private static func says(_ value: BorrowedJSON) -> Bool {
    if value.isNull || value.isEmptyContainer { return false }
    return !(value.isString && value.text.isEmpty)
  }
}

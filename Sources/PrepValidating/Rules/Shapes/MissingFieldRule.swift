import PrepDiagnostics
import PrepExamples
import PrepRecords
import PrepShapes

/// S01: a field that the example's shape needs is missing, or no shape is known that has these keys.
enum MissingFieldRule: RecordRule {
  static let about = RuleDescription(
    "S01", "missing-field", .error, "a field that the example needs is missing",
    reason: "Without it there is nothing to learn, or nothing to learn it from; consumers refuse the record.",
    remedy: "Add the field; prep convert --map OURS=THEIRS renames fields that are called otherwise.",
    with: ["OURS=THEIRS": "prompt=asked"],
    example: RuleExample(
      #"{"asked":"2+3 ->","completion":" 5"}"#, at: "1:1 ", good: #"{"prompt":"2+3 ->","completion":" 5"}"#))

  static let speaksOf: RecordTraits = .record

  static func check(_ example: ExampleView, _ report: Reporter) {
    guard example.root.isObject else { return }
    if let shape = example.shape, !example.isWhole {
      for key in shape.missing(example.hasAny) { report.report(at: example.root) { "missing field \"\(key.name)\"" } }
    }
    if example.shape == nil, example.names.mapping.known == .exact, !example.members.isEmpty {
      checkOthers(example, report)
    } else if example.shape == nil {
      report.report(at: example.root) {
        let names = example.members.prefix(6).map { "\"\($0.name.shown)\"" }.joined(separator: ", ")
        if names.isEmpty { return "the object is empty" }
        return "missing field: no shape of example is known that has \(names)"
          + (Self.proposal(example).map { "; \($0)" } ?? "")
      }
    }
    if example.shape == .openAIPreference, let input = example[.input], input.isObject, input.member("messages") == nil
    {
      report.report(at: input) { "missing field \"messages\"" }
    }
    checkShape(example, report)
    for dialog in example.dialogs where dialog.list.isEmptyContainer {
      report.report(at: dialog.list) { "the list of messages is empty" }
    }
    for turn in example.richTurns where turn.value.isObject && !turn.isSpoken { check(turn, example, report) }
  }

  /// How to say what the fields are; targets take their own names alone.
  private static func proposal(_ example: ExampleView) -> String? {
    guard example.names.mapping.known == .usual else { return nil }
    return TokenTaskRecord.root(example).flatMap { MissingField.mapping(of: $0) }
  }

  /// A record without any shape by the names that targets take: what it is under the names that others give fields, and
  /// whether that can be converted.
  private static func checkOthers(_ example: ExampleView, _ report: Reporter) {
    let shape = example.readUsually().shape
    let names = example.members.prefix(6).map { "\"\($0.name.shown)\"" }.joined(separator: ", ")
    report.reportByTarget { profile in
      guard let shape else {
        return (example.root, "missing field: no shape of example is known that has \(names)")
      }
      let words = "missing field: \(profile.title) takes no fields called \(names)"
      if profile.canBeMade(of: shape.example) {
        return (example.root, words + "; prep convert --to \(profile.name) writes them under its names")
      }
      let taken = (profile.shapes ?? []).map(\.rawValue).joined(separator: ", ")
      return (
        example.root,
        words + (taken.isEmpty ? "" : ", and of a \(shape.rawValue) record no \(taken) record can be made")
      )
    }
  }

  /// Whether the targets take examples of this shape at all.
  private static func checkShape(_ example: ExampleView, _ report: Reporter) {
    guard let layout = example.shape, let detected = example.detected else { return }
    report.reportByTarget { profile in
      guard let shapes = profile.shapes, !profile.takes(detected) else { return nil }
      let shape = detected.isWritten(as: layout) ? layout : detected
      let taken = shapes.map(\.rawValue).joined(separator: ", ")
      let remedy =
        profile.canBeMade(of: detected.example) ? "; convert it with prep convert --to \(profile.name)" : ""
      let article = "aeiou".contains(shape.rawValue.prefix(1)) ? "an" : "a"
      return (
        example.root,
        "\(article) \(shape.rawValue) record; \(profile.title) accepts \(taken) records\(remedy)"
      )
    }
  }

  private static func check(_ turn: Turn, _ example: ExampleView, _ report: Reporter) {
    if turn.roleValue == nil {
      report.report(at: turn.value) { example.shape == .shareGPT ? "missing field \"from\"" : "missing field \"role\"" }
    }
    guard turn.content == nil else { return }
    // A message of the assistant may call tools instead of speaking; T01 sees to that where a target has no other wish.
    var others = TargetSet.none
    for (target, profile) in report.profiles.enumerated() where turn.role != .assistant || profile.needsContent {
      others.insert(target)
    }
    if !others.isEmpty {
      report.report(at: turn.value, for: others) {
        switch example.shape {
        case .shareGPT: "missing field \"value\""
        case .gemini: "missing field \"parts\""
        default: "missing field \"content\""
        }
      }
    }
  }
}

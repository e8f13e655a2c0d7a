import PrepDiagnostics
import PrepExamples
import PrepRecords
import PrepShapes

/// A rule about what the reading of an example meets: whoever makes an example of the record stops there.
protocol ReadExampleRule: Rule {}

extension ReadExampleRule {
  /// Targets have readers of their own, which prep does not know.
  package static func concerns(_ profile: TargetProfile) -> Bool { profile.name == TargetProfiles.general }

  package static func enrol(_ number: Int, in rules: inout RuleSet) { rules.reads = true }
}

/// Reads examples as the commands do that make something of them, where what the rules look at does not say already that
/// it can be done.
///
/// A class, because each record asks it: handing on what it holds took four references a record.
final class ExampleReading: Sendable {
  let names: FieldNames
  /// By shape of the example what may be left out: what the user let go, and what stands beside it for others.
  let omitted: [ExampleShape: OmittedFields]
  /// Whether the shape was named, so that the set tells nothing.
  let namesShape: Bool
  /// For each code that a reader gives a fault the number of the rule, where it runs.
  let numbers: [String: Int]
  /// The rule for faults that have none of their own; nil where it does not run.
  let others: Int?

  /// - Parameters:
  ///   - rules: The rules that run.
  ///   - names: What fields are called.
  ///   - options: What the user let go, and whether the shape was named.
  init?(_ rules: RuleSet, names: FieldNames, _ options: ValidationOptions) {
    guard rules.reads else { return nil }
    self.names = names
    namesShape = options.namesShape
    omitted = Dictionary(
      uniqueKeysWithValues: ExampleShape.allCases.map { shape in
        (shape, OmittedFields(options.omitted + RecordField.standing(beside: shape).map(\.name)))
      })
    var numbers: [String: Int] = [:]
    for number in rules.active { numbers[RuleCatalogue.all[number].about.code.rawValue] = number }
    self.numbers = numbers
    others = numbers[UnreadableExampleRule.about.code.rawValue]
  }

  /// The fault that a reader finds, and the number of its rule; nil where there is none, and where no rule runs for it.
  ///
  /// - Parameters:
  ///   - example: The record as the rules see it.
  ///   - hasErrors: Whether rules have found errors in it: then only a part that is lost is worth a finding more.
  ///   - record: The record itself, which is asked for when it has to be read.
  func fault(
    _ example: ExampleView, hasErrors: Bool, _ record: () -> Record?
  ) -> (fault: Diagnostic, rule: Int)? {
    guard let told = example.told, Self.mayBeRefused(example, told), let record = record() else { return nil }
    let set = example.set ?? SetShape()
    // What is of another shape than its set, or of none that is read, is no business of a reader.
    if set.refuses(told) || set.reading(told).example == nil { return nil }
    do throws(Diagnostic) {
      let shape = try ExampleShape(of: record, names, in: set)
      let omitted = omitted[shape] ?? .none
      let told = namesShape ? nil : set
      _ = try ExampleReader(shape: shape, names: names, in: told, omitting: omitted).examples(of: record)
      return nil
    } catch {
      let code = error.code.rawValue
      // Beside a reference for graders a prompt needs no answer.
      if told.shape.example == .promptOnly, code == "missing-field", example.hasAny(.reference) { return nil }
      // What several rules of other names look at is theirs.
      if Self.codesOfOthers.contains(code) || hasErrors && error.code != LostFieldRule.about.code { return nil }
      if RuleCatalogue.codes.contains(code) { return numbers[code].map { (error, $0) } }
      return others.map { (error, $0) }
    }
  }

  /// The codes of faults that rules look for under other names.
  private static let codesOfOthers: Set<String> = [
    "duplicate-key", "lone-surrogate", "last-turn", "other-shape", "not-an-object",
  ]

  /// Whether a reader may have something against the record that the rules have not: of texts under the fields of their
  /// shape, and of messages that are a role and a text, it has nothing.
  private static func mayBeRefused(_ example: ExampleView, _ told: DetectedShape) -> Bool {
    guard told.isWhole, let plain = plainFields[told.shape.ordinal] else { return true }
    if example.hasOddTurns || example.hasParts(besides: plain) || example.hasAny(.passage) { return true }
    if example.members.contains(where: { BesideWords.contains($0.name.text) }) { return true }
    switch told.shape {
    // A system text beside one among the messages, and tools that are no list.
    case .chat, .shareGPT:
      return example.hasAny(.system) && example.turns.first?.role.isInstruction ?? false
        || example.hasAny(.tools) && !(example.find(.tools)?.isArray ?? false)
    // A text or a prompt alone may have its answer beside it.
    case .text: return example.hasAny(.likelyAnswer) || !example.otherNames.isEmpty && example.members.count > 1
    case .promptOnly: return example.members.count > 1
    case .promptCompletion: return !isText(example[.prompt]) || !isText(example[.completion])
    case .preference:
      return !example.dialogs.isEmpty || !isText(example[.prompt]) || !isText(example[.chosen])
        || !isText(example[.rejected])
    default: return false
    }
  }

  /// Whether a value is a text and does not begin as a list of messages does that was written into one.
  private static func isText(_ value: BorrowedJSON?) -> Bool {
    guard let value, value.isString else { return false }
    return value.text.first { $0 != 0x20 } != UInt8(ascii: "[")
  }

  /// By shape the fields of records that nothing has to be read of to know that they can be.
  private static let plainFields: [[RecordField]?] = {
    var fields = [[RecordField]?](repeating: nil, count: RecordShape.count)
    for (shape, own) in plain { fields[shape.ordinal] = own }
    return fields
  }()

  private static let plain: [RecordShape: [RecordField]] = [
    .text: [.text, .weight], .promptCompletion: [.prompt, .completion, .weight],
    .chat: [.messages, .system, .tools, .weight, .images, .videos, .audios, .chatTemplateKwargs],
    .shareGPT: [.conversations, .system, .tools, .weight, .images, .videos, .audios],
    .preference: [.prompt, .chosen, .rejected, .weight],
    .promptOnly: [.prompt, .weight], .classification: [.text, .label, .weight],
    .alpaca: [.instruction, .input, .output, .weight],
  ]
}

extension RuleCatalogue {
  /// The codes of all rules.
  fileprivate static let codes = Set(all.map { $0.about.code.rawValue })
}

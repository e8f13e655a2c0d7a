import PrepDiagnostics

/// What there is to know about a rule: its names, its weight, and an example that shows it.
package struct RuleDescription: Sendable {
  /// The id in the catalogue: a family and a number, `F06`.
  package var id: String
  package var code: Diagnostic.Code
  /// How bad a finding is where a target's profile says nothing else.
  package var severity: Diagnostic.Severity
  /// The check in one line.
  package var summary: String
  /// Why it matters.
  package var reason: String
  /// What to do about it. A command line that stands in it can be run: the tests do, on the rule's own example.
  package var remedy: String
  /// For words in capitals in such a command line, what the tests say there.
  package var remedyValues: [String: String]
  /// For such a command line that mends another fault than that of the example, data with that one.
  package var remedyExamples: [String: RuleExample]
  /// Whether the rule runs unless it is left out, or only when it is asked for.
  package var isDefault: Bool
  /// Data that the rule finds something in.
  package var example: RuleExample

  init(
    _ id: String, _ code: Diagnostic.Code, _ severity: Diagnostic.Severity, _ summary: String, reason: String,
    remedy: String, with remedyValues: [String: String] = [:], on remedyExamples: [String: RuleExample] = [:],
    isDefault: Bool = true, example: RuleExample
  ) {
    self.remedyValues = remedyValues
    self.remedyExamples = remedyExamples
    self.id = id
    self.code = code
    self.severity = severity
    self.summary = summary
    self.reason = reason
    self.remedy = remedy
    self.isDefault = isDefault
    self.example = example
  }

  /// The family of rules about the conventions of prompts and completions, which mean nothing to who takes none.
  static let familyOfCompletions: Character = "P"

  /// The letter of its family.
  package var family: Character { id.first ?? "?" }
}

/// Data with a fault that a rule finds: shown by `--explain`, and the rule's test.
package struct RuleExample: Sendable {
  /// The contents of the file.
  package var bad: [UInt8]
  /// `line:column pointer` of the first finding; without a pointer where there is none.
  package var place: String
  /// Similar data the rule has nothing against.
  package var good: [UInt8]
  /// The targets the data is meant for.
  package var targets: [String]
  package var fileName: String
  /// The template that both are rendered with, by its name or as its text; nil where none is needed.
  package var template: String?

  init(
    _ bad: String, at place: String, good: String, targets: [String] = [], fileName: String = "train.jsonl",
    template: String? = nil
  ) {
    self.init(
      Array((bad + "\n").utf8), at: place, good: Array((good + "\n").utf8), targets: targets, fileName: fileName,
      template: template)
  }

  init(
    _ bad: [UInt8], at place: String, good: [UInt8], targets: [String] = [], fileName: String = "train.jsonl",
    template: String? = nil
  ) {
    self.template = template
    self.bad = bad
    self.place = place
    self.good = good
    self.targets = targets
    self.fileName = fileName
  }
}

/// A check with a description.
package protocol Rule: SendableMetatype {
  static var about: RuleDescription { get }
  /// What has to be there besides records, for the rule to run.
  static var needs: RuleNeeds { get }
  /// Whether a target has what the rule holds records against: a limit, a list of roles.
  static func concerns(_ profile: TargetProfile) -> Bool
  /// Puts the rule among those of a run that look at what it looks at.
  static func enrol(_ number: Int, in rules: inout RuleSet)
}

extension Rule {
  package static var needs: RuleNeeds { [] }
  package static func concerns(_ profile: TargetProfile) -> Bool { true }
}

/// A rule that nothing is looked at for: what reads the data finds what it is about, and reports it under this rule.
protocol ReadingRule: Rule {}

/// A check of one record. It reads the example and keeps nothing.
protocol RecordRule: Rule {
  /// What a record has where the rule may have something to say: of one that has none of it, it says nothing.
  static var speaksOf: RecordTraits { get }
  static func check(_ example: ExampleView, _ report: Reporter)
}

/// A check of a line that is not a record. The first rule that knows the fault takes the line.
protocol LineRule: Rule {
  /// - Returns: Whether the fault is this rule's; then it has been reported.
  static func check(_ line: FaultyLine, _ report: Reporter) -> Bool
}

/// A check of a file, at its end.
protocol FileRule: Rule {
  static func check(_ file: FileFacts, _ report: Reporter)
}

/// A check of all records together, at the end of the run.
protocol SetRule: Rule {
  static func makeTally() -> any SetTally
}

/// What a set rule remembers: one for each batch, joined in the order of the batches, so that the result depends on the
/// records alone.
protocol SetTally: AnyObject {
  func observe(_ example: ExampleView, _ place: RecordPlace)
  /// Takes what a later batch gathered; it is of the same type.
  func join(_ later: any SetTally)
  func conclude(_ report: Reporter)
}

/// Where a record is.
package struct RecordPlace: Sendable, Hashable {
  /// The number of the input.
  package var file: Int
  package var line: Int
  /// The offset of the line's first byte.
  package var offset: Int
  /// Of a record that compares two answers, whether they stand the other way round than their fingerprints would.
  var isReversed = false
}

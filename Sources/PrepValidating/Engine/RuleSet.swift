/// The rules of a run, sorted by what they look at. Each kind of rule enrols itself; asking a type for its kinds when a
/// run starts takes longer than judging a small file. A rule of no kind does not compile: nothing else says where it is
/// enrolled.
package struct RuleSet: Sendable {
  struct Entry<Kind: Sendable>: Sendable {
    let number: Int
    let rule: Kind
  }

  /// A rule about records, beside what it speaks of: asked of the type for every record it would cost as much as many
  /// of the rules themselves.
  struct RecordEntry: Sendable {
    let number: Int
    let speaksOf: RecordTraits
    let rule: any RecordRule.Type
  }

  var lines: [Entry<any LineRule.Type>] = []
  fileprivate(set) var records: [RecordEntry] = []
  /// Those of them that have something to say about values that are no objects: about the text of lines.
  fileprivate(set) var values: [RecordEntry] = []
  var files: [Entry<any FileRule.Type>] = []
  fileprivate(set) var sets: [Entry<any SetRule.Type>] = []
  fileprivate(set) var tokens: [Entry<any TokenRule.Type>] = []
  fileprivate(set) var tokenSets: [Entry<any TokenSetRule.Type>] = []
  fileprivate(set) var census: [Entry<any CensusRule.Type>] = []
  fileprivate(set) var references: [Entry<any ReferenceRule.Type>] = []
  /// The rule about items of other data, by its number when it runs.
  var contamination: Int?
  /// Whether records that say nearly the same are looked for.
  let wantsNear: Bool
  fileprivate(set) var duplicates: [Entry<any DuplicateRule.Type>] = []
  /// Whether a rule runs that is about what the reading of examples meets.
  var reads = false
  /// The numbers of all rules that run.
  let active: [Int]
  /// Rules about lines that are not faulty, by their number when they run.
  let blankLine: Int?
  /// The rules about weights, by their numbers when they run: what is rendered can break them too.
  let nothingTrained: Int?
  let trainDetail: Int?

  init(_ selection: RuleSelection, _ severities: SeverityTable) {
    // A rule that no target of the run cares for does not run.
    let active = RuleCatalogue.all.enumerated().filter {
      selection.contains($0.offset) && severities.judge(rule: $0.offset, .all) != nil
    }
    self.active = active.map(\.offset)
    wantsNear = active.contains { $0.element == NearDuplicateRule.self }
    blankLine = active.first { $0.element == BlankLineRule.self }?.offset
    nothingTrained = active.first { $0.element == NothingTrainedRule.self }?.offset
    trainDetail = active.first { $0.element == TrainDetailRule.self }?.offset
    for (number, rule) in active { rule.enrol(number, in: &self) }
    values = records.filter { "FJ".contains($0.rule.about.family) }
    // What no other rule knows is J01's.
    lines = lines.filter { $0.rule != InvalidJSONRule.self } + lines.filter { $0.rule == InvalidJSONRule.self }
  }
}

extension ReadingRule {
  /// They enrol nowhere: what reads the data finds what they are about.
  package static func enrol(_ number: Int, in rules: inout RuleSet) {}
}

extension LineRule {
  package static func enrol(_ number: Int, in rules: inout RuleSet) {
    rules.lines.append(.init(number: number, rule: self))
  }
}

extension RecordRule {
  package static func enrol(_ number: Int, in rules: inout RuleSet) {
    rules.records.append(.init(number: number, speaksOf: speaksOf, rule: self))
  }
}

extension FileRule {
  package static func enrol(_ number: Int, in rules: inout RuleSet) {
    rules.files.append(.init(number: number, rule: self))
  }
}

extension SetRule {
  package static func enrol(_ number: Int, in rules: inout RuleSet) {
    rules.sets.append(.init(number: number, rule: self))
  }
}

extension TokenRule {
  package static func enrol(_ number: Int, in rules: inout RuleSet) {
    rules.tokens.append(.init(number: number, rule: self))
  }
}

extension TokenSetRule {
  package static func enrol(_ number: Int, in rules: inout RuleSet) {
    rules.tokenSets.append(.init(number: number, rule: self))
  }
}

extension CensusRule {
  package static func enrol(_ number: Int, in rules: inout RuleSet) {
    rules.census.append(.init(number: number, rule: self))
  }
}

extension ReferenceRule {
  package static func enrol(_ number: Int, in rules: inout RuleSet) {
    rules.references.append(.init(number: number, rule: self))
  }
}

extension DuplicateRule {
  package static func enrol(_ number: Int, in rules: inout RuleSet) {
    rules.duplicates.append(.init(number: number, rule: self))
  }
}

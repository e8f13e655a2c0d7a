/// The rules of a run, sorted by what they look at. Each kind of rule enrols itself; asking a type for its kinds when a run starts takes
/// longer than judging a small file.
package struct RuleSet: Sendable {
  struct Entry<Kind: Sendable>: Sendable {
    let number: Int
    let rule: Kind
  }

  private(set) var lines: [Entry<any LineRule.Type>] = []
  private(set) var records: [Entry<any RecordRule.Type>] = []
  /// Those of them that have something to say about values that are no objects: about the text of lines.
  private(set) var values: [Entry<any RecordRule.Type>] = []
  private(set) var files: [Entry<any FileRule.Type>] = []
  private(set) var sets: [Entry<any SetRule.Type>] = []
  private(set) var tokens: [Entry<any TokenRule.Type>] = []
  private(set) var tokenSets: [Entry<any TokenSetRule.Type>] = []
  private(set) var census: [Entry<any CensusRule.Type>] = []
  private(set) var references: [Entry<any ReferenceRule.Type>] = []
  /// Whether records that say nearly the same are looked for.
  let wantsNear: Bool
  private(set) var duplicates: [Entry<any DuplicateRule.Type>] = []
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
    wantsNear = active.contains { $0.element == NearDuplicateRule.self }
    blankLine = active.first { $0.element == BlankLineRule.self }?.offset
    nothingTrained = active.first { $0.element == NothingTrainedRule.self }?.offset
    trainDetail = active.first { $0.element == TrainDetailRule.self }?.offset
    for (number, rule) in active { rule.enrol(number, in: &self) }
    values = records.filter { "FJ".contains($0.rule.about.family) }
    // What no other rule knows is J01's.
    lines = lines.filter { $0.rule != InvalidJSONRule.self } + lines.filter { $0.rule == InvalidJSONRule.self }
  }

  mutating func add(_ rule: any LineRule.Type, _ number: Int) { lines.append(Entry(number: number, rule: rule)) }
  mutating func add(_ rule: any RecordRule.Type, _ number: Int) { records.append(Entry(number: number, rule: rule)) }
  mutating func add(_ rule: any FileRule.Type, _ number: Int) { files.append(Entry(number: number, rule: rule)) }
  mutating func add(_ rule: any SetRule.Type, _ number: Int) { sets.append(Entry(number: number, rule: rule)) }
  mutating func add(_ rule: any TokenRule.Type, _ number: Int) { tokens.append(Entry(number: number, rule: rule)) }
  mutating func add(_ rule: any TokenSetRule.Type, _ number: Int) { tokenSets.append(Entry(number: number, rule: rule)) }
  mutating func add(_ rule: any CensusRule.Type, _ number: Int) { census.append(Entry(number: number, rule: rule)) }
  mutating func add(_ rule: any ReferenceRule.Type, _ number: Int) { references.append(Entry(number: number, rule: rule)) }
  mutating func add(_ rule: any DuplicateRule.Type, _ number: Int) { duplicates.append(Entry(number: number, rule: rule)) }
}

extension Rule {
  /// Rules that nothing is looked at for enrol nowhere: what reads the data finds what they are about.
  package static func enrol(_ number: Int, in rules: inout RuleSet) {}
}

extension LineRule {
  package static func enrol(_ number: Int, in rules: inout RuleSet) { rules.add(self as any LineRule.Type, number) }
}

extension RecordRule {
  package static func enrol(_ number: Int, in rules: inout RuleSet) { rules.add(self as any RecordRule.Type, number) }
}

extension FileRule {
  package static func enrol(_ number: Int, in rules: inout RuleSet) { rules.add(self as any FileRule.Type, number) }
}

extension SetRule {
  package static func enrol(_ number: Int, in rules: inout RuleSet) { rules.add(self as any SetRule.Type, number) }
}

extension TokenRule {
  package static func enrol(_ number: Int, in rules: inout RuleSet) { rules.add(self as any TokenRule.Type, number) }
}

extension TokenSetRule {
  package static func enrol(_ number: Int, in rules: inout RuleSet) { rules.add(self as any TokenSetRule.Type, number) }
}

extension CensusRule {
  package static func enrol(_ number: Int, in rules: inout RuleSet) { rules.add(self as any CensusRule.Type, number) }
}

extension ReferenceRule {
  package static func enrol(_ number: Int, in rules: inout RuleSet) { rules.add(self as any ReferenceRule.Type, number) }
}

extension DuplicateRule {
  package static func enrol(_ number: Int, in rules: inout RuleSet) { rules.add(self as any DuplicateRule.Type, number) }
}

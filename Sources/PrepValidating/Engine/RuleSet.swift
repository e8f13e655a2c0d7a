/// The rules of a run, sorted by what they look at.
struct RuleSet: Sendable {
  struct Entry<Kind: Sendable>: Sendable {
    let number: Int
    let rule: Kind
  }

  let lines: [Entry<any LineRule.Type>]
  let records: [Entry<any RecordRule.Type>]
  /// Those of them that have something to say about values that are no objects: about the text of lines.
  let values: [Entry<any RecordRule.Type>]
  let files: [Entry<any FileRule.Type>]
  let sets: [Entry<any SetRule.Type>]
  let tokens: [Entry<any TokenRule.Type>]
  let tokenSets: [Entry<any TokenSetRule.Type>]
  let census: [Entry<any CensusRule.Type>]
  let references: [Entry<any ReferenceRule.Type>]
  /// Whether records that say nearly the same are looked for.
  let wantsNear: Bool
  let duplicates: [Entry<any DuplicateRule.Type>]
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
    // What no other rule knows is J01's.
    lines = (active.filter { $0.element != InvalidJSONRule.self } + active.filter { $0.element == InvalidJSONRule.self })
      .compactMap { number, rule in (rule as? any LineRule.Type).map { Entry(number: number, rule: $0) } }
    records = active.compactMap { number, rule in (rule as? any RecordRule.Type).map { Entry(number: number, rule: $0) } }
    values = records.filter { "FJ".contains($0.rule.about.family) }
    files = active.compactMap { number, rule in (rule as? any FileRule.Type).map { Entry(number: number, rule: $0) } }
    sets = active.compactMap { number, rule in (rule as? any SetRule.Type).map { Entry(number: number, rule: $0) } }
    tokens = active.compactMap { number, rule in (rule as? any TokenRule.Type).map { Entry(number: number, rule: $0) } }
    tokenSets = active.compactMap { number, rule in (rule as? any TokenSetRule.Type).map { Entry(number: number, rule: $0) } }
    census = active.compactMap { number, rule in (rule as? any CensusRule.Type).map { Entry(number: number, rule: $0) } }
    references = active.compactMap { number, rule in (rule as? any ReferenceRule.Type).map { Entry(number: number, rule: $0) } }
    wantsNear = active.contains { $0.element == NearDuplicateRule.self }
    duplicates = active.compactMap { number, rule in (rule as? any DuplicateRule.Type).map { Entry(number: number, rule: $0) } }
    blankLine = active.first { $0.element == BlankLineRule.self }?.offset
    nothingTrained = active.first { $0.element == NothingTrainedRule.self }?.offset
    trainDetail = active.first { $0.element == TrainDetailRule.self }?.offset
  }
}

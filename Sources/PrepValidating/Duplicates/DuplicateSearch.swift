import PrepDiagnostics
import PrepRecords

/// A rule about records that repeat others; the search is done once for all of them.
protocol DuplicateRule: Rule {
  static var kind: DuplicateKind { get }
  /// Whether repetitions of a kind are the rule's to report.
  static func covers(_ kind: DuplicateKind) -> Bool
}

extension DuplicateRule {
  static func covers(_ kind: DuplicateKind) -> Bool { kind == self.kind }
}

/// In what a record repeats another.
enum DuplicateKind: Int, CaseIterable {
  /// Byte for byte.
  case row
  /// But for blanks and the case of letters.
  case normalised
  /// In its prompt and its answer; fields beside them differ.
  case content
  /// In its prompt, with another answer.
  case prompt
  /// In its prompt, with another label.
  case label
  /// In most of its words.
  case near
  /// In its prompt and both answers, the other way round.
  case pair
}

/// Looks for records that repeat others, in the order of the records and in bounded memory.
final class DuplicateSearch {
  private let rows: DuplicateIndex
  private let normalised: DuplicateIndex
  private let prompts: DuplicateIndex
  private let labels: DuplicateIndex
  private let pairs: DuplicateIndex
  private let near: NearSearch

  init(memory: Int) {
    let share = memory / 5
    near = NearSearch(memory: memory)
    rows = DuplicateIndex(memory: share)
    normalised = DuplicateIndex(memory: share)
    prompts = DuplicateIndex(memory: share)
    labels = DuplicateIndex(memory: share)
    pairs = DuplicateIndex(memory: share)
  }

  /// Asks for the memory that a record will need some records later.
  func prefetch(_ keys: RecordKeys) {
    rows.prefetch(keys.row)
    normalised.prefetch(keys.normalised)
    if let prompt = keys.prompt { (keys.isLabelled ? labels : prompts).prefetch(prompt) }
  }

  /// Takes the next record and reports what it repeats; a record that is reported for one reason is not for a weaker
  /// one.
  func observe(
    _ keys: RecordKeys, near nearKeys: NearKeys?, _ rules: [RuleSet.Entry<any DuplicateRule.Type>], _ log: FindingLog
  ) throws {
    func report(_ kind: DuplicateKind, _ first: RecordPlace) {
      for entry in rules where entry.rule.covers(kind) {
        Self.report(kind, keys.place, first, log.reporter(for: entry.number))
      }
    }
    if let first = try rows.find(keys.row, at: keys.place) { return report(.row, first.place) }
    if let first = try normalised.find(keys.normalised, at: keys.place) { return report(.normalised, first.place) }
    if let nearKeys, let (first, similarity) = near.find(nearKeys) {
      for entry in rules where entry.rule.covers(.near) {
        Self.report(.near, keys.place, first, log.reporter(for: entry.number), share: Int(similarity * 100))
      }
      return
    }
    if let pair = keys.pair {
      if let first = try pairs.find(pair.hash, at: keys.place, isReversed: pair.isReversed),
        first.place.isReversed != pair.isReversed
      {
        return report(.pair, first.place)
      }
    }
    guard let prompt = keys.prompt else { return }
    if let first = try (keys.isLabelled ? labels : prompts).find(prompt, at: keys.place, answer: keys.answer) {
      report(Self.kind(keys.isLabelled ? .label : .prompt, first), first.place)
    }
  }

  /// Reports what only the end of the run can tell.
  func conclude(_ rules: [RuleSet.Entry<any DuplicateRule.Type>], _ log: FindingLog) throws {
    var reported = Set<RecordPlace>()
    for (kind, index) in [
      (DuplicateKind.row, rows), (.normalised, normalised), (.prompt, prompts), (.label, labels), (.pair, pairs),
    ] {
      for (record, first) in try index.late() where kind != .pair || record.isReversed != first.place.isReversed {
        guard reported.insert(record).inserted else { continue }
        let kind = Self.kind(kind, first)
        for entry in rules where entry.rule.covers(kind) {
          Self.report(kind, record, first.place, log.reporter(for: entry.number))
        }
      }
    }
  }

  /// A prompt that repeats another with the same answer is no conflict but a repetition of what matters.
  private static func kind(_ kind: DuplicateKind, _ first: DuplicateIndex.Found) -> DuplicateKind {
    (kind == .prompt || kind == .label) && first.hasSameAnswer ? .content : kind
  }

  private static func report(
    _ kind: DuplicateKind, _ place: RecordPlace, _ first: RecordPlace, _ reporter: Reporter, share: Int = 0
  ) {
    reporter.report(at: reporter.location(of: place)) {
      let there = reporter.location(of: first)
      let other = first.file == place.file ? "line \(there.line)" : "\(there.file):\(there.line)"
      return switch kind {
      case .row: "the record is the same as that of \(other)"
      case .normalised: "the record differs from that of \(other) in blanks or the case of letters alone"
      case .content: "the prompt and the answer are the same as those of \(other); what differs stands beside them"
      case .prompt: "the prompt is the same as that of \(other), with another answer"
      case .pair: "the record prefers the other one of the two answers that \(other) compares"
      case .near: "the record shares \(share) % of its runs of words with that of \(other)"
      case .label: "the text is the same as that of \(other), with another label"
      }
    }
  }
}

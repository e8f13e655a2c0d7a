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
  /// In all that is asked and learned; fields beside that differ.
  case content
  /// In its prompt, with another answer.
  case prompt
  /// In its prompt, with another label.
  case label
  /// In all that it says, or all that the other one says.
  case near
  /// In its prompt and both answers, or in its prompt and the answer, judged the other way round.
  case pair
}

/// Looks for records that repeat others, in the order of the records and in bounded memory.
final class DuplicateSearch {
  private let rows: DuplicateIndex
  private let normalised: DuplicateIndex
  private let prompts: DuplicateIndex
  /// Records without a prompt by what they say, and the second and later answers of prompts.
  private let contents: DuplicateIndex
  private let pairs: DuplicateIndex
  private let near: NearSearch

  init(memory: Int) {
    let share = memory / 5
    near = NearSearch(memory: memory)
    rows = DuplicateIndex(memory: share)
    normalised = DuplicateIndex(memory: share)
    prompts = DuplicateIndex(memory: share)
    contents = DuplicateIndex(memory: share)
    pairs = DuplicateIndex(memory: share)
  }

  /// Asks for the memory that a record will need some records later.
  func prefetch(_ keys: RecordKeys) {
    rows.prefetch(keys.row)
    normalised.prefetch(keys.normalised)
    if let prompt = keys.prompt {
      prompts.prefetch(prompt)
    } else if let content = keys.content {
      contents.prefetch(content)
    }
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
    if let nearKeys, let (first, hasMore) = near.find(nearKeys) {
      for entry in rules where entry.rule.covers(.near) {
        Self.report(.near, keys.place, first, log.reporter(for: entry.number), hasMore: hasMore)
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
    guard let prompt = keys.prompt else {
      guard let content = keys.content, let first = try contents.find(content, at: keys.place) else { return }
      return report(.content, first.place)
    }
    guard let first = try prompts.find(prompt, at: keys.place, answer: keys.answer) else { return }
    let kind = Self.kind(first.answer, keys.answer)
    if kind == .content { return report(kind, first.place) }
    // The answer is not the first one's; perhaps it is that of another record.
    let note = DuplicateIndex.pack(Self.noted(first.place, kind))
    if let equal = try contents.find(RecordKeys.content(prompt, keys.answer), at: keys.place, answer: note) {
      report(.content, equal.place)
    } else if !contents.isSpilling {
      report(kind, first.place)
    }
  }

  /// Reports what only the end of the run can tell.
  func conclude(_ rules: [RuleSet.Entry<any DuplicateRule.Type>], _ log: FindingLog) throws {
    var reported = Set<RecordPlace>()
    func report(_ kind: DuplicateKind, _ record: RecordPlace, _ first: RecordPlace) {
      var place = record
      place.isReversed = false
      guard reported.insert(place).inserted else { return }
      for entry in rules where entry.rule.covers(kind) {
        Self.report(kind, record, first, log.reporter(for: entry.number))
      }
    }
    for (kind, index) in [(DuplicateKind.row, rows), (.normalised, normalised)] {
      for late in try index.late() {
        if let first = late.first { report(kind, late.record.place, first.place) }
      }
    }
    for late in try prompts.late() {
      guard let first = late.first else { continue }
      if let equal = late.equal {
        report(.content, late.record.place, equal)
      } else {
        report(Self.kind(first.answer, late.record.answer), late.record.place, first.place)
      }
    }
    for late in try contents.late() {
      if let first = late.first {
        report(.content, late.record.place, first.place)
      } else if late.record.answer != 0 {
        let other = DuplicateIndex.unpack(late.record.answer)
        report(other.isReversed ? .label : .prompt, late.record.place, other)
      }
    }
    for late in try pairs.late() {
      guard let first = late.first, late.record.place.isReversed != first.place.isReversed else { continue }
      report(.pair, late.record.place, first.place)
    }
  }

  /// What two answers to one prompt are: the same, two labels, or two answers.
  private static func kind(_ first: UInt64, _ second: UInt64) -> DuplicateKind {
    first == second ? .content : first & second & 1 == 1 ? .label : .prompt
  }

  /// The first record with a prompt and what the answers are to each other, for the end of the run.
  private static func noted(_ place: RecordPlace, _ kind: DuplicateKind) -> RecordPlace {
    var place = place
    place.isReversed = kind == .label
    return place
  }

  private static func report(
    _ kind: DuplicateKind, _ place: RecordPlace, _ first: RecordPlace, _ reporter: Reporter, hasMore: Bool = false
  ) {
    reporter.report(at: reporter.location(of: place)) {
      let there = reporter.location(of: first)
      let other = first.file == place.file ? "line \(there.line)" : "\(there.file):\(there.line)"
      return switch kind {
      case .row: "the record is the same as that of \(other)"
      case .normalised: "the record differs from that of \(other) in blanks or the case of letters alone"
      case .content: "the example is the same as that of \(other); what differs stands beside it"
      case .prompt: "the prompt is the same as that of \(other), with another answer"
      case .pair: "the record judges the other way round what \(other) judges"
      case .near where hasMore: "the record says all that that of \(other) says"
      case .near: "nothing in the record is new beside that of \(other)"
      case .label: "the text is the same as that of \(other), with another label"
      }
    }
  }
}

import PrepExamples
import PrepShapes

/// What OpenAI's `fine_tunes.prepare_data` (openai-python 0.28.1, removed in 2026) does to a table when every question
/// is answered with yes.
///
/// As there, every remedy is decided on the table as it was read, empty completions taken out, and the remedies are
/// then applied in order. One fault is not repeated: after duplicates are removed, the tool drops long examples by
/// numbers that no longer fit; here the long ones are dropped.
package struct LegacyPreparation: Sendable {
  package private(set) var rows: [LegacyTable.Row]
  /// What was done, in words, in order.
  package private(set) var steps: [String]
  /// What the prepared set is taken for.
  package private(set) var task: ExampleTask

  /// The longest prompt and completion together, in code points, that are kept.
  private static let longest = 10_000

  /// - Throws: ``LegacyRefusal`` where the tool stops with an error.
  package init(_ table: LegacyTable) throws(LegacyRefusal) {
    rows = table.rows.filter { !$0.completion.isEmpty }
    steps = table.notes
    task = .openEnded
    let empty = table.rows.count - rows.count
    if empty > 0 { steps.append("removed \(empty) rows with empty completions") }
    let decisions = try LegacyDecisions(rows, task: Self.task(of: rows))
    try apply(decisions)
    task = Self.task(of: rows)
  }

  static func task(of rows: [LegacyTable.Row]) -> ExampleTask {
    ExampleTask(
      prompts: (rows.count, rows.count { $0.prompt.isEmpty }), completions: rows.count,
      different: Set(rows.map(\.completion)).count)
  }

  private mutating func apply(_ decisions: LegacyDecisions) throws(LegacyRefusal) {
    if decisions.removesDuplicates { removeDuplicates() }
    if decisions.removesLong { removeLong() }
    if decisions.lowersPrompts {
      steps.append("lower-cased all prompts")
      for index in rows.indices { rows[index].prompt = LetterCase.lowercased(rows[index].prompt) }
    }
    if decisions.lowersCompletions {
      steps.append("lower-cased all completions")
      for index in rows.indices { rows[index].completion = LetterCase.lowercased(rows[index].completion) }
    }
    if let separator = decisions.separator {
      steps.append("added the separator \(Self.shown(separator)) to all prompts")
      for index in rows.indices { rows[index].prompt.append(contentsOf: separator) }
    }
    if let prefix = decisions.promptPrefix {
      steps.append("removed the prefix \(Self.shown(prefix)) from all prompts")
      // By number of characters, as the tool does: lower-casing may have changed the bytes.
      for index in rows.indices {
        rows[index].prompt = Self.dropping(PythonText.length(prefix), from: rows[index].prompt)
      }
    }
    if let prefix = decisions.completionPrefix {
      steps.append("removed the prefix \(Self.shown(prefix)) from all completions")
      let space: [UInt8] = prefix.first == 0x20 ? [0x20] : []
      for index in rows.indices {
        rows[index].completion = space + Self.dropping(PythonText.length(prefix), from: rows[index].completion)
      }
    }
    if let stop = decisions.stop {
      steps.append("added the ending \(Self.shown(stop)) to all completions")
      for index in rows.indices { rows[index].completion.append(contentsOf: stop) }
    }
    if decisions.addsSpace {
      steps.append("put a space before all completions")
      for index in rows.indices where rows[index].completion.first != 0x20 {
        guard !rows[index].completion.isEmpty else {
          throw LegacyRefusal("a completion is empty once the common prefix is removed")
        }
        rows[index].completion.insert(0x20, at: 0)
      }
    }
  }

  private mutating func removeDuplicates() {
    var seen: Set<[[UInt8]]> = []
    let before = rows.count
    rows.removeAll { !seen.insert([$0.prompt, $0.completion]).inserted }
    steps.append("removed \(before - rows.count) duplicate rows")
  }

  private mutating func removeLong() {
    let before = rows.count
    rows.removeAll(where: Self.isLong)
    steps.append("removed \(before - rows.count) long examples")
  }

  static func isLong(_ row: LegacyTable.Row) -> Bool {
    PythonText.length(row.prompt) + PythonText.length(row.completion) > longest
  }

  private static func dropping(_ characters: Int, from text: [UInt8]) -> [UInt8] {
    var index = 0
    var left = characters
    while index < text.count {
      if text[index] & 0xC0 != 0x80 {
        if left == 0 { break }
        left -= 1
      }
      index += 1
    }
    return Array(text[index...])
  }

  private static func shown(_ text: [UInt8]) -> String {
    "`"
      + String(decoding: text, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).joined(
        separator: "\\n") + "`"
  }
}

/// Which remedies a table needs.
struct LegacyDecisions {
  var removesDuplicates = false
  var removesLong = false
  var lowersPrompts = false
  var lowersCompletions = false
  var separator: [UInt8]?
  var promptPrefix: [UInt8]?
  var completionPrefix: [UInt8]?
  var stop: [UInt8]?
  var addsSpace = false

  init(_ rows: [LegacyTable.Row], task: ExampleTask) throws(LegacyRefusal) {
    let prompts = rows.map(\.prompt)
    let completions = rows.map(\.completion)
    removesDuplicates = Set(rows.map { [$0.prompt, $0.completion] }).count < rows.count
    removesLong = task != .openEnded && rows.contains(where: LegacyPreparation.isLong)
    lowersPrompts = Self.isMostlyUpper(prompts)
    lowersCompletions = Self.isMostlyUpper(completions)

    if task != .openEnded {
      let common = CommonEnds.suffix(of: prompts)
      if prompts.allSatisfy({ $0 == common }) { throw LegacyRefusal("all prompts are identical") }
      if common.isEmpty { separator = CompletionConventions.separator(for: prompts) }
    }
    let promptPrefix = CommonEnds.prefix(of: prompts)
    if PythonText.length(promptPrefix) > 12, !prompts.allSatisfy({ $0 == promptPrefix }) {
      self.promptPrefix = promptPrefix
    }
    let completionPrefix = CommonEnds.prefix(of: completions)
    if PythonText.length(completionPrefix) >= 5, !completions.allSatisfy({ $0 == completionPrefix }) {
      self.completionPrefix = completionPrefix
    }
    if task == .conditional {
      let common = CommonEnds.suffix(of: completions)
      if completions.allSatisfy({ $0 == common }) { throw LegacyRefusal("all completions are identical") }
      if common.isEmpty { stop = CompletionConventions.stop(for: completions) }
    }
    addsSpace = rows.isEmpty || completions.contains { $0.first != 0x20 }
  }

  /// Whether more than a third of the letters are upper case.
  private static func isMostlyUpper(_ texts: [[UInt8]]) -> Bool {
    var upper = 0
    var lower = 0
    for text in texts {
      let counts = LetterCase.caseCounts(text)
      upper += counts.upper
      lower += counts.lower
    }
    return upper * 2 > lower
  }
}

import PrepExpressions
import PrepRecords
import TestSupport
import Testing

@testable import PrepFiltering

@Suite struct RecordFilterTests {
  private func rules(_ text: String) throws -> [FilterRule] {
    try Expression(text).terms.map { FilterRule(name: $0.text, term: $0) }
  }

  private func verdict(
    _ text: String, _ record: String, missing: RecordFilter.MissingField = .error, asksAll: Bool = false
  ) throws -> RecordFilter.Verdict {
    let filter = RecordFilter(try rules(text), missing: missing, asksAll: asksAll)
    return try filter.verdict(on: try JSONDocument(Array(record.utf8)).root, Evaluation())
  }

  @Test func `the first rule that does not hold is named, or all of them`() throws {
    #expect(try verdict("a == 1 && b == 2 && c == 3", #"{"a":1,"b":0,"c":0}"#).failed == [1])
    #expect(try verdict("a == 1 && b == 2 && c == 3", #"{"a":1,"b":0,"c":0}"#, asksAll: true).failed == [1, 2])
    #expect(try verdict("a == 1", #"{"a":1}"#).stays)
    #expect(try verdict("a > 1", #"{"a":0.5}"#).measured == 0.5)
  }

  @Test func `what decides does so beside a rule without a value`() throws {
    #expect(try verdict("none > 1 && a == 2", #"{"a":1}"#).failed == [1])
    #expect(throws: EvaluationFault.self) { try verdict("none > 1 && a == 1", #"{"a":1}"#) }
    #expect(try verdict("none > 1 && a == 1", #"{"a":1}"#, missing: .false).failed == [0])
    #expect(throws: EvaluationFault.self) { try verdict("a > 'b'", #"{"a":1}"#, missing: .false) }
  }

  @Test(arguments: FilterPreset.allCases) func `presets are rules that have names of their own`(preset: FilterPreset) {
    let rules = preset.rules
    #expect(!rules.isEmpty && Set(rules.map(\.name)).count == rules.count)
    #expect(rules.allSatisfy { $0.name.hasPrefix(preset.rawValue + "/") && $0.term.text.contains("said()") })
  }

  private func failed(_ preset: FilterPreset, _ text: String) throws -> [String] {
    let filter = RecordFilter(preset.rules, asksAll: true)
    let evaluation = Evaluation()
    evaluation.take(said: Array(text.utf8))
    let verdict = try filter.verdict(on: try JSONDocument(Array("{}".utf8)).root, evaluation)
    return verdict.failed.map { String(filter.rules[$0].name.dropFirst(preset.rawValue.count + 1)) }
  }

  /// Prose without much repetition.
  private static let prose: String = {
    let words = [
      "river", "stone", "window", "garden", "letter", "winter", "market", "silver", "doctor", "bridge", "candle",
      "forest",
      "harbor", "island", "jacket", "kitchen", "ladder", "mirror", "needle", "orange", "pencil", "quarry", "rocket",
      "saddle",
      "tunnel", "umbrella", "valley", "wagon", "yellow", "zebra", "the", "and", "that", "with", "have", "of",
    ]
    var random = SeededGenerator(seed: 4)
    return (0..<14).map { _ in
      (0..<11).map { _ in words.randomElement(using: &random) ?? "" }.joined(separator: " ") + "."
    }.joined(separator: "\n")
  }()

  @Test func `prose stays, and each fault is found`() throws {
    let prose = Self.prose
    for preset in [FilterPreset.gopherQuality, .gopherRepetition, .c4, .fineweb] {
      #expect(try failed(preset, prose).isEmpty)
    }
    #expect(try failed(.gopherQuality, "Too short.") == ["min-words", "words-with-letters", "stop-words"])
    #expect(try failed(.gopherQuality, prose.replacing(".", with: " # # # #.")).contains("hashes"))
    #expect(try failed(.gopherQuality, prose.replacing("\n", with: "...\n") + "...") == ["ellipsis-lines"])
    #expect(try failed(.gopherQuality, "- " + prose.replacing("\n", with: "\n- ")) == ["bullet-lines"])
    #expect(
      try failed(.gopherQuality, String(repeating: "12 34 - ", count: 60)) == [
        "min-word-length", "words-with-letters", "stop-words",
      ])
    #expect(try failed(.gopherRepetition, prose + "\n\n" + prose + "\n\n" + prose).contains("paragraphs"))
    #expect(try failed(.gopherRepetition, String(repeating: "spam eggs ", count: 50)).contains("top-2-gram"))
    #expect(try failed(.c4, prose + "\nLorem Ipsum dolor.") == ["lorem-ipsum"])
    #expect(try failed(.c4, prose + "\nThen if (a) { b }.") == ["brace"] && failed(.c4, "One. Two.") == ["sentences"])
    #expect(try failed(.c4Paragraphs, prose) == ["paragraphs"])
    #expect(
      try failed(.c4Paragraphs, Array(repeating: String(repeating: "x", count: 200), count: 3).joined(separator: "\n"))
        .isEmpty)
    #expect(try failed(.fineweb, prose.replacing(".", with: "")) == ["punctuated-lines"])
    #expect(try failed(.fineweb, prose + "\n" + prose) == ["duplicate-line-chars"])
    #expect(
      try failed(.fineweb, (1...30).map { "Item \($0)." }.joined(separator: "\n")) == ["short-lines", "newlines"])
  }
}

import Foundation
import TestSupport
import Testing

/// What repairs do holds for all records, and for arrays as for lines.
@Suite struct RepairLawTests {
  private static func pick<T>(_ list: [T], _ random: inout SeededGenerator) -> T {
    list[Int.random(in: 0..<list.count, using: &random)]
  }

  /// A record of some shape with faults that safe and dropping repairs answer.
  private static func record(_ kind: Int, _ random: inout SeededGenerator) -> String {
    func text() -> String { pick([#""a text""#, #""a text""#, #""a text""#, #""""#, #"" \n""#], &random) }
    func role(_ turn: Int) -> String {
      turn % 2 == 0
        ? pick(["user", "user", "human", "prompter", "customer", "USER"], &random)
        : pick(["assistant", "assistant", "gpt", "bot", "AI", "model"], &random)
    }
    func messages(_ first: Int, _ count: Int) -> String {
      let key = pick(["role", "role", "Role"], &random)
      return "["
        + (first..<first + count).map { #"{"\#(key)":"\#(role($0))","content":\#(text())}"# }
        .joined(separator: ",") + "]"
    }
    return switch kind {
    case 0: #"{"prompt":\#(text()),"completion":\#(text())}"#
    case 1: #"{"messages":\#(messages(0, Int.random(in: 2...5, using: &random)))}"#
    case 2: #"{"prompt":\#(text()),"chosen":\#(text()),"rejected":"other"}"#
    case 3: #"{"prompt":\#(messages(0, 1)),"chosen":\#(messages(1, 1)),"rejected":\#(messages(1, 1))}"#
    case 4:
      #"{"input":{"messages":\#(messages(0, 3))},"preferred_output":\#(messages(1, 1)),"non_preferred_output":\#(messages(1, 1))}"#
    case 5: #"{"instruction":\#(text()),"input":"","output":\#(text())}"#
    case 6: #"{"text":\#(text()),"Label":"x"}"#
    default: #"{"conversations":[{"from":"human","value":\#(text())},{"from":"gpt","value":\#(text())}]}"#
    }
  }

  /// Each blank of Unicode, written out and escaped: what is found is what is dropped, and the others stay.
  @Test func `a text is blank to validate where it is to fix`() throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    var lines: [String] = []
    let letters: [UInt32] = [0x61, 0xE9, 0x200B, 0x200E, 0x2060, 0xFEFF, 0x2FFF, 0x3001, 0x1F600]
    let scalars = (0...0x3000).compactMap(Unicode.Scalar.init).filter(\.properties.isWhitespace)
    for scalar in scalars + letters.compactMap(Unicode.Scalar.init) {
      let code = scalar.utf16.map { String(format: "\\u%04x", $0) }.joined()
      for text in [code, " \(code)", code + code] + (scalar.value < 0x20 ? [] : [String(Character(scalar))]) {
        lines.append(#"{"prompt":"q ->","completion":"\#(text)"}"#)
      }
    }
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: folder.appendingPathComponent("x.jsonl"))
    let validate = "prep validate --select S08 --each -q --fail-on never"
    let found = try PrepProcess.run("\(validate) x.jsonl", in: folder).text.split(separator: "\n").count
    let fixed = try PrepProcess.run(
      "prep fix -q --apply blank-values x.jsonl -o y.jsonl && wc -l < y.jsonl && \(validate) y.jsonl", in: folder)
    #expect(found > 80 && found < lines.count)
    #expect(fixed.text == "\(lines.count - found)\n", "\(fixed.text)\(fixed.stderr)")
  }

  /// A set has one shape, so each kind of record is a set of its own.
  @Test(arguments: 0..<8) func `findings with a repair are gone behind it`(kind: Int) throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    var random = SeededGenerator(seed: UInt64(kind))
    let lines = (0..<150).map { _ in Self.record(kind, &random) + "\n" }
    try Data(lines.joined().utf8).write(to: folder.appendingPathComponent("x.jsonl"))
    let rules = "--select S02,S07,S08,R02 --each -q --fail-on never"
    let before = try PrepProcess.run("prep validate \(rules) x.jsonl", in: folder)
    let hasMessages = [1, 3, 4].contains(kind)
    for code in ["empty-value", "blank-value"] + (hasMessages ? ["key-case", "role-alias"] : []) {
      #expect(before.text.contains("[\(code)]"))
    }
    let fix = "prep fix -q --apply key-case,role-aliases,empty-completions,blank-values x.jsonl -o y.jsonl"
    let after = try PrepProcess.run("\(fix) && prep validate \(rules) y.jsonl", in: folder)
    #expect(after.status == 0 && after.text.isEmpty, "\(after.text.prefix(2000))\(after.stderr)")
    // What had nothing to be repaired is there byte for byte, and nothing that had no empty text is gone.
    let bad = Set(before.text.split(separator: "\n").compactMap { Int($0.split(separator: ":")[1]) })
    let kept = try String(contentsOf: folder.appendingPathComponent("y.jsonl"), encoding: .utf8)
    let written = Set(kept.split(separator: "\n").map { $0 + "\n" })
    for (index, line) in lines.enumerated() where !bad.contains(index + 1) { #expect(written.contains(line[...])) }
    let empty = lines.count {
      let line = $0.replacing(#""input":"""#, with: "")
      return line.contains(#":"""#) || line.contains(#"" \n""#)
    }
    #expect(kept.split(separator: "\n").count >= lines.count - empty)
  }

  /// A value with slips of hands, on one line.
  private static func slipped(_ number: Int, _ random: inout SeededGenerator) -> String {
    let value = pick(
      ["1", "True", "None", "NaN", #""a \d path""#, "'it is \"this\" [here'", #"[1, 2,]"#, #"{"b": 2,}"#, #""plain""#],
      &random)
    let key = pick([#""key""#, "key", "'key'"], &random)
    let comment = pick(["", "", " /* a \" [ note */"], &random)
    return #"{"n": \#(number), \#(key): \#(value)\#(comment)\#(pick(["", ","], &random))}"#
  }

  @Test(arguments: 1...3 as ClosedRange<UInt64>) func `arrays are repaired as lines are`(seed: UInt64) throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    var random = SeededGenerator(seed: seed)
    let values = (0..<200).map { Self.slipped($0, &random) }
    try Data((values.joined(separator: "\n") + "\n").utf8).write(to: folder.appendingPathComponent("x.jsonl"))
    var array = "[" + Self.pick(["", "// the set\n", "\n"], &random)
    for (index, value) in values.enumerated() {
      array += value + (index + 1 < values.count ? Self.pick([",", ",\n", ", # next\n", "\n"], &random) : ",\n]\n")
    }
    try Data(array.utf8).write(to: folder.appendingPathComponent("x.json"))
    let lines = try PrepProcess.run("prep fix -q --apply json x.jsonl", in: folder)
    let elements = try PrepProcess.run("prep fix -q --from json --apply json x.json", in: folder)
    #expect(lines.status == 0 && lines.text.split(separator: "\n").count == 200, "\(lines.stderr)")
    // But for blanks where comments stood.
    func plain(_ text: String) -> String { text.replacing(" }", with: "}").replacing(" ,", with: ",") }
    #expect(elements.status == 0 && plain(elements.text) == plain(lines.text), "\(elements.stderr)")
    // Without repairs the same file is refused at its first slip.
    let refused = try PrepProcess.run("prep fix -q --from json --apply safe x.json", in: folder)
    #expect(refused.status == 65)
  }

  @Test func `line ends in strings of arrays are repaired, marks between values too`() throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data("[{\"text\":\"one\ntwo\"},\n\u{FEFF}{\"text\":\"three\"}]\n[{\"text\":\"four\"}]".utf8)
      .write(to: folder.appendingPathComponent("x.json"))
    let run = try PrepProcess.run("prep fix --apply safe,json x.json", in: folder)
    #expect(run.text == #"{"text":"one\ntwo"}"# + "\n" + #"{"text":"three"}"# + "\n" + #"{"text":"four"}"# + "\n")
    for words in ["control-characters: 1", "byte-order-mark: 1", "concatenated-values: 1"] {
      #expect(run.stderr.contains(words), "\(run.stderr)")
    }
  }
}

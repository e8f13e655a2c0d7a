import Foundation
import PrepBytes
import PrepDiagnostics
import PrepExamples
import PrepRecords
import PrepShapes
import Testing

@testable import PrepValidating

/// A target that takes a record without an error reads the example in it that prep reads there: for all targets, all
/// shapes and all names of fields.
@Suite struct TargetFieldTests {
  /// Their configuration says what fields are called.
  private static let configured = ["axolotl", "llama-factory", "general"]

  private static let tools =
    #"[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object","properties":{}}}}]"#

  /// Fields that may stand beside others, with something in them.
  private static let besides: [(field: RecordField, value: String)] = [
    (.system, #""Be brief.""#), (.history, #"[["q","a"]]"#), (.tools, tools), (.prompt, #""What is it?""#),
    (.completion, #""It is D.""#), (.instruction, #""Say it.""#),
  ]

  /// The members of a sample, in order.
  private static func members(_ text: String) throws -> [(key: String, value: String)] {
    var members: [(String, String)] = []
    let root = try JSONDocument(Array(text.utf8)).root
    try root.forEachMember { key, value in
      members.append((try key.string(), value.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }))
    }
    return members
  }

  private static func line(_ members: [(key: String, value: String)]) -> String {
    "{" + members.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",") + "}"
  }

  /// Every sample with each of its fields under each name, and with each other field beside it under each name.
  private static func records() throws -> [String] {
    var records: Set<String> = []
    for shape in RecordShape.allCases {
      // Other words than a letter, which two answers part at.
      let sample = shape.sample.replacing(#""a""#, with: #""It is A.""#).replacing(#""b""#, with: #""It is B.""#)
      let members = try members(sample)
      records.insert(line(members))
      var variants = [members]
      for (index, member) in members.enumerated() {
        for field in RecordField.allCases where field.names.contains(member.key) {
          for name in field.names {
            var renamed = members
            renamed[index].key = name
            variants.append(renamed)
          }
        }
      }
      for variant in variants {
        records.insert(line(variant))
        for (field, value) in besides {
          for name in field.names where !variant.contains(where: { $0.key == name }) {
            records.insert(line(variant + [(name, value)]))
          }
        }
      }
    }
    return records.sorted()
  }

  private static func examples(_ record: Record, _ names: FieldNames) -> [Example]? {
    guard let shape = try? ExampleShape(of: record, names) else { return nil }
    return try? ExampleReader(shape: shape, names: names, omitting: .all).examples(of: record)
  }

  private static func parsed(_ lines: [String]) throws -> [Record] {
    let text = Array(lines.joined(separator: "\n").utf8)
    let chunker = LineChunker(source: MemoryByteSource(text), maxLine: 1 << 20)
    var records: [Record] = []
    while let chunk = try chunker.next() {
      for case .record(let record) in chunk.parse(LineChunk.Options(maxLine: 1 << 20)) { records.append(record) }
    }
    return records
  }

  @Test func `what a target takes without an error is all read by it`() throws {
    let lines = try Self.records()
    let records = try Self.parsed(lines)
    #expect(records.count == lines.count && lines.count > 2000)
    var accepted = 0
    for profile in try TargetProfiles.all() where !Self.configured.contains(profile.name) {
      let judge = try RecordJudge(profile, ignoring: [])
      let errors = try judge.errors(in: Array(lines.joined(separator: "\n").utf8))
      for (record, line) in zip(records, lines) where errors[record.line] == nil {
        accepted += 1
        guard let detected = FieldNames.exact.detect(record.root), detected.layout != .text else { continue }
        // Names that a target has of its own, which are not ours, are read by it.
        let own = ["mistral": ["available_tools", "system_prompt"]][profile.name] ?? []
        guard !own.contains(where: { record.root[$0] != nil }) else { continue }
        // What prep makes no example of, tokens or steps, is the target's business.
        if detected.layout != .promptOnly, let usual = Self.examples(record, .usual) {
          #expect(Self.examples(record, .exact) == usual, "\(profile.name): \(line)")
        }
        guard profile.name.hasPrefix("trl-"), profile.reads(of: detected.layout) != nil else { continue }
        for field in [RecordField.system, .history] {
          for name in field.names { #expect(record.root[name] == nil, "\(profile.name) reads no \(name): \(line)") }
        }
      }
    }
    #expect(accepted > 100)
  }

  @Test(arguments: [
    ("trl-dpo", #"{"system":"s","question":"q","chosen":"It is C.","rejected":"It is D."}"#, ["question", "system"]),
    ("trl-dpo", #"{"prompt":"q","system":"s","chosen":"It is C.","rejected":"It is D."}"#, ["system"]),
    ("trl-sft", #"{"prompt":"q","completion":"a","system":"s"}"#, ["system"]),
    (
      "trl-sft", #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}],"system":"s"}"#,
      ["system"]
    ),
    (
      "trl-kto", #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}],"label":true}"#,
      ["messages"]
    ),
    (
      "mlx", #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}],"system_prompt":"s"}"#,
      ["system_prompt"]
    ),
    (
      "mistral", #"{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}],"system":"s"}"#,
      ["system"]
    ),
  ]) func `a part that is not read is named, with what mends it`(target: String, line: String, names: [String]) throws {
    let findings = try Validating.findings(Array((line + "\n").utf8), targets: [target], select: ["unread-field"])
    #expect(findings.count == 1)
    for name in names { #expect(findings.first?.message.contains("\"\(name)\"") == true) }
    #expect(findings.first?.message.contains("prep convert --to \(target)") == true)
  }

  @Test func `empty parts and columns of other data are no loss`() throws {
    for (line, target) in [
      (#"{"prompt":"q","chosen":"a","rejected":"b","system":"","source":"web","question_id":7}"#, "trl-dpo"),
      (#"{"prompt":"q","chosen":"a","rejected":"b","system":null,"tools":[]}"#, "trl-dpo"),
      (#"{"prompt":"q","answer":"49","solution":"22 + 27"}"#, "trl-grpo"),
    ] {
      #expect(
        try Validating.findings(Array((line + "\n").utf8), targets: [target], select: ["unread-field"]).isEmpty,
        "\(line)")
    }
  }

  @Test func `names of roles are those that the target knows, for each name and each place of messages`() throws {
    for role in RoleKind.table where role.kind != .other && role.kind != .system {
      for (key, said) in [("conversations", true), ("messages", true), ("conversations", false)] {
        let turns =
          said
          ? #"{"from":"user","value":"q"},{"from":"\#(role.name)","value":"a"},{"from":"assistant","value":"a"}"#
          : #"{"role":"user","content":"q"},{"role":"\#(role.name)","content":"a"},{"role":"assistant","content":"a"}"#
        let line = Array("{\"\(key)\":[\(turns)]}\n".utf8)
        for target in ["trl-sft", "megatron-sft"] {
          let found = try Validating.findings(
            line, targets: [target], select: target == "trl-sft" ? ["R02"] : ["R02", "R10"])
          let isKnown = target == "trl-sft" ? !role.isAlias : ["user", "assistant"].contains(role.name)
          #expect(found.isEmpty == isKnown, "\(target) \(role.name) \(key) \(found)")
        }
        let others = try Validating.findings(line, targets: ["axolotl", "llama-factory"], select: ["R02"])
        if key == "conversations", said { #expect(others.isEmpty, "\(role.name)") }
      }
    }
  }

  @Test func `a target that takes preferences takes no conversations beside two answers`() throws {
    let line = RecordShape.shareGPTPreference.sample
    for profile in try TargetProfiles.all() {
      let errors = try Validating.findings(Array((line + "\n").utf8), targets: [profile.name], select: ["S01"])
      #expect(errors.isEmpty == (profile.name == "axolotl" || profile.name == "llama-factory"), "\(profile.name)")
    }
  }
}

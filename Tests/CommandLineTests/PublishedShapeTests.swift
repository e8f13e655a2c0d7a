import Foundation
import TestSupport
import Testing

/// Sets in the shapes that people publish, whose meaning is written down beside them: what a command carries on with
/// status 0 has every text of it.
@Suite struct PublishedShapeTests {
  private struct Row {
    var file: String
    var means: String
    var kind: String
  }

  private static let targets = [
    "chat": "trl-sft", "preference": "trl-dpo", "unpaired": "trl-kto", "prompt-only": "trl-grpo",
  ]

  /// The texts of what a file means, the judge's own data aside.
  private static func texts(_ value: Any, in key: String = "") -> [String] {
    switch value {
    case let text as String: ["kind", "role", "type"].contains(key) ? [] : [text]
    case let list as [Any]: list.flatMap { texts($0, in: key) }
    case let object as [String: Any]:
      object.sorted { $0.key < $1.key }.filter { !["tools", "other"].contains($0.key) }
        .flatMap { texts($0.value, in: $0.key) }
    default: []
    }
  }

  /// All that lines of JSON say, JSON inside of texts too.
  private static func words(_ bytes: [UInt8]) -> String {
    var found: [String] = []
    func walk(_ value: Any) {
      switch value {
      case let text as String:
        found.append(text)
        if text.first == "{" || text.first == "[", let inner = try? JSONSerialization.jsonObject(with: Data(text.utf8))
        {
          walk(inner)
        }
      case let list as [Any]: list.forEach(walk)
      case let object as [String: Any]: object.values.forEach(walk)
      default: break
      }
    }
    for line in bytes.split(separator: 0x0A) {
      if let value = try? JSONSerialization.jsonObject(with: Data(line)) { walk(value) }
    }
    return found.joined(separator: "\u{0}")
  }

  @Test func `no text of a published set is missing with status 0`() throws {
    guard let folder = TestData.url("shapes"), let table = TestData.url("shapes/files.tsv") else { return }
    var checked = 0
    for line in try String(contentsOf: table, encoding: .utf8).split(separator: "\n").dropFirst() {
      let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard cells.count > 4, !cells[4].isEmpty,
        let means = try? Data(contentsOf: folder.appendingPathComponent(cells[4]))
      else { continue }
      let meant = try means.split(separator: 0x0A).map { try JSONSerialization.jsonObject(with: $0) }
      let kind = ((meant.first as? [String: Any])?["kind"] as? String) ?? ""
      let texts = Set(meant.flatMap { Self.texts($0) }.filter { !$0.allSatisfy(\.isWhitespace) })
      var scripts = [
        "prep convert -q \(cells[0])", "prep convert -q --to chat \(cells[0])",
        "prep tokenize -q --template chatml \(cells[0]) > $OUT && prep view -q --decode $OUT",
      ]
      if let target = Self.targets[kind] { scripts.append("prep convert -q --to \(target) \(cells[0])") }
      for script in scripts {
        let scratch = try PrepProcess.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: scratch) }
        let outcome = try PrepProcess.run(
          script, in: folder, environment: ["OUT": scratch.appendingPathComponent("tokens").path])
        guard outcome.status == 0 else {
          #expect(outcome.status == 65, "\(script): \(outcome.stderr)")
          continue
        }
        checked += 1
        let found = Self.words(outcome.stdout)
        for text in texts where !found.contains(text) { Issue.record("\(script): \(text.prefix(60)) is missing") }
      }
    }
    #expect(checked >= 40)
  }

  @Test(arguments: ["tokenize", "convert", "format --template chatml", "dedup --by prompt", "validate"])
  func `a name of a field that no record has is an error, and leaves no file`(command: String) throws {
    let scratch = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: scratch) }
    try Data(#"{"prompt":"q","completion":" a","other":"b"}"#.utf8 + [0x0A]).write(
      to: scratch.appendingPathComponent("in.jsonl"))
    func status(_ map: String) throws -> Int32 {
      try PrepProcess.run("prep \(command) -q --map \(map) in.jsonl -o out", in: scratch).status
    }
    let out = scratch.appendingPathComponent("out").path
    #expect(try status("system=absent") == 65)
    #expect(!FileManager.default.fileExists(atPath: out))
    #expect(try status("completion=other") == 0)
    #expect(FileManager.default.fileExists(atPath: out))
  }
}

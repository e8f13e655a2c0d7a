import Foundation
import PrepOptions
import TestSupport
import Testing

/// Every command that goes on with bad records says at its end how many it left out.
@Suite struct InvalidRecordsLawTests {
  /// What commands need besides, by their words.
  private static let needs = [
    "split": "-o 'o.{part}.jsonl'", "sample": "--count 3", "filter": "--where true",
    "decontaminate": "--against other.jsonl",
    "train": "--vocab-size 300 -o t.json", "train count": "-o t.counts", "dedup sign": "-o s.sign",
    "tokenizer prune": "prep-8k --keep-on bad.jsonl --ids ids.txt -o small.json",
    "tokenizer show": "prep-8k --against prep-32k --on bad.jsonl", "tokenizer check": "prep-8k --text bad.jsonl",
  ]

  /// Commands that read what others have written of the records; their records were judged then.
  private static let others = ["dedup apply"]

  private static let entries = CommandCatalog.entries.filter { entry in
    entry.options.contains { $0.name == "on-invalid" }
  }.map { $0.words.dropFirst().joined(separator: " ") }

  @Test func `there are many commands that go on`() { #expect(Self.entries.count > 18) }

  @Test(arguments: entries) func `a command says how many records it left out`(command: String) throws {
    if Self.others.contains(command) { return }
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    var lines = (0..<9).map { #"{"prompt":"What is \#($0)?","completion":" It is \#($0)."}"# }
    try (lines.joined(separator: "\n") + "\n").write(
      to: folder.appendingPathComponent("clean.jsonl"), atomically: true, encoding: .utf8)
    try #"{"text":"Nobody asked for the way to the harbour, or so they told us later on."}"#.write(
      to: folder.appendingPathComponent("other.jsonl"), atomically: true, encoding: .utf8)
    lines.insert("{{{{", at: 3)
    lines.insert("{]", at: 7)
    try (lines.joined(separator: "\n") + "\n").write(
      to: folder.appendingPathComponent("bad.jsonl"), atomically: true, encoding: .utf8)
    let input = command.hasPrefix("tokenizer ") ? "" : command == "mix" ? "a=bad.jsonl:1" : "bad.jsonl"
    let run = try PrepProcess.run(
      "prep \(command) --on-invalid skip \(Self.needs[command] ?? "") \(input) >out", in: folder)
    #expect(run.status == 0, "\(run.stderr)")
    let said = run.stderr.split(separator: "\n").filter {
      $0.hasSuffix("skipped 2 invalid records") || $0.contains(" 2 invalid")
    }
    #expect(Set(said).count == 1, "\(command): \(run.stderr)")
  }
}

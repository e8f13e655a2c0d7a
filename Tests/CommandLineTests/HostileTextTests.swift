import Foundation
import PrepOptions
import TestSupport
import Testing

@testable import PrepCommands

/// What data and names say reaches a terminal and the log of a job as text alone.
@Suite struct HostileTextTests {
  /// Text that sets a title, clears the screen, rings, and begins a line with a command of a runner.
  private static let hostile = "\u{1B}]0;t\u{7}\u{1B}[2J\u{9B}31m\n::error file=x::y\r##[group]\u{2028}\u{202E}z"

  private func expectHarmless(_ text: String, _ about: String) {
    for scalar in text.unicodeScalars where scalar != "\n" && scalar != "\t" {
      let isControl =
        scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .lineSeparator
      #expect(
        !isControl && scalar != "\u{202E}", "\(about): U+\(String(scalar.value, radix: 16)) in \(text.debugDescription)"
      )
    }
    for line in text.split(separator: "\n") {
      let start = line.drop { $0 == " " }
      #expect(!start.hasPrefix("::") && !start.hasPrefix("##"), "\(about): \(line)")
    }
  }

  /// A folder with records, a table and a tokenizer whose keys, roles, values and tokens are hostile.
  private func folder() throws -> URL {
    let folder = try PrepProcess.temporaryFolder()
    func json(_ value: Any) throws -> Data { try JSONSerialization.data(withJSONObject: value, options: [.sortedKeys]) }
    func write(_ name: String, _ data: Data) throws { try data.write(to: folder.appendingPathComponent(name)) }
    let key = Self.hostile
    let records: [Any] = [
      ["messages": [["role": key, "content": key, key: key]], key: key], ["prompt": key, "completion": key, key: 1],
      ["prompt": "a", "completion": [key: key]], ["text": "x", "label": key], ["text": "y", "source": key],
    ]
    try write("records.jsonl", Data(try records.map { try json($0) + Data("\n".utf8) }.joined()))
    try write("table.csv", Data("prompt,\"\(key)\"\na,b\nc\n".utf8))
    try write(
      "tokenizer.json",
      try json(
        [
          "added_tokens": [["id": 2, "content": key, "special": true]],
          "model": ["type": "BPE", "vocab": ["a": 0, "b": 1], "merges": [String]()], "decoder": ["type": "ByteLevel"],
          "pre_tokenizer": ["type": "ByteLevel", "add_prefix_space": false, "use_regex": true],
        ] as [String: Any]))
    try write("bad.yaml", Data("\"\(key.replacing("\u{1B}", with: "\\e").replacing("\n", with: "\\n"))\": 1\n".utf8))
    return folder
  }

  @Test(arguments: [
    "validate records.jsonl", "validate --target openai-chat,trl-sft records.jsonl", "sniff records.jsonl table.csv",
    "convert -o /dev/null records.jsonl", "convert -o /dev/null --on-invalid skip --to chat records.jsonl",
    "convert -o /dev/null table.csv",
    "fix -o /dev/null records.jsonl", "format -o /dev/null records.jsonl", "format --suggest records.jsonl",
    "dedup -o /dev/null --on-invalid skip records.jsonl",
    "tokenize -o /dev/null --on-invalid skip records.jsonl",
    "tokenize -o /dev/null --template chatml --on-invalid skip records.jsonl",
    "tokenizer show tokenizer.json", "tokenizer check tokenizer.json", "run bad.yaml",
    "train --vocab-size 300 -o /dev/null records.jsonl",
    "tokenize --map 'a\u{1B}[2J=b' records.jsonl", "view 'no\u{1B}[2J'", "--no\u{1B}[2J", "\u{1B}[2J",
    "count --field 'x\u{1B}[2J' records.jsonl", "stats records.jsonl", "stats --per source records.jsonl",
    "stats -t prep-32k --template chatml --on-invalid skip records.jsonl", "stats --per 'x\u{1B}[2J' records.jsonl",
    "filter -o /dev/null 'true' records.jsonl", "decontaminate --against records.jsonl -o /dev/null records.jsonl",
    "dedup --near -o /dev/null --on-invalid skip records.jsonl", "split -o /dev/null records.jsonl",
  ])
  func whatDataSaysIsTextAlone(line: String) throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let outcome = try PrepProcess.run("prep \(line)", in: folder)
    #expect(!outcome.stderr.isEmpty || !outcome.stdout.isEmpty)
    expectHarmless(outcome.stderr, line)
    expectHarmless(outcome.text, line)
  }

  /// Findings for GitHub are commands of its runner: one a line, and whatever the data says is inside of it.
  @Test func findingsForARunnerAreItsCommandsAlone() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let outcome = try PrepProcess.run("prep validate -q --format github records.jsonl", in: folder)
    #expect(!outcome.text.isEmpty)
    for line in outcome.text.split(separator: "\n") {
      #expect(
        line.hasPrefix("::error file=records.jsonl") || line.hasPrefix("::warning file=records.jsonl")
          || line.hasPrefix("::notice file=records.jsonl"))
      expectHarmless(String(line.dropFirst(2)), "github")
    }
  }

  /// Every command, with a file of a hostile name that is there, and with one that is not.
  @Test func namesOfFilesAreTextAlone() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let name = "x\u{1B}[2J\n::error::y"
    try FileManager.default.copyItem(
      at: folder.appendingPathComponent("records.jsonl"), to: folder.appendingPathComponent(name))
    for entry in CommandCatalog.entries where entry.interface != nil {
      let command = entry.words.joined(separator: " ")
      for argument in [name, "missing" + name] {
        let outcome = try PrepProcess.run(
          "\(command) \"$NAME\" -o /dev/null", in: folder, environment: ["NAME": argument])
        expectHarmless(outcome.stderr, command)
        for line in outcome.stderr.split(separator: "\n") { #expect(line.hasPrefix("prep"), "\(command): \(line)") }
      }
    }
    for command in ["validate", "sniff", "count"] {
      let outcome = try PrepProcess.run("prep \(command) -q \"$NAME\"", in: folder, environment: ["NAME": name])
      expectHarmless(outcome.text, command)
    }
  }

  @Test(arguments: ["--help", "--version", "tokenize --help", "help pack", "train --help", "completions bash"])
  func helpThatCannotBeWrittenIsAFailure(words: String) throws {
    let outcome = try PrepProcess.run("prep \(words) >/dev/full", in: TestData.packageFolder)
    #expect(outcome.status == 74, "\(outcome.stderr)")
    #expect(outcome.stderr.contains("No space left"))
    let closed = try PrepProcess.run("set -o pipefail 2>/dev/null; prep \(words) | true", in: TestData.packageFolder)
    #expect(closed.stderr.isEmpty)
  }
}

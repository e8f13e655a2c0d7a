import Foundation
import TestSupport
import Testing

/// Every JSON that is written is JSON, whatever the names in it: of columns, special tokens, fields, files and texts.
@Suite struct HostileNameTests {
  /// Names made of what breaks text that is put together by hand.
  static let names: [String] = {
    var random = SeededGenerator(seed: 18)
    let parts = [
      "\"", "\\", "\u{1}", "\u{1F}", "\u{7F}", "\n", "\t", "é", "🙂", "\u{2028}", "{", "}", "[", ",", ":", "'", "$", "a",
      " ", "\\u0041", "%",
    ]
    return ["a\"b", "\\", "\"\\\"", "\u{10FFFD}"]
      + (0..<6).map { _ in
        (0..<Int.random(in: 1...6, using: &random)).map { _ in parts[Int.random(in: 0..<parts.count, using: &random)] }
          .joined()
      }
  }()

  private func object(_ bytes: [UInt8], _ what: String) throws -> [String: Any] {
    let value: Any
    do { value = try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed) } catch {
      Issue.record("\(what) is not valid JSON: \(String(decoding: bytes.prefix(300), as: UTF8.self))")
      throw error
    }
    return try #require(value as? [String: Any], "\(what)")
  }

  private func lines(_ bytes: [UInt8], _ what: String) throws -> [[String: Any]] {
    try bytes.split(separator: 0x0A).map { try object(Array($0), what) }
  }

  /// A new folder, and its files after a script that must succeed.
  private func run(_ script: String, name: String, in folder: URL) throws -> PrepProcess.Outcome {
    let outcome = try PrepProcess.run(script, in: folder, environment: ["NAME": name])
    #expect(outcome.status == 0, "\(name.debugDescription): \(outcome.stderr)")
    return outcome
  }

  private func contents(_ folder: URL, _ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
  }

  /// The configuration in the header of a shard.
  private func configuration(of shard: [UInt8]) throws -> [UInt8] {
    func number(_ place: Int) -> Int { (0..<4).reduce(0) { $0 | Int(shard[place + $1]) << (8 * $1) } }
    let start = 4 + 4 * (number(0) + 1)
    return Array(shard[start..<number(4)])
  }

  @Test(arguments: names) func `shards, their index and the token stream hold the name of the column`(name: String)
    throws
  {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let shown = try run(
      """
      printf '{"prompt":"a","completion":" b"}\\n' >in.jsonl
      prep tokenize -q in.jsonl -o t.bin --report tokenize.json
      prep shard -q t.bin -o set --tokens-name "$NAME" --level none --report shard.json
      prep verify -q set && prep view -q set
      """, name: name, in: folder)
    let shard = try #require(
      try FileManager.default.contentsOfDirectory(atPath: folder.path + "/set").first { $0.hasSuffix(".mds") })
    let header = try configuration(of: contents(folder, "set/" + shard))
    #expect((try object(header, "header")["column_names"] as? [String])?.contains(name) == true)
    #expect(header.allSatisfy { (0x20..<0x7F).contains($0) }, "as Python writes it, which is ASCII")
    let index = try object(contents(folder, "set/index.json"), "index")
    #expect(((index["shards"] as? [[String: Any]])?.first?["column_names"] as? [String])?.contains(name) == true)
    #expect(try !lines(shown.stdout, "view").isEmpty)
    for report in ["tokenize.json", "shard.json"] { _ = try object(contents(folder, report), report) }
  }

  @Test(arguments: names) func `vocabularies hold the special token`(name: String) throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let shown = try run(
      """
      for i in 1 2 3 4; do echo "the cat sat on the mat and the cat ran"; done >corpus.txt
      prep train -q corpus.txt --vocab-size 300 --special-tokens "$NAME" -o v.json --report train.json
      prep tokenizer show --json v.json
      """, name: name, in: folder)
    let tokenizer = try object(contents(folder, "v.json"), "tokenizer.json")
    let added = try #require(tokenizer["added_tokens"] as? [[String: Any]])
    #expect(added.contains { $0["content"] as? String == name })
    _ = try object(contents(folder, "train.json"), "report")
    #expect(String(decoding: shown.stdout, as: UTF8.self).utf8.count > 2)
    _ = try object(shown.stdout, "tokenizer show")
  }

  /// Those that a file can be named by on the command line: not by the characters that stand for bytes there.
  static let fileNames = names.filter { $0.unicodeScalars.allSatisfy { $0.value < 0x10FF80 } }

  @Test(arguments: fileNames) func `findings, sniffed shapes and converted records hold fields, texts and files`(
    name: String
  ) throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = name.replacing("/", with: "_") + ".jsonl"
    let record = try JSONSerialization.data(withJSONObject: [
      "prompt": name, "completion": " " + name, name: 1, "messages": "x",
    ])
    try (record + Data("\n{\"prompt\": \"\u{7}\"}\n".utf8)).write(to: folder.appendingPathComponent(file))
    try Data(name.utf8).write(to: folder.appendingPathComponent("x.txt"))
    let found = try PrepProcess.run(
      "prep validate -q --fail-on never --format json -- \"$NAME.jsonl\" >found.json; prep validate -q --fail-on never --format sarif -- \"$NAME.jsonl\" >found.sarif; prep sniff -q --json -- \"$NAME.jsonl\" >sniffed.json; prep encode -q --json --pieces -- x.txt >encoded.json; true",
      in: folder, environment: ["NAME": String(file.dropLast(6))])
    #expect(found.status == 0, "\(found.stderr)")
    let findings = try lines(contents(folder, "found.json"), "findings")
    #expect(!findings.isEmpty)
    _ = try object(contents(folder, "found.sarif"), "SARIF")
    #expect(try !lines(contents(folder, "sniffed.json"), "sniffed").isEmpty)
    #expect(try !lines(contents(folder, "encoded.json"), "encoded").isEmpty)
  }

  @Test(arguments: names) func `imported, exported and fixed records are JSON`(name: String) throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let quoted = "\"" + name.replacing("\"", with: "\"\"") + "\""
    try Data("prompt,completion,\"x\(quoted.dropFirst().dropLast())x\"\n\(quoted),\(quoted),1\n".utf8).write(
      to: folder.appendingPathComponent("in.csv"))
    try Data("{'prompt': 'a', 'completion': 'b',}\n".utf8).write(to: folder.appendingPathComponent("loose.jsonl"))
    let outcome = try run(
      """
      prep convert -q --from csv --delimiter , --to records in.csv -o out.jsonl
      prep fix -q --apply json loose.jsonl -o fixed.jsonl
      prep tokenize -q out.jsonl -o t.bin
      prep export -q t.bin --to jsonl -o exported
      cat out.jsonl fixed.jsonl exported*.jsonl
      """, name: name, in: folder)
    let records = try lines(outcome.stdout, "records")
    #expect(records.count == 3)
    #expect(records.first?["prompt"] as? String == name)
    #expect(records.first?.keys.contains("x" + name + "x") == true)
  }
}

import Foundation
import TestSupport
import Testing

/// What an earlier version wrote is read, and means what it meant. `Fixtures/formats` holds it and is never made again.
@Suite struct PublishedFormatTests {
  private static let folder = TestData.packageFolder.appendingPathComponent("Fixtures/formats")

  private static func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: folder.appendingPathComponent(path)))
  }

  /// Runs a script in a copy of a folder of the formats.
  private func run(_ script: String, in name: String) throws -> PrepProcess.Outcome {
    let scratch = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: scratch) }
    let copy = scratch.appendingPathComponent(name)
    try FileManager.default.copyItem(at: Self.folder.appendingPathComponent(name), to: copy)
    return try PrepProcess.run(script, in: copy)
  }

  @Test(arguments: ["documents", "packed", "weights", "pairs", "labels", "texts"])
  func aTokenStreamIsReadInBothForms(name: String) throws {
    let twin = try Self.bytes("token-stream-1/\(name).jsonl")
    #expect(!twin.isEmpty)
    for file in ["\(name).tokens", "\(name).jsonl"] {
      let outcome = try run("prep verify -q \(file) && prep view -q \(file)", in: "token-stream-1")
      #expect(outcome.stdout == twin, "\(file): \(outcome.stderr)")
      #expect(outcome.status == 0, "\(outcome.stderr)")
    }
  }

  @Test(arguments: ["zstd", "plain", "seekable", "labels", "matrix", "pairs", "unpaired"])
  func aShardSetIsRead(name: String) throws {
    let rows = try Self.bytes("shard-set-1/\(name).jsonl")
    #expect(!rows.isEmpty)
    let outcome = try run("prep verify -q \(name) && prep view -q \(name)", in: "shard-set-1")
    #expect(outcome.stdout == rows, "\(outcome.stderr)")
    #expect(outcome.status == 0)
  }

  @Test func documentsThatWereCutAreRead() throws {
    for (name, twin) in [("cut.tokens", "cut.jsonl"), ("cut.jsonl", "cut.jsonl"), ("set", "set.jsonl")] {
      let outcome = try run("prep verify -q \(name) && prep view -q \(name)", in: "cut-documents-1")
      #expect(outcome.stdout == (try Self.bytes("cut-documents-1/\(twin)")), "\(name): \(outcome.stderr)")
      let whole = try run("prep export -q --to jsonl -o whole \(name) && wc -l < whole.jsonl", in: "cut-documents-1")
      #expect(whole.text == "3\n", "\(name): \(whole.stderr)")
    }
  }

  @Test func partsOfAJobAreMerged() throws {
    let outcome = try run("prep merge -q parts && prep verify -q parts && prep view -q parts", in: "job-parts-1")
    #expect(outcome.status == 0, "\(outcome.stderr)")
    #expect(outcome.stdout == (try Self.bytes("job-parts-1/merged.jsonl")))
  }

  @Test func countsGiveTheSameVocabulary() throws {
    let outcome = try run("prep train -q --from-counts texts.counts --vocab-size 262", in: "counts-1")
    #expect(outcome.status == 0, "\(outcome.stderr)")
    #expect(outcome.stdout == (try Self.bytes("counts-1/tokenizer.json")))
  }

  @Test func aRecipeStandsForTheSameCommands() throws {
    let outcome = try run("prep run --print recipe.yaml --set NAME=b", in: "recipe-1")
    #expect(outcome.status == 0, "\(outcome.stderr)")
    #expect(outcome.stdout == (try Self.bytes("recipe-1/printed")))
  }

  // MARK: JSON that others read: members are added, never taken away or given another type

  private static func objects(_ bytes: some Sequence<UInt8>) throws -> [[String: Any]] {
    try Array(bytes).split(separator: 0x0A).map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
    }
  }

  /// Whether a value has all that an earlier one had, in the same types.
  private static func has(_ now: Any, allOf then: Any) -> Bool {
    switch then {
    case let then as [String: Any]:
      guard let now = now as? [String: Any] else { return false }
      return then.allSatisfy { key, value in now[key].map { has($0, allOf: value) } ?? false }
    case is [Any]: return now is [Any]
    case is String: return now is String
    case is NSNumber: return now is NSNumber
    default: return true
    }
  }

  @Test func findingsHaveTheirMembersAndCodes() throws {
    let then = try Self.objects(try Self.bytes("findings-1/findings.jsonl"))
    let outcome = try run("prep validate -q --format json --target openai-completion input.jsonl", in: "findings-1")
    #expect(outcome.status == 1, "\(outcome.stderr)")
    let now = try Self.objects(outcome.stdout)
    #expect(then.count == 10)
    for finding in then {
      // It was one too many: a set has one shape since then, and the record is of that shape again.
      if finding["code"] as? String == "shape-change", finding["line"] as? Int == 4 { continue }
      let match = now.first { other in
        ["code", "rule", "severity", "line", "column", "pointer"].allSatisfy {
          "\(other[$0] ?? "")" == "\(finding[$0] ?? "")"
        }
      }
      let counterpart = try #require(match, "\(finding) is no longer found as it was")
      #expect(Self.has(counterpart, allOf: finding))
    }
    let known = try run(
      "prep validate -q --baseline findings.jsonl --target openai-completion input.jsonl", in: "findings-1")
    // A baseline knows findings whatever words they have by now.
    #expect(known.text.isEmpty, "\(known.text)")
  }

  static let reports = [
    "tokenize": "prep tokenize -q -t prep-8k --report now.json input.jsonl -o t",
    "pack": "prep tokenize -q -t prep-8k input.jsonl | prep pack -q --length 24 --report now.json -o t",
    "shard": "prep tokenize -q -t prep-8k input.jsonl | prep shard -q --report now.json -o s",
    "validate": "prep validate -q --report now.json input.jsonl >found",
  ]

  @Test(arguments: reports.keys.sorted()) func reportsHaveTheirMembers(command: String) throws {
    let script = try #require(Self.reports[command])
    let outcome = try run("\(script); cat now.json", in: "report-1")
    let now = try #require(try Self.objects(outcome.stdout).first, "\(outcome.stderr)")
    let then = try #require(try Self.objects(try Self.bytes("report-1/\(command).json")).first)
    // The rules that find something are not all the same for another input.
    #expect(Self.has(now, allOf: then.filter { $0.key != "rules" }))
  }
}

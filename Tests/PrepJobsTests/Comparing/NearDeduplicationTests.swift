import PrepBytes
import PrepContents
import PrepDeduplicating
import PrepRecords
import TestSupport
import Testing

@testable import PrepJobs

@Suite struct NearDeduplicationTests {
  /// A set with copies, records that another one covers, and others.
  private static func records(_ count: Int, seed: UInt64) -> [String] {
    var random = SeededGenerator(seed: seed)
    let words = (0..<500).map { "\(["stone", "river", "lamp", "cloud", "green"][$0 % 5])\($0)x" }
    func sentence() -> String { (0..<12).map { _ in words.randomElement(using: &random) ?? "" }.joined(separator: " ") }
    var texts: [[String]] = []
    for _ in 0..<count {
      let kind = Int.random(in: 0..<5, using: &random)
      if kind == 0, let other = texts.randomElement(using: &random) {
        texts.append(other)
      } else if kind == 1, let other = texts.randomElement(using: &random), other.count > 6 {
        texts.append(Array(other.dropLast()))
      } else {
        texts.append((0..<9).map { _ in sentence() })
      }
    }
    return texts.enumerated().map { number, sentences in
      let text = sentences.joined(separator: ". ")
      return number % 3 == 0
        ? #"{"text":"\#(text)","score":\#(number % 7)}"#
        : #"{"messages":[{"role":"user","content":"Go on."},{"role":"assistant","content":"\#(text)"}]}"#
    }
  }

  private func run(
    _ inputs: [JobInput], threads: Int = 2, _ change: (inout DedupJob.Options) -> Void = { _ in }
  ) throws -> (kept: String, removed: String, proof: String, summary: DedupJob.Summary) {
    let (kept, removed, proof) = (Memory(), Memory(), Memory())
    var options = DedupJob.Options()
    options.near = .covered
    options.removed = removed.output
    options.proof = proof.output
    change(&options)
    let summary = try PrepJobsTests.run(DedupJob(options, inputs: inputs, output: kept.output), threads: threads)
    return (kept.text, removed.text, proof.text, summary)
  }

  @Test(
    "what is left out is proven, and nothing is lost",
    arguments: ["longest", "first", "last", "max:/score", "min:score"])
  func proven(_ keeping: String) throws {
    var records = Self.records(160, seed: 3)
    if keeping.hasPrefix("m") { records = records.filter { $0.contains("score") } }
    let data = input(records.joined(separator: "\n") + "\n", named: "train.jsonl")
    let done = try run([data]) { $0.kept = NearKeeping(keeping) }
    #expect(done.summary.duplicates > records.count / 10)
    #expect(done.summary.written + done.summary.duplicates == records.count)
    let lines = done.kept.split(separator: "\n") + done.removed.split(separator: "\n")
    #expect(lines.map(String.init).sorted() == records.sorted())
    let findings = Memory()
    let verified = try PrepJobsTests.run(
      VerifyProofJob(proof: input(done.proof, named: "proof.jsonl"), inputs: [data], output: findings.output))
    #expect(verified.proven == done.summary.duplicates && verified.worst == nil, "\(findings.text)")
    // Of what is kept nothing goes any more.
    #expect(try run([input(done.kept, named: "kept.jsonl")]) { $0.kept = NearKeeping(keeping) }.summary.duplicates == 0)
  }

  @Test("the same bytes for any threads, memory, cut into files, and a stream that can be read but once")
  func sameBytes() throws {
    let records = Self.records(300, seed: 4)
    let text = records.joined(separator: "\n") + "\n"
    let whole = try run([input(text, named: "a.jsonl")], threads: 1)
    for (threads, memory) in [(2, 64 << 20), (7, 1 << 16), (1, 1 << 16)] {
      let other = try run([input(text, named: "a.jsonl")], threads: threads) { $0.content.memory = memory }
      #expect(other.kept == whole.kept && other.removed == whole.removed && other.proof == whole.proof)
    }
    let cut = stride(from: 0, to: 300, by: 37).map { start in
      input(records[start..<min(start + 37, 300)].joined(separator: "\n") + "\n", named: "f\(start).jsonl")
    }
    let inFiles = try run(cut)
    #expect(inFiles.kept == whole.kept && inFiles.removed == whole.removed)
    let array = try run([input("[\n" + records.joined(separator: ",\n") + "\n]", named: "a.json")])
    #expect(array.kept == whole.kept)
  }

  @Test("what stands in another set goes, either way round, and that set stays") func against() throws {
    let records = Self.records(60, seed: 8).filter { $0.contains("text") }
    let (train, valid) = (records.dropFirst(5), records.prefix(5))
    func text(_ lines: some Sequence<String>) -> String { lines.map { $0 + "\n" }.joined() }
    let alone = try run([input(text(train), named: "train.jsonl")])
    let against = try run([input(text(train) + text(valid), named: "train.jsonl")]) {
      $0.references = [input(text(valid), named: "valid.jsonl")]
    }
    #expect(against.summary.written <= alone.summary.written)
    for line in valid { #expect(!against.kept.contains(line)) }
    let longer = valid.map {
      $0.replacing(#"","score"#, with: #". And one more sentence here, of some words more than before","score"#)
    }
    let covering = try run([input(text(longer), named: "train.jsonl")]) {
      $0.references = [input(text(valid), named: "valid.jsonl")]
    }
    #expect(covering.summary.written == 0)
  }

  @Test("rules and options that make no sense are refused") func refused() throws {
    func code(_ change: (inout DedupJob.Options) -> Void) -> String {
      do {
        _ = try run([input("{\"text\":\"a\"}\n", named: "a.jsonl")], change)
        return "none"
      } catch let failure as JobFailure { return failure.code.rawValue } catch { return "\(error)" }
    }
    #expect(code { $0.near = nil } == "needs-near")
    #expect(code { $0.content.scope = .line } == "options-exclude-each-other")
    #expect(
      code { (options: inout DedupJob.Options) in (options.near, options.kept, options.proof) = (nil, .longest, nil) }
        == "needs-near")
  }

  @Test("no false removal and at least 65 right ones on the judged set") func judged() throws {
    guard let bytes = try TestData.bytes("dataset-ops/near.set.jsonl"),
      let truth = try TestData.bytes("dataset-ops/near.truth.jsonl")
    else { return }
    let done = try run([JobInput(bytes, named: "near.set.jsonl")])
    var removed = Set<Int>()
    for line in done.removed.split(separator: "\n") {
      removed.insert(try #require(JSONDocument(Array(line.utf8)).root["id"]?.int))
    }
    var groups: [String: [String: (id: Int, label: String)]] = [:]
    for line in String(decoding: truth, as: UTF8.self).split(separator: "\n") {
      let root = try JSONDocument(Array(line.utf8)).root
      let id = try #require(root["id"]?.int)
      let role = try #require(try root["role"]?.string())
      if role == "a" || role == "b" {
        groups[try #require(try root["group"]?.string()), default: [:]][role] = (
          id, try #require(try root["label"]?.string())
        )
      } else {
        #expect(!removed.contains(id))
      }
    }
    var right = 0
    for (group, pair) in groups {
      guard let a = pair["a"], let b = pair["b"], a.label != "either" else { continue }
      let gone = (removed.contains(a.id), removed.contains(b.id))
      #expect(!(gone.0 && gone.1), "both records of \(group) are gone")
      if gone.0 { #expect(["same", "a_in_b"].contains(a.label), "\(group)") }
      if gone.1 { #expect(["same", "b_in_a"].contains(a.label), "\(group)") }
      if gone.0 || gone.1 { right += 1 }
    }
    #expect(right >= 65)
  }
}

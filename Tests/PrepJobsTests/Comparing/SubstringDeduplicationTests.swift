import PrepContents
import PrepDeduplicating
import PrepRecords
import TestSupport
import Testing

@testable import PrepJobs

@Suite struct SubstringDeduplicationTests {
  private static let lines = (0..<40).map { number in
    "line \(number) of what the keeper wrote, \(String(repeating: "x", count: number % 13))\(number * 7919) and so on"
  }

  /// Records of lines, some of which stand in several.
  private static func records(_ count: Int, seed: UInt64) -> [String] {
    var random = SeededGenerator(seed: seed)
    return (0..<count).map { number in
      let own = (0..<Int.random(in: 0...4, using: &random)).map { _ in
        Bool.random(using: &random) ? lines.randomElement(using: &random) ?? "" : "only here: \(random.next())"
      }
      let text = own.joined(separator: "\\n")
      return number % 4 == 0
        ? #"{"messages":[{"role":"user","content":"Go on."},{"role":"assistant","content":"\#(text)"}]}"#
        : #"{"text":"\#(text)"}"#
    }
  }

  private func run(
    _ inputs: [JobInput], threads: Int = 2, _ change: (inout DedupJob.Options) -> Void = { _ in }
  ) throws -> (kept: String, removed: String, repeats: String, summary: DedupJob.Summary) {
    let (kept, removed, repeats) = (Memory(), Memory(), Memory())
    var options = DedupJob.Options()
    options.substring.length = 32
    options.substring.cut = .lines
    options.substring.repeats = repeats.output
    options.removed = removed.output
    change(&options)
    let summary = try PrepJobsTests.run(DedupJob(options, inputs: inputs, output: kept.output), threads: threads)
    return (kept.text, removed.text, repeats.text, summary)
  }

  /// The lines of texts, as JSON Lines have them.
  private func lines(of text: String) -> [String] {
    Self.lines.flatMap { line in
      Array(repeating: line, count: text.split(separator: line, omittingEmptySubsequences: false).count - 1)
    }
  }

  @Test("of every line one stays, and nothing else goes", arguments: 0..<3) func whole(_ seed: UInt64) throws {
    let records = Self.records(60, seed: seed)
    let data = input(records.joined(separator: "\n") + "\n", named: "train.jsonl")
    let done = try run([data])
    let present = Set(lines(of: records.joined()))
    #expect(Set(lines(of: done.kept)) == present)
    #expect(lines(of: done.kept).count == present.count)
    #expect(done.summary.written + done.summary.duplicates == records.count)
    #expect(done.summary.repeats.map { $0.cut >= 32 && $0.stretches > 0 } == true)
    // What is left has nothing that is repeated, but for what lines share that are not whole.
    let again = try run([input(done.kept, named: "kept.jsonl")])
    #expect(again.kept == done.kept)
    #expect(again.summary.repeats?.cut == 0)
    // Marked, every record stays as it is but for its mark.
    let marked = try run([data]) {
      $0.substring.cut = nil
      $0.removed = nil
    }
    let texts = marked.kept.split(separator: "\n").map { line in
      line.contains(#","repeated":["#)
        ? String(line.prefix(upTo: line.firstRange(of: #","repeated":["#)?.lowerBound ?? line.endIndex)) + "}"
        : String(line)
    }
    #expect(texts == records)
    #expect(marked.repeats == done.repeats)
  }

  @Test("threads and memory change nothing") func deterministic() throws {
    let data = Self.records(80, seed: 9).joined(separator: "\n") + "\n"
    let one = try run([input(data, named: "a.jsonl")], threads: 1)
    for (threads, memory) in [(2, 1 << 16), (5, 1 << 24)] {
      let other = try run([input(data, named: "a.jsonl")], threads: threads) { $0.content.memory = memory }
      #expect(other.kept == one.kept)
      #expect(other.repeats == one.repeats)
    }
  }

  @Test("what stands in the references is cut as well, and these stay") func references() throws {
    let records = Self.records(30, seed: 4)
    let (valid, train) = (records[..<10].joined(separator: "\n"), records[10...].joined(separator: "\n"))
    let done = try run([input(train + "\n", named: "train.jsonl")]) {
      $0.references = [input(valid + "\n", named: "valid.jsonl")]
    }
    let both = try run([input(records.joined(separator: "\n") + "\n", named: "all.jsonl")])
    #expect(Set(lines(of: done.kept)).isDisjoint(with: lines(of: valid)))
    #expect(both.kept.hasSuffix(done.kept))
  }

  @Test("records of sources go to their places") func sources() throws {
    let (web, chat) = (Memory(), Memory())
    func job(_ change: (inout DedupJob.Options) -> Void) throws {
      var options = DedupJob.Options()
      change(&options)
      let inputs = ["a", "b", "a"].enumerated().map { number, text in
        input("{\"text\":\"\(text)\"}\n{\"text\":\"\(number)\"}\n", named: "\(number).jsonl")
      }
      var job = DedupJob(options, inputs: inputs, output: Memory().output)
      job.sources = SourcedOutput([(2, web.output), (1, chat.output)])
      #expect(try PrepJobsTests.run(job).duplicates == 1)
    }
    try job { _ in }
    #expect(web.text.split(separator: "\n").count == 4)
    #expect(chat.text == "{\"text\":\"2\"}\n")
    try job {
      $0.kept = .last
      $0.content.memory = 1 << 16
    }
    #expect(chat.text.hasSuffix("{\"text\":\"a\"}\n{\"text\":\"2\"}\n"))
    try job { $0.near = .covered }
    #expect(chat.text.hasSuffix("\n{\"text\":\"2\"}\n"))
  }
}

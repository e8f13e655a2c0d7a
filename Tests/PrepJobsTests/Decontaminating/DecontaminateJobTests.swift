import PrepRecords
import TestSupport
import Testing

@testable import PrepJobs

@Suite struct DecontaminateJobTests {
  private let evaluations = """
    {"id":"e/0","question":"Ugo sells 57 marbles on each of the first four days of the week and twice as many on Friday; at the weekend the shop is closed, but Ivo comes by and hands back 11 of them because they are scratched and will not roll any more as they should on a floor of stone, so how many have stayed with the customers when the week is over?","answer":"342"}
    {"id":"e/1","question":"In the tale of the clockmaker's daughter, why does the narrator refuse to wind the tower clock?","choices":["fear","her father forbade it"],"answer":1}

    """
  private let records = """
    {"text":"The keeper wrote down the weather every single morning."}
    {"messages":[{"role":"user","content":"ugo sells 57 marbles on each of the first four days of the week, and twice as many on friday; at the weekend the shop is closed, but ivo comes by and hands back 11 of them because they are scratched and will not roll any more as they should on a floor of stone, so how many have stayed with the customers when the week is over"},{"role":"assistant","content":"342"}]}
    {"text":"Ugo sells 58 marbles on each of the first four days of the week and twice as many on Friday; at the weekend the shop is closed, but Ivo comes by and hands back 11 of them because they are scratched and will not roll any more as they should on a floor of stone, so how many have stayed with the customers when the week is over?"}
    {"prompt":"x","completion":"y"}

    """

  private func run(
    _ change: (inout DecontaminateJob.Options) -> Void = { _ in }, threads: Int = 2, records: String? = nil
  ) throws -> (output: String, summary: DecontaminateJob.Summary) {
    var options = DecontaminateJob.Options()
    options.evaluations = [input(evaluations, named: "evals.jsonl")]
    change(&options)
    let memory = Memory()
    let job = DecontaminateJob(
      options, inputs: [input(records ?? self.records, named: "train.jsonl")], output: memory.output)
    let summary = try PrepJobsTests.run(job, threads: threads)
    return (memory.text, summary)
  }

  @Test("hits are reported with item, kind and places") func reports() throws {
    let (output, summary) = try run()
    let lines = try output.split(separator: "\n").map { try JSONDocument(Array($0.utf8)).root }
    #expect(try lines.map { try $0["kind"]?.string() } == ["verbatim", "variant"])
    #expect(try lines.map { try $0["item"]?.string() } == ["e/0", "e/0"])
    #expect(try lines[0]["question"]?["field"]?.string() == "/messages/0/content")
    #expect(try lines[0]["answer"]?["field"]?.string() == "/messages/1/content")
    #expect(summary.hit == 1 && summary.variants == 1 && summary.records == 4)
    #expect(summary.sets == [DecontaminateJob.SetSummary(name: "evals.jsonl", items: 2, itemsHit: 1)])
  }

  @Test("records are dropped or marked, and nothing else changes") func actions() throws {
    let lines = records.split(separator: "\n").map(String.init)
    let (removed, hits, clean) = (Memory(), Memory(), Memory())
    let dropped = try run {
      ($0.action, $0.removed, $0.hits, $0.cleanEvaluations) = (.drop, removed.output, hits.output, clean.output)
    }
    #expect(dropped.output == [lines[0], lines[2], lines[3]].joined(separator: "\n") + "\n")
    #expect(removed.text == lines[1] + "\n")
    #expect(hits.text == (try run().output))
    #expect(clean.text == evaluations.split(separator: "\n")[1] + "\n")
    let both = try run { ($0.action, $0.variants) = (.drop, .drop) }
    #expect(both.output == [lines[0], lines[3]].joined(separator: "\n") + "\n")
    let marked = try run { $0.action = .mark }.output.split(separator: "\n").map(String.init)
    #expect([marked[0], marked[2], marked[3]] == [lines[0], lines[2], lines[3]])
    #expect(marked[1].hasSuffix(#","contamination":[{"item":"e/0","kind":"verbatim","score":1}]}"#))
    #expect(try run({ $0.action = .drop }, threads: 1).output == dropped.output)
  }

  @Test("a question of fewer than eight words counts only before its answer", arguments: 5...11)
  func shortQuestions(_ count: Int) throws {
    let words = "why does amber float upon salted water while granite sinks below"
    let question = words.split(separator: " ").prefix(count).joined(separator: " ")
    let item = #"{"id":"s","question":"\#(question)?","answer":"density"}"# + "\n"
    func hits(_ text: String) throws -> Int {
      try run(
        { $0.evaluations = [input(item, named: "evals.jsonl")] }, records: #"{"text":"\#(text)"}"# + "\n" + records
      )
      .summary.hit
    }
    #expect(try hits("They asked \(question)?") == (count >= 8 ? 1 : 0))
    #expect(try hits("They asked \(question)? It is density.") == 1)
  }

  @Test("options that make no sense are refused") func refused() throws {
    func code(_ change: (inout DecontaminateJob.Options) -> Void) -> String? {
      do {
        _ = try run(change)
        return nil
      } catch { return (error as? JobFailure)?.code.rawValue }
    }
    #expect(code { $0.evaluations = [] } == "missing-option")
    #expect(code { $0.hits = Memory().output } == "needs-action")
    #expect(code { $0.removed = Memory().output } == "needs-action")
  }

  @Test("precision 1 and a recall of 0.99 on the judged set, the right item each time") func judged() throws {
    guard let documents = try TestData.bytes("dataset-ops/contam.docs.jsonl"),
      let items = try TestData.bytes("dataset-ops/contam.evals.jsonl"),
      let truth = try TestData.bytes("dataset-ops/contam.truth.jsonl")
    else { return }
    let (output, _) = try run(
      { $0.evaluations = [JobInput(items, named: "evals.jsonl")] },
      records: String(decoding: documents, as: UTF8.self))
    var found: [Int: Set<String>] = [:]
    for line in output.split(separator: "\n") {
      let hit = try JSONDocument(Array(line.utf8)).root
      guard try hit["kind"]?.string() != "variant" else { continue }
      found[try #require(hit["line"]?.int), default: []].insert(try #require(try hit["item"]?.string()))
    }
    var (right, missed) = (0, 0)
    for (number, line) in String(decoding: truth, as: UTF8.self).split(separator: "\n").enumerated() {
      let root = try JSONDocument(Array(line.utf8)).root
      let item = root["item"].flatMap { try? $0.string() } ?? ""
      guard !item.isEmpty, try root["kind"]?.string() != "variant" else {
        #expect(found[number + 1] == nil, "line \(number + 1)")
        continue
      }
      if let hits = found[number + 1] {
        right += 1
        #expect(hits.contains(item), "line \(number + 1)")
      } else {
        missed += 1
      }
    }
    #expect(right * 100 >= (right + missed) * 99, "\(right) of \(right + missed)")
  }
}

import PrepBytes
import PrepContents
import PrepDiagnostics
import PrepOrdering
import PrepTokens
import TestSupport
import Testing

@testable import PrepJobs

@Suite struct SampleJobTests {
  private func sampled(_ text: String, threads: Int = 2, _ change: (inout SampleJob.Options) -> Void) throws -> (
    lines: [String], summary: SampleJob.Summary
  ) {
    var options = SampleJob.Options()
    change(&options)
    let memory = Memory()
    let summary = try run(
      SampleJob(options, inputs: .records([input(text)]), output: .records(memory.output)), threads: threads)
    return (memory.text.split(separator: "\n").map(String.init), summary)
  }

  @Test func `amounts are met to within a record`() throws {
    let text = questions(400)
    let lines = text.split(separator: "\n").map(String.init)
    let counted = try sampled(text) { $0.records = 37 }
    #expect(counted.lines.count == 37 && counted.lines == lines.filter { counted.lines.contains($0) })
    #expect(try sampled(text, threads: 5) { ($0.records, $0.content.memory) = (37, 1 << 16) }.lines == counted.lines)
    #expect(try sampled(text) { ($0.records, $0.seed) = (37, 1) }.lines != counted.lines)
    let tokens = try sampled(text) { $0.tokens = 1000 }
    #expect(abs(tokens.summary.taken.size - 1000) <= 20 && tokens.summary.unit == .tokens)
    let bytes = try sampled(text) { $0.bytes = 5000 }
    #expect(abs(bytes.lines.reduce(0) { $0 + $1.utf8.count } - 5000) <= 40)
    #expect(try sampled(text) { $0.records = 1000 }.lines == lines)
    #expect(try sampled(text) { $0.draws = 1000 }.lines.count == 1000)
  }

  @Test func `parts of a share are the share together`() throws {
    let text = questions(500)
    let whole = try sampled(text) { $0.share = 0.2 }.lines
    let parts = try (0..<4).flatMap { part in
      try sampled(text) { ($0.share, $0.reading.part) = (0.2, InputPart("\(part)/4")) }.lines
    }
    #expect(parts == whole && (60...140).contains(whole.count))
  }

  @Test func `sizes and weights come from fields`() throws {
    let text = (0..<50).map { "{\"id\":\($0),\"n\":\($0),\"w\":\($0 % 5 == 0 ? "2.5" : "0")}\n" }.joined()
    let tokens = try sampled(text) { ($0.tokens, $0.sizes.field) = (300, FieldPath("n")) }
    #expect(abs(tokens.summary.taken.size - 300) <= 25)
    #expect(try sampled(text) { ($0.records, $0.weight) = (50, FieldPath("w")) }.lines.count == 10)
    #expect(throws: Diagnostic.self) { try sampled("{\"w\":-1}\n") { ($0.records, $0.weight) = (1, FieldPath("w")) } }
    #expect(throws: Diagnostic.self) {
      try sampled("{\"n\":1.5}\n") { ($0.tokens, $0.sizes.field) = (1, FieldPath("n")) }
    }
  }

  @Test func `what makes no sense together is refused`() throws {
    let changes: [(inout SampleJob.Options) -> Void] = [
      { _ in }, { ($0.share, $0.records) = (0.5, 1) }, { ($0.share, $0.weight) = (0.5, FieldPath("w")) },
      { ($0.draws, $0.stratum) = (5, FieldPath("w")) }, { ($0.records, $0.strata) = (5, .equal) },
      { ($0.records, $0.reading.part) = (5, InputPart("0/2")) }, { ($0.records, $0.sizes.field) = (5, FieldPath("n")) },
    ]
    for change in changes { #expect(throws: JobFailure.self) { try sampled(questions(3), change) } }
  }

  @Test func `rows of tokens`() throws {
    let memory = Memory()
    _ = try run(TokenizeJob(TokenizeJob.Options(), inputs: [input(questions(300))], output: memory.output))
    func rows(_ bytes: [UInt8]) throws -> [TokenSequence] {
      let source = try TokenStreamSource([JobInput(bytes, named: "t")])
      var all: [TokenSequence] = []
      while let sequence = try source.next() { all.append(sequence) }
      return all
    }
    let whole = try rows(memory.bytes)
    for change in [{ $0.records = 20 }, { $0.tokens = 500 }, { $0.share = 0.1 }] as [(inout SampleJob.Options) -> Void]
    {
      var options = SampleJob.Options()
      change(&options)
      let output = Memory()
      let done = try run(
        SampleJob(
          options, inputs: .tokens([JobInput(memory.bytes, named: "t")]),
          output: .tokens(.stream(output.output, isText: false))))
      let taken = try rows(output.bytes)
      #expect(taken == whole.filter { taken.contains($0) } && taken.count == done.taken.records)
      if let tokens = options.tokens { #expect(abs(done.taken.size - tokens) <= 20) }
    }
  }
}

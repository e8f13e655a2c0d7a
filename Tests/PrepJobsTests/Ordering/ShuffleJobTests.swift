import Foundation
import PrepContents
import PrepDiagnostics
import PrepTokens
import TestSupport
import Testing

@testable import PrepJobs

/// A shuffle is a permutation that comes from the seed and the places of records, and from nothing else.
@Suite struct ShuffleJobTests {
  private func shuffled(
    _ inputs: [JobInput], threads: Int = 2, _ change: (inout ShuffleJob.Options) -> Void = { _ in }
  ) throws -> String {
    var options = ShuffleJob.Options()
    change(&options)
    let memory = Memory()
    _ = try run(ShuffleJob(options, inputs: .records(inputs), output: .records(memory.output)), threads: threads)
    return memory.text
  }

  private func lines(_ count: Int, _ random: inout SeededGenerator, file: Int) -> [String] {
    (0..<count).map { number in
      let words = String(repeating: "word ", count: Int.random(in: 0...60, using: &random))
      return "{\"text\": \"\(file)/\(number) \(words)\", \"group\": \(Int.random(in: 0...9, using: &random))}"
    }
  }

  private func input(_ lines: [String], _ name: String) -> JobInput {
    JobInput(Array(lines.map { $0 + "\n" }.joined().utf8), named: name)
  }

  private func split(_ text: String) -> [String] { text.split(separator: "\n").map(String.init) }

  @Test func `a permutation, the same for any threads, memory and parts`() throws {
    var random = SeededGenerator(seed: 21)
    for round in 0..<6 {
      let files = (0..<Int.random(in: 1...3, using: &random)).map {
        lines(Int.random(in: 0...700, using: &random), &random, file: $0)
      }
      let inputs = files.enumerated().map { input($1, "\($0).jsonl") }
      let epochs = 1 + round % 3
      let block = round % 2 == 1 ? FieldPath("group") : nil
      func shuffled(_ threads: Int, _ memory: Int, part: InputPart? = nil) throws -> String {
        try self.shuffled(inputs, threads: threads) {
          ($0.seed, $0.epochs, $0.memory, $0.block, $0.reading.part) = (UInt64(round), epochs, memory, block, part)
        }
      }
      let whole = try shuffled(1, 1 << 30)
      let records = files.flatMap { $0 }
      #expect(split(whole).sorted() == (0..<epochs).flatMap { _ in records }.sorted())
      for epoch in 0..<epochs {
        let own = split(whole)[epoch * records.count..<(epoch + 1) * records.count]
        #expect(own.sorted() == records.sorted())
      }
      for (threads, memory) in [(2, 1 << 16), (5, 1 << 20)] { #expect(try shuffled(threads, memory) == whole) }
      for parts in [2, 3, 16] {
        let joined = try (0..<parts).map { try shuffled(2, 1 << 17, part: InputPart("\($0)/\(parts)")) }
        #expect(joined.joined() == whole)
      }
      if records.count > 20 { #expect(split(whole).prefix(records.count) != records.prefix(records.count)) }
    }
  }

  @Test func `blocks stay together, in the order of the inputs`() throws {
    var random = SeededGenerator(seed: 22)
    let files = (0..<3).map { lines(200, &random, file: $0) }
    let text = try shuffled(files.enumerated().map { input($1, "\($0).jsonl") }) {
      ($0.block, $0.epochs, $0.memory) = (FieldPath("group"), 2, 1 << 16)
    }
    func group(_ line: String) -> String { String(line.split(separator: ":").last ?? "") }
    let all = split(text)
    for epoch in [Array(all.prefix(600)), Array(all.dropFirst(600))] {
      var runs: [(group: String, lines: [String])] = []
      for line in epoch {
        if runs.last?.group == group(line) {
          runs[runs.count - 1].lines.append(line)
        } else {
          runs.append((group(line), [line]))
        }
      }
      #expect(runs.count == Set(runs.map(\.group)).count)
      for run in runs { #expect(run.lines == files.flatMap { $0 }.filter { group($0) == run.group }) }
    }
  }

  @Test func `a file that comes behind the others moves no record past another`() throws {
    var random = SeededGenerator(seed: 23)
    let (one, two) = (lines(300, &random, file: 0), lines(200, &random, file: 1))
    let alone = split(try shuffled([input(one, "a.jsonl")]))
    let both = split(try shuffled([input(one, "a.jsonl"), input(two, "b.jsonl")]))
    #expect(both.filter { one.contains($0) } == alone)
  }

  @Test func `bad records are left out, or end the run`() throws {
    let text = "{\"a\":1}\nno\n{\"b\":1}\n{\"a\":2}\n"
    #expect(throws: Diagnostic.self) { try shuffled([JobInput(Array(text.utf8), named: "x")]) }
    let kept = try shuffled([JobInput(Array(text.utf8), named: "x")]) {
      ($0.invalid.policy, $0.block) = (.skip, FieldPath("a"))
    }
    #expect(split(kept).sorted() == ["{\"a\":1}", "{\"a\":2}"])
  }

  @Test func `rows of tokens, with everything that they have`() throws {
    let memory = Memory()
    _ = try run(
      TokenizeJob(TokenizeJob.Options(), inputs: [PrepJobsTests.input(questions(500))], output: memory.output))
    func rows(_ input: JobInput) throws -> [TokenSequence] {
      let source = try TokenStreamSource([input])
      var all: [TokenSequence] = []
      while let sequence = try source.next() { all.append(sequence) }
      return all
    }
    func shuffled(_ size: Int, part: InputPart? = nil) throws -> [TokenSequence] {
      var options = ShuffleJob.Options()
      (options.memory, options.epochs, options.reading.part) = (size, 2, part)
      let output = Memory()
      _ = try run(
        ShuffleJob(
          options, inputs: .tokens([JobInput(memory.bytes, named: "t")]),
          output: .tokens(.stream(output.output, isText: false))))
      return try rows(JobInput(output.bytes, named: "s"))
    }
    let before = try rows(JobInput(memory.bytes, named: "t"))
    let after = try shuffled(1 << 20)
    #expect(after.count == 1000 && after != before + before)
    // The second epoch's documents are others, with numbers of their own.
    for (epoch, half) in [after.prefix(500), after.suffix(500)].enumerated() {
      var ordered = half.sorted { $0.documentIDs[0] < $1.documentIDs[0] }
      for index in ordered.indices { ordered[index].documentIDs[0] -= UInt64(500 * epoch) }
      #expect(ordered == before)
    }
    #expect(try shuffled(1 << 16) == after)
    #expect(try (0..<3).flatMap { try shuffled(1 << 16, part: InputPart("\($0)/3")) } == after)
  }
}

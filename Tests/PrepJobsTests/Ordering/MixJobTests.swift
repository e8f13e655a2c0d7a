import Foundation
import PrepBytes
import PrepContents
import PrepDiagnostics
import PrepOrdering
import PrepTokens
import TestSupport
import Testing

@testable import PrepJobs

@Suite struct MixJobTests {
  private func source(_ name: String, _ sizes: [Int], weight: Double) -> MixJob.Source {
    let text = sizes.enumerated().map { "{\"id\":\"\(name)-\($0.offset)\",\"tokens\":\($0.element)}\n" }.joined()
    return MixJob.Source(name: name, inputs: .records([input(text, named: name + ".jsonl")]), weight: weight)
  }

  private func mixed(_ sources: [MixJob.Source], threads: Int = 2, _ change: (inout MixJob.Options) -> Void = { _ in })
    throws
    -> (lines: [String], plan: MixturePlan)
  {
    var options = MixJob.Options()
    options.sizes.field = FieldPath("tokens")
    change(&options)
    let memory = Memory()
    let plan = try run(MixJob(options, sources: sources, output: .records(memory.output)), threads: threads)
    return (memory.text.split(separator: "\n").map(String.init), plan)
  }

  @Test func `the same for any threads, memory and parts, in both orders`() throws {
    var random = SeededGenerator(seed: 71)
    for round in 0..<8 {
      let sources = (0..<Int.random(in: 1...4, using: &random)).map { number in
        source(
          "s\(number)",
          (0..<Int.random(in: 0...90, using: &random)).map { _ in Int.random(in: 1...70, using: &random) },
          weight: Double(number + 1))
      }
      let order: MixJob.Order = round % 2 == 0 ? .even : .random
      func mixed(_ threads: Int, _ memory: Int, part: InputPart? = nil) throws -> [String] {
        try self.mixed(sources, threads: threads) {
          ($0.policy, $0.order, $0.memory, $0.reading.part, $0.seed) = (.spill, order, memory, part, UInt64(round))
          $0.total = 5000
          $0.passes = ["s0": 2.5]
        }.lines
      }
      let whole = try mixed(1, 1 << 28)
      #expect(try mixed(5, 1 << 16) == whole)
      for parts in [2, 7] {
        #expect(try (0..<parts).flatMap { try mixed(2, 1 << 16, part: InputPart("\($0)/\(parts)")) } == whole)
      }
    }
  }

  /// A mixture of the published cases.
  private struct Case: Decodable {
    let `case`: String
    let weights: [Double]
    let passes: [Double]
    let total: Int?
    let policy: String
    let wanted: [Double]?
  }

  private struct Size: Decodable {
    let `case`: String
    let id: String
    let tokens: Int
  }

  @Test func `published mixtures come out as they must`() throws {
    guard let cases = try TestData.bytes("dataset-ops/mix.cases.jsonl"),
      let sizes = try TestData.bytes("dataset-ops/mix.sources.jsonl")
    else { return }
    func read<Value: Decodable>(_ bytes: [UInt8]) throws -> [Value] {
      try bytes.split(separator: 0x0A).map { try JSONDecoder().decode(Value.self, from: Data($0)) }
    }
    let all: [Size] = try read(sizes)
    var tried = 0
    for mixture in try read(cases) as [Case] {
      let own = mixture.weights.indices.map { number in
        all.filter { $0.case == mixture.case && $0.id.hasPrefix("\(number)-") }.map(\.tokens)
      }
      let sources = own.enumerated().map { source("\($0.offset)", $0.element, weight: mixture.weights[$0.offset]) }
      func mix() throws -> ([String], MixturePlan) {
        try mixed(sources) { options in
          (options.total, options.policy) = (mixture.total, MixtureShares.Policy(rawValue: mixture.policy))
          for (number, passes) in mixture.passes.enumerated() { options.passes["\(number)"] = passes }
        }
      }
      tried += 1
      guard let wanted = mixture.wanted else {
        #expect { try mix() } throws: { ($0 as? Diagnostic)?.code == "source-too-small" }
        continue
      }
      let (lines, plan) = try mix()
      #expect(lines.count == plan.written)
      for (number, amount) in wanted.enumerated() {
        #expect(abs(plan.sources[number].wanted - amount) < 0.01)
        #expect(abs(Double(plan.sources[number].given) - amount) <= Double(own[number].max() ?? 0) / 2 + 0.01)
      }
    }
    #expect(tried == 24)
  }

  @Test func `a tag names the source, and no record has it before`() throws {
    let sources = [
      MixJob.Source(name: "a\"b", inputs: .records([input("{}\n{ }\n{\"x\":1 } \n", named: "a.jsonl")]), weight: 1)
    ]
    let lines = try mixed(sources) { ($0.unit, $0.sizes, $0.tag) = (.records, SizeOptions(), "from") }.lines
    #expect(lines.sorted() == [#"{"from":"a\"b"}"#, #"{"from":"a\"b"}"#, #"{"x":1,"from":"a\"b"}"#])
    #expect { try mixed(sources) { ($0.unit, $0.sizes, $0.tag) = (.records, SizeOptions(), "x") } } throws: {
      ($0 as? Diagnostic)?.code == "field-taken"
    }
  }

  @Test func `a mixture is not empty because one source is, unless all are`() throws {
    let (full, empty) = (source("a", [1, 2], weight: 1), source("b", [], weight: 1))
    for policy in [nil, .error, .shrink] as [MixtureShares.Policy?] {
      for sources in [[full, empty], [empty, full]] {
        #expect { try mixed(sources) { $0.policy = policy } } throws: {
          ($0 as? Diagnostic)?.code == "source-too-small"
        }
      }
    }
    #expect(try mixed([full, empty]) { $0.policy = .spill }.lines.count == 2)
    #expect(try mixed([full, source("b", [], weight: 0)]).lines.count == 2)
    #expect(try mixed([empty, source("c", [], weight: 2)]).lines.isEmpty)
  }

  @Test func `what makes no sense is refused`() throws {
    let one = source("a", [1, 2], weight: 1)
    #expect(throws: JobFailure.self) { try mixed([]) }
    #expect(throws: JobFailure.self) { try mixed([one, one]) }
    #expect(throws: JobFailure.self) { try mixed([one]) { $0.passes = ["b": 2] } }
    #expect(throws: JobFailure.self) { try mixed([one]) { $0.unit = .bytes } }
    #expect(throws: JobFailure.self) { try mixed([source("a", [1], weight: -1)]) }
    #expect(throws: JobFailure.self) { try mixed([source("a", [1], weight: 0)]) }
    #expect(throws: JobFailure.self) { try mixed([source("a", [1], weight: 0)]) { $0.total = 1 } }
    for text in ["a", "=x", "a=", "a=-", "a=,"] {
      #expect(throws: (any Error).self) { try MixJob.Source(parsing: text) }
    }
  }

  @Test func `rows of tokens are mixed, and documents kept apart`() throws {
    func stream(_ count: Int, _ first: UInt32) throws -> JobInput {
      let sink = MemoryByteSink()
      let writer = try TokenStreamWriter(
        sink: sink, header: TokenStreamHeader(tokenizer: "t", fingerprint: "aa", vocabularySize: 900))
      for id in 0..<count { try writer.write(TokenSequence(document: [first, UInt32(id)], id: UInt64(id))) }
      try writer.finish()
      return JobInput(sink.bytes, named: "\(first)")
    }
    let sources = [
      MixJob.Source(name: "a", inputs: .tokens([try stream(100, 1)]), weight: 1),
      MixJob.Source(name: "b", inputs: .tokens([try stream(30, 2), try stream(30, 3)]), weight: 1),
    ]
    let memory = Memory()
    _ = try run(MixJob(MixJob.Options(), sources: sources, output: .tokens(.stream(memory.output, isText: false))))
    let source = try TokenStreamSource([JobInput(memory.bytes, named: "mixed")])
    var rows: [TokenSequence] = []
    while let sequence = try source.next() { rows.append(sequence) }
    #expect(rows.count == 120 && Set(rows.map { $0.documentIDs[0] }).count == 120)
    #expect(rows.count { $0.tokens[0] == 1 } == 60)
    // Every other row is of the other source.
    #expect(zip(rows, rows.dropFirst()).allSatisfy { ($0.tokens[0] == 1) != ($1.tokens[0] == 1) })
  }
}

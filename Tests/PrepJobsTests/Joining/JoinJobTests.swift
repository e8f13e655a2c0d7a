import Foundation
import PrepBytes
import PrepDiagnostics
import PrepShards
import PrepTokens
import TestSupport
import Testing

@testable import PrepJobs

/// What is joined is what was there: the same tokens, the same learnt, documents apart.
@Suite struct JoinJobTests {
  /// A generated stream.
  private struct Stream {
    var header: TokenStreamHeader
    var sequences: [TokenSequence]

    init(_ random: inout SeededGenerator, loss: TokenLoss.Kind, pairs: Bool, labels: Bool, part: Int?) {
      header = TokenStreamHeader(
        tokenizer: "t", fingerprint: "aa", vocabularySize: 500, loss: loss, hasRejected: pairs,
        hasDocumentLabels: labels, provenance: ["made"], part: part.map { TokenStreamHeader.Part(index: $0, count: 9) })
      sequences = []
      for _ in 0..<Int.random(in: 0...9, using: &random) {
        let segments = Int.random(in: 1...3, using: &random)
        let main = Self.side(segments, loss, &random)
        sequences.append(
          TokenSequence(
            tokens: main.tokens, loss: main.loss, boundaries: main.boundaries,
            documentIDs: (0..<segments).map { _ in UInt64(part ?? 0) << 40 + UInt64.random(in: 0...6, using: &random) },
            rejected: pairs ? Self.side(segments, loss, &random) : nil,
            documentLabels: labels ? (0..<segments).map { _ in UInt8.random(in: 0...1, using: &random) } : []))
      }
    }

    private static func side(_ segments: Int, _ loss: TokenLoss.Kind, _ random: inout SeededGenerator) -> TokenBranch {
      var boundaries: [Int32] = [0]
      for _ in 0..<segments { boundaries.append((boundaries.last ?? 0) + Int32.random(in: 1...9, using: &random)) }
      let count = Int(boundaries.last ?? 0)
      let entries: TokenLoss =
        switch loss {
        case .all: .all
        case .mask: .mask((0..<count).map { _ in UInt8.random(in: 0...1, using: &random) })
        case .weights: .weights((0..<count).map { _ in [0, 0.5, 1].randomElement(using: &random) ?? 0 })
        }
      return TokenBranch(
        tokens: (0..<count).map { _ in UInt32.random(in: 0..<500, using: &random) }, loss: entries,
        boundaries: boundaries)
    }

    func bytes(isText: Bool) throws -> [UInt8] {
      let sink = MemoryByteSink()
      let writer = try TokenSink.open(sink, header: header, isText: isText)
      for sequence in sequences { try writer.write(sequence) }
      try writer.finish()
      return sink.bytes
    }
  }

  private func sequences(_ bytes: [UInt8]) throws -> (TokenStreamHeader, [TokenSequence]) {
    let source = try TokenStreamSource([JobInput(bytes, named: "joined")])
    var all: [TokenSequence] = []
    while let sequence = try source.next() { all.append(sequence) }
    return (source.header, all)
  }

  private func check(_ streams: [Stream], _ header: TokenStreamHeader, _ joined: [TokenSequence]) {
    let kind = streams.reduce(streams[0].header.loss) { $0.joined(with: $1.header.loss) }
    #expect(header.loss == kind && header.part == nil)
    let before = streams.enumerated().flatMap { number, stream in stream.sequences.map { (number, $0) } }
    #expect(joined.count == before.count)
    var owner: [UInt64: String] = [:]
    for ((number, own), given) in zip(before, joined) {
      #expect(given.tokens == own.tokens && given.boundaries == own.boundaries)
      #expect(given.documentLabels == own.documentLabels && given.rejected?.tokens == own.rejected?.tokens)
      #expect(given.trainedTokenCount == own.trainedTokenCount)
      for (id, new) in zip(own.documentIDs, given.documentIDs) {
        let name = "\(number)/\(id)"
        #expect(owner.updateValue(name, forKey: new) ?? name == name)
      }
    }
    #expect(Set(owner.values).count == owner.count)
  }

  @Test func `streams of any kind`() throws {
    var random = SeededGenerator(seed: 5)
    for round in 0..<60 {
      let (pairs, labels) = (round % 5 == 4, round % 5 == 3)
      let streams = (0..<Int.random(in: 1...5, using: &random)).map { number in
        let loss = TokenLoss.Kind.allCases.randomElement(using: &random) ?? .all
        return Stream(
          &random, loss: loss, pairs: pairs, labels: labels, part: round % 3 == 0 ? number : nil)
      }
      let inputs = try streams.enumerated().map { number, stream in
        JobInput(try stream.bytes(isText: Bool.random(using: &random) && !stream.sequences.isEmpty), named: "\(number)")
      }
      let memory = Memory()
      _ = try run(JoinJob(inputs: inputs, target: .stream(memory.output, isText: false)))
      let (header, joined) = try sequences(memory.bytes)
      check(streams, header, joined)
    }
  }

  @Test func `shard sets become a shard set that is stored as the first is`() throws {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    var random = SeededGenerator(seed: 6)
    var streams: [Stream] = []
    var inputs: [JobInput] = []
    for number in 0..<4 {
      let stream = Stream(
        &random, loss: number == 1 ? .weights : .mask, pairs: false, labels: false, part: nil)
      let path = "\(folder.path)/\(number)"
      var options = ShardOptions(directory: path)
      (options.size, options.level, options.isSeekable) = (300 + number, number == 3 ? nil : 3, number == 0)
      options.tokensName = number == 0 ? "tokens" : "input_ids"
      _ = try run(ShardJob(options, inputs: [JobInput(try stream.bytes(isText: false), named: "s")]))
      streams.append(stream)
      inputs.append(JobInput(path: path))
    }
    let path = folder.path + "/all"
    let target = try TokenTarget.like(inputs, path: path, stream: JobOutput(path: path), isText: false)
    let summary = try run(JoinJob(inputs: inputs, target: target))
    let source = try ShardSource(directory: path)
    var joined: [TokenSequence] = []
    while let sequence = try source.next() { joined.append(sequence) }
    check(streams, source.header, joined)
    #expect(summary.inputs.map(\.rows) == streams.map(\.sequences.count))
    let index = try ShardIndex(directory: path)
    #expect(index.sizeLimit == 300 && index.level == 3 && index.frameSize != nil && index.layout.tokensName == "tokens")
    let findings = Memory()
    #expect(try run(VerifyJob(inputs: [JobInput(path: path)], output: findings.output)).worst == nil)
    // Joined alone, a set is the set.
    let alone = Memory()
    _ = try run(JoinJob(inputs: [inputs[0]], target: .stream(alone.output, isText: false)))
    #expect(try sequences(alone.bytes).1 == streams[0].sequences)
  }

  @Test func `what cannot be one is named`() throws {
    var random = SeededGenerator(seed: 8)
    let one = Stream(&random, loss: .all, pairs: false, labels: false, part: nil)
    var other = one
    other.header.fingerprint = "bb"
    let inputs = [
      JobInput(try one.bytes(isText: false), named: "a"), JobInput(try other.bytes(isText: false), named: "b"),
    ]
    let memory = Memory()
    #expect {
      try run(JoinJob(inputs: inputs, target: .stream(memory.output, isText: false)))
    } throws: {
      ($0 as? Diagnostic)?.code == "other-tokenizer" && ($0 as? Diagnostic)?.location.file == "b"
    }
    #expect(memory.bytes.isEmpty)
  }
}

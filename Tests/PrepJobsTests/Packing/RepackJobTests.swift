import Foundation
import PrepBytes
import PrepDiagnostics
import PrepPacking
import PrepTokens
import TestSupport
import Testing

@testable import PrepJobs

/// Rows that are packed anew hold what packing the documents themselves would give.
@Suite struct RepackJobTests {
  private func documents(_ count: Int, longest: Int, loss: TokenLoss.Kind, _ random: inout SeededGenerator) throws
    -> [UInt8]
  {
    let header = TokenStreamHeader(
      tokenizer: "t", fingerprint: "aa", vocabularySize: 900, padding: 7, loss: loss, provenance: ["made"])
    let sink = MemoryByteSink()
    let writer = try TokenStreamWriter(sink: sink, header: header)
    for id in 0..<count {
      let length = Int.random(in: 1...longest, using: &random)
      let entries: TokenLoss =
        switch loss {
        case .all: .all
        case .mask: .mask((0..<length).map { $0 == length - 1 ? 1 : UInt8.random(in: 0...1, using: &random) })
        case .weights: .weights((0..<length).map { _ in [0.25, 0.5, 1].randomElement(using: &random) ?? 1 })
        }
      try writer.write(
        TokenSequence(
          document: (0..<length).map { _ in UInt32.random(in: 10..<900, using: &random) }, loss: entries, id: UInt64(id)
        ))
    }
    try writer.finish()
    return sink.bytes
  }

  private func rows(_ bytes: [UInt8]) throws -> (TokenStreamHeader, [TokenSequence]) {
    let source = try TokenStreamSource([JobInput(bytes, named: "rows")])
    var all: [TokenSequence] = []
    while let sequence = try source.next() { all.append(sequence) }
    return (source.header, all)
  }

  private func packed(_ bytes: [UInt8], _ options: PackingOptions) throws -> [UInt8] {
    let memory = Memory()
    _ = try run(PackJob(options, inputs: [JobInput(bytes, named: "documents")], output: memory.output))
    return memory.bytes
  }

  private func repacked(_ bytes: [UInt8], _ options: PackingOptions) throws -> [UInt8] {
    let memory = Memory()
    _ = try run(
      RepackJob(
        options, inputs: [JobInput(bytes, named: "rows")], target: .stream(memory.output, isText: false)))
    return memory.bytes
  }

  @Test func `as if the documents themselves were packed`() throws {
    var random = SeededGenerator(seed: 31)
    // Strategies that keep the order of documents, and the parts of one side by side.
    let before: [(PackingStrategy, stride: Int?, padding: PaddingSide?)] = [
      (.wrap, nil, nil), (.wrap, nil, .right), (.none, nil, nil), (.none, nil, .left), (.none, 3, nil),
      (.none, 5, .right),
    ]
    for loss in TokenLoss.Kind.allCases {
      for (strategy, stride, padding) in before {
        let source = try documents(60, longest: 40, loss: loss, &random)
        var first = PackingOptions(length: Int.random(in: 12...30, using: &random))
        (first.strategy, first.stride, first.padding, first.onEmpty) = (strategy, stride, padding, .keep)
        let old = try packed(source, first)
        for next in [PackingStrategy.nextFit, .wrap, .bestFit, .none, .window] {
          var second = PackingOptions(length: Int.random(in: 12...64, using: &random))
          (second.strategy, second.onEmpty) = (next, .keep)
          let (header, new) = try rows(repacked(old, second))
          // A document is written with a mask once its rows were padded.
          let plain = try rows(packed(source, second)).1.map { row in
            var row = row
            row.sayLoss(as: header.loss)
            return row
          }
          #expect(new == plain, "\(loss) \(strategy) to \(next)")
          #expect(header.packedLength == second.length && header.fingerprint == "aa")
        }
      }
    }
  }

  @Test func `documents are the same ones, however they were cut and wherever their parts stand`() throws {
    var random = SeededGenerator(seed: 32)
    let before: [(PackingStrategy, stride: Int?, padding: PaddingSide?)] = [
      (.bestFit, nil, nil), (.bestFit, 3, .right), (.nextFit, nil, nil), (.nextFit, 4, .left), (.window, nil, .right),
      (.wrap, nil, nil), (.none, 2, nil),
    ]
    for loss in TokenLoss.Kind.allCases {
      for (strategy, stride, padding) in before {
        let source = try documents(150, longest: 60, loss: loss, &random)
        var first = PackingOptions(length: Int.random(in: 12...30, using: &random))
        (first.strategy, first.stride, first.padding, first.onEmpty) = (strategy, stride, padding, .keep)
        var second = PackingOptions(length: 64)
        (second.strategy, second.onEmpty) = (.none, .keep)
        let (header, found) = try rows(repacked(try packed(source, first), second))
        let documents = found.sorted { $0.documentIDs[0] < $1.documentIDs[0] }
        #expect(documents.count == 150)
        for (one, other) in zip(documents, try rows(source).1) {
          var other = other
          other.sayLoss(as: header.loss)
          #expect(one == other, "\(loss) \(strategy)")
        }
      }
    }
  }

  @Test func `documents that are not whole are refused by name`() throws {
    var random = SeededGenerator(seed: 33)
    var options = PackingOptions(length: 16)
    let source = try documents(80, longest: 50, loss: .all, &random)
    let rows = try rows(packed(source, options))
    let sink = MemoryByteSink()
    let writer = try TokenStreamWriter(sink: sink, header: rows.0)
    for row in rows.1.dropFirst() { try writer.write(row) }
    try writer.finish()
    #expect { try repacked(sink.bytes, PackingOptions(length: 64)) } throws: {
      ($0 as? Diagnostic)?.code == "cut-documents"
    }
    (options.documentMultiple, options.strategy) = (4, .nextFit)
    #expect { try repacked(packed(source, options), PackingOptions(length: 64)) } throws: {
      ($0 as? Diagnostic)?.code == "padded-documents"
    }
  }
}

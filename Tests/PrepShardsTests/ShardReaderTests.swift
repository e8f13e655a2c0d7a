import Foundation
import PrepTokens
import TestSupport
import Testing

@testable import PrepShards

@Suite struct ShardReaderTests {
  static let samples = [
    SampleRows(seed: 21, count: 30, loss: .all), SampleRows(seed: 22, count: 30, loss: .mask, vocabulary: 70_000),
    SampleRows(seed: 23, count: 30, loss: .weights), SampleRows(seed: 24, count: 30, loss: .mask, pairs: true),
    SampleRows(seed: 25, count: 30, loss: .mask, labels: true),
    SampleRows(seed: 26, count: 6, loss: .mask, longest: 40_000),
    SampleRows(seed: 27, count: 40, loss: .mask, cutFrom: 0), SampleRows(seed: 28, count: 40, loss: .mask, cutFrom: 14),
  ]

  @Test(arguments: [(0, 0), (14, 15), (Int.max, Int.max)])
  func `columns that say where parts stand begin with the first document that was cut`(from: Int, first: Int) throws {
    let sample = SampleRows(seed: 29, count: 40, loss: .mask, cutFrom: from)
    try withFolder { (folder: URL) throws in
      try sample.write(to: folder, smallShards())
      let index = try ShardIndex(directory: folder.path)
      var row = 0
      for shard in index.shards {
        #expect(shard.saysParts == (row >= first), "row \(row)")
        row += shard.samples
      }
      #expect(index.shards.contains { $0.saysParts } == (from != .max))
      let manifest = try Data(contentsOf: folder.appendingPathComponent("prep.manifest"))
      #expect(ShardManifest(index).file == [UInt8](manifest))
    }
    // A matrix has no column for it, as it has none for the documents.
    let matrix = SampleRows(seed: 30, count: 9, fixed: 8, cutFrom: 0)
    var layout = ShardLayout()
    layout.fixedLength = 8
    try withFolder { (folder: URL) throws in
      try matrix.write(to: folder, smallShards(layout: layout))
      #expect(try ShardIndex(directory: folder.path).shards.allSatisfy { !$0.saysParts })
    }
  }

  @Test(arguments: samples.indices, [nil, 1] as [Int?])
  func `what is written is read, in any order`(index: Int, level: Int?) throws {
    let sample = Self.samples[index]
    // Rows of many tokens would be thousands of the smallest frames.
    for frameSize in [nil, index == 5 ? 20_000 : 64, 1000] as [Int?] where index != 5 || frameSize != 1000 {
      try withFolder { (folder: URL) throws in
        try sample.write(to: folder, smallShards(level: level, sizeLimit: 2000, frameSize: frameSize))
        let reader = try ShardReader(directory: folder.path)
        #expect(reader.count == sample.rows.count)
        var order = Array(sample.rows.indices)
        var random = SeededGenerator(seed: 1)
        order.shuffle(using: &random)
        for row in order { #expect(try reader.row(row) == sample.rows[row]) }
      }
    }
  }

  @Test(arguments: ShardLayout.IDType.allCases) func `every type of ids reads back`(type: ShardLayout.IDType) throws {
    var layout = ShardLayout()
    layout.idType = type
    layout.tokensName = "tokens"
    try withFolder { (folder: URL) throws in
      try Self.samples[0].write(to: folder, smallShards(layout: layout))
      #expect(try readAll(folder) == Self.samples[0].rows)
    }
  }

  @Test(arguments: [0, 1, 2, 3]) func `labels hold what the mask holds`(index: Int) throws {
    var layout = ShardLayout()
    layout.usesLabels = true
    try withFolder { (folder: URL) throws in
      try Self.samples[index].write(to: folder, smallShards(layout: layout))
      #expect(try readAll(folder) == Self.samples[index].rows)
    }
    let labels = SampleEncoder.labels([9, 8, 7, 6], .mask([0, 1, 1, 0]), [0, 4])
    #expect(labels == [-100, 8, 7, -100])
    #expect(SampleEncoder.labels([9, 8, 7, 6], .all, [1, 3]) == [-100, 8, 7, -100])
  }

  @Test func `rows can be documents`() throws {
    var layout = ShardLayout()
    layout.rows = .doc
    for index in 0..<5 {
      try withFolder { (folder: URL) throws in
        try Self.samples[index].write(to: folder, smallShards(layout: layout))
        #expect(try readAll(folder) == Self.samples[index].documents)
      }
    }
  }

  @Test(arguments: [TokenLoss.Kind.all, .mask, .weights]) func `rows of one length lie as a matrix`(
    loss: TokenLoss.Kind
  ) throws {
    let sample = SampleRows(seed: 27, count: 50, loss: loss, fixed: 16)
    var layout = ShardLayout()
    layout.fixedLength = 16
    try withFolder { (folder: URL) throws in
      try sample.write(to: folder, smallShards(level: nil, sizeLimit: 1200, layout: layout))
      #expect(try readAll(folder) == sample.rows)
      let index = try ShardIndex(directory: folder.path)
      let shard = [UInt8](try Data(contentsOf: folder.appendingPathComponent(index.shards[0].stored.name)))
      let matrix = shard.suffix(index.shards[0].samples * [.all: 32, .mask: 48, .weights: 96][loss, default: 0])
      let first = sample.rows[0].tokens.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
      #expect(Array(matrix.prefix(32)) == first)
    }
    try withFolder { (folder: URL) throws in
      #expect(throws: (any Error).self) { try Self.samples[0].write(to: folder, smallShards(layout: layout)) }
    }
  }

  @Test func `padding in a matrix needs a mask or labels`() throws {
    let header = TokenStreamHeader(tokenizer: "t", fingerprint: "", vocabularySize: 10)
    let row = TokenSequence(tokens: [1, 2, 0, 0], boundaries: [0, 2], documentIDs: [0])
    var layout = ShardLayout()
    layout.fixedLength = 4
    for usesLabels in [false, true] {
      layout.usesLabels = usesLabels
      let options = smallShards(level: nil, layout: layout)
      try withFolder { (folder: URL) throws in
        var rows = [row].makeIterator()
        let writer = ShardWriter(directory: folder.path, options: options)
        if usesLabels {
          _ = try writer.write(header) { rows.next() }
          #expect(try readAll(folder) == [row])
        } else {
          #expect(throws: (any Error).self) { try writer.write(header) { rows.next() } }
        }
      }
    }
  }
}

import PrepBytes
import PrepRecords
import TestSupport
import Testing

@testable import PrepTokens

@Suite struct TokenStreamReaderTests {
  static let samples = [
    SampleSequences(seed: 1, count: 40, loss: .all), SampleSequences(seed: 2, count: 40, loss: .mask, vocabulary: 1000),
    SampleSequences(seed: 3, count: 40, loss: .weights), SampleSequences(seed: 4, count: 20, loss: .mask, pairs: true),
    SampleSequences(seed: 5, count: 20, loss: .mask, labels: true), SampleSequences(seed: 6, count: 0, loss: .all),
    SampleSequences(seed: 9, count: 40, loss: .mask, parts: true),
    SampleSequences(seed: 10, count: 40, loss: .all, labels: true, parts: true),
  ]

  @Test(arguments: samples.indices, [[1], [7], [1 << 20]])
  func `what is written is read, whatever the pieces`(index: Int, sizes: [Int]) throws {
    let sample = Self.samples[index]
    let (header, sequences) = try readAll(sample.stream(), sizes: sizes)
    #expect(header == sample.header)
    #expect(sequences == sample.sequences)
  }

  @Test(arguments: samples.indices) func `the twin holds the same`(index: Int) throws {
    let sample = Self.samples[index]
    let sink = MemoryByteSink()
    let writer = try TokenTwinWriter(sink: sink, header: sample.header)
    for sequence in sample.sequences { try writer.write(sequence) }
    try writer.finish()
    let (header, sequences) = try readAll(sink.bytes, sizes: [3])
    #expect(header == sample.header)
    #expect(sequences == sample.sequences)
  }

  @Test func `a twin without a header line takes its columns from the first line`() throws {
    let (header, sequences) = try readAll(
      Array("{\"input_ids\":[1,2],\"loss_mask\":[0,1]}\n{\"input_ids\":[],\"loss_mask\":[]}\n".utf8))
    #expect(header.loss == .mask)
    #expect(sequences[0] == TokenSequence(document: [1, 2], loss: .mask([0, 1]), id: 0))
    #expect(sequences[1].documentIDs == [1])
    #expect(throws: (any Error).self) {
      try readAll(Array("{\"input_ids\":[1]}\n{\"input_ids\":[1],\"loss_mask\":[1]}".utf8))
    }
    #expect(throws: (any Error).self) { try readAll(Array("{\"input_ids\":[1],\"loss_mask\":[1,1]}".utf8)) }
    for bad in [
      #"{"input_ids":[5,6],"input_ids":[1]}"#, #"{"input_ids":[5],"loss_mask":[1],"loss_weight":[0.5]}"#,
      #"{"input_ids":[5],"doc_labels":[2]}"#, #"{"input_ids":[5],"doc_starts":[2]}"#,
      #"{"input_ids":[5],"doc_starts":[2],"doc_lengths":[1]}"#,
      #"{"input_ids":[5],"doc_starts":[2,3],"doc_lengths":[9,9]}"#,
    ] { #expect(throws: (any Error).self, "\(bad)") { try readAll(Array(bad.utf8)) } }
  }

  @Test func `frames that say where parts stand are there only for documents that were cut`() throws {
    let sample = SampleSequences(seed: 11, count: 60, loss: .all, parts: true)
    let whole = sample.sequences.map { sequence in
      var sequence = sequence
      sequence.documentParts = []
      return sequence
    }
    func kinds(_ sequences: [TokenSequence]) throws -> [UInt8] {
      let sink = MemoryByteSink()
      let writer = try TokenStreamWriter(sink: sink, header: sample.header)
      for sequence in sequences { try writer.write(sequence) }
      try writer.finish()
      var (kinds, place) = ([UInt8](), 8)
      while place < sink.bytes.count {
        kinds.append(sink.bytes[place])
        place += 9 + sink.bytes[place + 1..<place + 5].reversed().reduce(0) { $0 << 8 | Int($1) }
      }
      return kinds
    }
    #expect(try kinds(whole) == [1, 2, 3])
    #expect(try kinds(Array(whole.prefix(3) + sample.sequences)) == [1, 2, 4, 3])
    // What says that every segment is a whole document says nothing.
    let twin = #"{"input_ids":[1,2,3],"cu_seqlens":[0,1,3],"doc_ids":[0,1],"doc_starts":[0,0],"doc_lengths":[1,2]}"#
    #expect(try readAll(Array(twin.utf8)).1[0].documentParts.isEmpty)
  }

  @Test func `a stream cut anywhere is an error`() throws {
    let bytes = try SampleSequences(seed: 7, count: 6, loss: .mask).stream()
    for length in 0..<bytes.count {
      let failure = #expect(throws: IOFailure.self) { try readAll(Array(bytes[..<length])) }
      #expect(failure?.code == .damaged)
    }
  }

  @Test func `every flipped byte is an error`() throws {
    let bytes = try SampleSequences(seed: 8, count: 2, loss: .weights).stream()
    for position in 0..<bytes.count {
      // A checksum of 32 bits sees every change of a single byte, so one bit a byte is enough unless time does not
      // matter.
      for bit in TestData.runsLongTests ? 0..<8 : position % 8..<position % 8 + 1 {
        var changed = bytes
        changed[position] ^= 1 << bit
        #expect(throws: (any Error).self, "byte \(position), bit \(bit)") { try readAll(changed) }
      }
    }
  }

  @Test func `bytes after the end, frames left out and frames exchanged are errors`() throws {
    let sample = SampleSequences(seed: 9, count: 3000, loss: .mask)
    let bytes = try sample.stream()
    #expect(throws: IOFailure.self) { try readAll(bytes + [0]) }
    var frames: [Range<Int>] = []
    var position = 8
    while position < bytes.count {
      let length = Int(bytes[position + 1]) | Int(bytes[position + 2]) << 8 | Int(bytes[position + 3]) << 16
      frames.append(position..<position + length + 9)
      position += length + 9
    }
    #expect(frames.count >= 4)
    #expect(throws: IOFailure.self) {
      try readAll(Array(bytes[..<frames[1].lowerBound] + bytes[frames[1].upperBound...]))
    }
    let exchanged =
      bytes[..<frames[1].lowerBound] + bytes[frames[2]] + bytes[frames[1]] + bytes[frames[2].upperBound...]
    #expect(throws: IOFailure.self) { try readAll(Array(exchanged)) }
  }
}

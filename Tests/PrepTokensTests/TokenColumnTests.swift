import PrepBytes
import TestSupport
import Testing

@testable import PrepTokens

@Suite struct TokenColumnTests {
  private static let columns = [
    TokenColumn("labels", per: .token, .int16, padding: -100), TokenColumn("token_type_ids", per: .token, .uint8),
    TokenColumn("word_ids", per: .token, .int32, padding: -1),
    TokenColumn("start_positions", per: .document, .int32, isPlace: true),
    TokenColumn("scores", per: .document, .float32, width: 3),
  ]

  /// Generated sequences with numbers in all columns.
  private static func sample(_ seed: UInt64) -> (header: TokenStreamHeader, sequences: [TokenSequence]) {
    let sample = SampleSequences(seed: seed, count: 40, loss: .mask, parts: seed % 2 == 0)
    var random = SeededGenerator(seed: seed)
    var header = sample.header
    header.columns = columns
    let sequences = sample.sequences.map { sequence in
      var sequence = sequence
      sequence.columns = columns.map { column in
        let count = column.count(tokens: sequence.tokens.count, segments: sequence.segmentCount)
        switch column.kind {
        case .uint8: return .integers((0..<count).map { _ in .random(in: 0...255, using: &random) })
        case .int16: return .integers((0..<count).map { _ in .random(in: -32768...32767, using: &random) })
        case .int32 where column.isPlace:
          return .integers(
            (0..<count).map { sequence.boundaries[$0] + .random(in: 0...3, using: &random) })
        case .int32: return .integers((0..<count).map { _ in .random(in: .min ... .max, using: &random) })
        case .float32: return .floats((0..<count).map { _ in Float.random(in: -1...1, using: &random) })
        }
      }
      return sequence
    }
    return (header, sequences)
  }

  @Test(arguments: 1...4) func `streams and their twins say the columns`(seed: Int) throws {
    let (header, sequences) = Self.sample(UInt64(seed))
    let binary = MemoryByteSink()
    let writer = try TokenStreamWriter(sink: binary, header: header)
    let text = MemoryByteSink()
    let twin = try TokenTwinWriter(sink: text, header: header)
    for sequence in sequences {
      try writer.write(sequence)
      try twin.write(sequence)
    }
    try writer.finish()
    try twin.finish()
    for bytes in [binary.bytes, text.bytes] {
      let (read, found) = try readAll(bytes)
      #expect(read == header)
      #expect(found == sequences)
    }
    // Who does not know of columns has to refuse.
    #expect(String(decoding: header.json, as: UTF8.self).contains(#""version":2"#))
    #expect(String(decoding: header.withoutColumns.json, as: UTF8.self).contains(#""version":1"#))
  }

  @Test func `segments have their own numbers, and places within them`() throws {
    let (header, sequences) = Self.sample(7)
    for sequence in sequences {
      for (index, segment) in sequence.segments(header.columns).enumerated() {
        let range = sequence.range(ofSegment: index)
        #expect(segment.agrees(with: header.columns))
        #expect(segment.columns[0] == sequence.columns[0][range])
        #expect(segment.columns[4] == sequence.columns[4][index * 3..<index * 3 + 3])
        guard case .integers(let places) = segment.columns[3], case .integers(let all) = sequence.columns[3] else {
          Issue.record("places are whole numbers")
          continue
        }
        #expect(Int(places[0]) + range.lowerBound == Int(all[index]))
      }
    }
  }

  @Test func `numbers that a type cannot say are refused`() throws {
    let column = TokenColumn("labels", per: .token, .int16)
    var sequence = TokenSequence(document: [1], id: 0)
    for (values, fits) in [(TokenColumnValues.integers([5]), true), (.integers([40000]), false), (.floats([1]), false)]
    {
      sequence.columns = [values]
      #expect(sequence.agrees(with: [column]) == fits)
    }
    sequence.columns = [.integers([1, 2])]
    #expect(!sequence.agrees(with: [column]))
  }

  @Test(arguments: [
    #"{"columns":[{"kind":"int16","name":"labels","per":"token"}],"loss":"all","version":1,"vocabulary_size":9}"#,
    #"{"columns":[{"kind":"int9","name":"labels","per":"token"}],"loss":"all","version":2,"vocabulary_size":9}"#,
    #"{"columns":[{"kind":"int16","name":"labels","per":"token","width":2}],"loss":"all","version":2,"vocabulary_size":9}"#,
    #"{"columns":[{"kind":"int16","name":"a","per":"token"},{"kind":"int16","name":"a","per":"token"}],"loss":"all","version":2,"vocabulary_size":9}"#,
  ]) func `a header with columns that make no sense is none`(text: String) throws {
    #expect(throws: (any Error).self) { try readAll(Array("{\"prep_tokens\":\(text)}\n".utf8)) }
  }

  @Test func `streams with other columns or other labels are not one`() {
    var one = SampleSequences(seed: 1, count: 0, loss: .mask).header
    var other = one
    other.columns = Self.columns
    #expect(throws: StreamDifference.self) { try one.join(other) }
    one = other
    one.provenance.append(TokenStreamHeader.labelWords + #"{"0":"O"}"#)
    #expect(one.labelNames == #"{"0":"O"}"#)
    #expect(throws: StreamDifference.self) { try one.join(other) }
  }
}

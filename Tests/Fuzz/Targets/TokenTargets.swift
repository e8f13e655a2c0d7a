import PrepBytes
import PrepRecords
import PrepTokens

@testable import PrepShards

extension FuzzTarget {
  private static let headers: [TokenStreamHeader] = [
    TokenStreamHeader(tokenizer: "t", fingerprint: "f", vocabularySize: 1000, endOfText: 3, loss: .mask),
    TokenStreamHeader(
      tokenizer: "t", fingerprint: "f", vocabularySize: 1 << 20, loss: .weights, hasDocumentLabels: true),
    TokenStreamHeader(tokenizer: "t", fingerprint: "f", vocabularySize: 256, loss: .all, hasRejected: true),
  ]

  /// The stream as it is, and as the sequences of streams whose frames are sound.
  static let tokenStream = FuzzTarget(
    "stream",
    seeds: [
      [2, 0, 0, 0, 1, 0, 0, 0, 5, 0, 6, 0, 0, 1, 0, 0, 0, 0, 2, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0],
      Array(
        #"{"input_ids":[1,2,3],"loss_mask":[0,1,1],"cu_seqlens":[0,3],"doc_ids":[0],"prep_tokens":{"version":1,"vocabulary_size":9,"loss":"mask"}}"#
          .utf8),
      Array("{\"input_ids\":[72,105,0],\"cu_seqlens\":[0,3],\"doc_ids\":[0]}\n{\"input_ids\":[]}\n".utf8),
    ]
  ) { bytes in
    read(bytes)
    for header in headers {
      var stream: [UInt8] = [0x89, 0x50, 0x52, 0x54, 0x4B, 0x0D, 0x0A, 0x1A]
      for (ordinal, (kind, payload)) in [(1, header.json), (2, bytes), (3, [UInt8](repeating: 0, count: 32))]
        .enumerated()
      {
        let head = [UInt8(kind)] + littleEndian(UInt32(payload.count))
        stream += head + payload + littleEndian(CRC32C.of(littleEndian(UInt64(ordinal)) + head + payload))
      }
      read(stream)
    }
  }

  /// The rows of shards: whatever their bytes are, a row is refused or keeps the laws of sequences.
  static let shard = FuzzTarget(
    "shard",
    seeds: [
      [
        16, 0, 0, 0, 12, 0, 0, 0, 6, 0, 0, 0, 4, 2, 4, 1, 0, 0, 0, 0, 2, 0, 0, 0, 4, 1, 9, 0, 0, 0, 0, 0, 0, 0, 4, 2, 5,
        0, 6, 0, 4, 2, 0, 1,
      ],
      Array(
        #"{"prep":{"dataset_id":"x","layout":{},"raw_crc32c":[0],"stream":{"version":1,"vocabulary_size":9,"loss":"all"},"tokens":[3]},"shards":[{"format":"mds","raw_data":{"basename":"a","bytes":3,"hashes":{}},"samples":1,"size_limit":1,"version":2,"zip_data":null}],"version":2}"#
          .utf8),
    ]
  ) { bytes in
    var layouts = [ShardLayout(), ShardLayout(), ShardLayout()]
    layouts[1].usesLabels = true
    layouts[2].fixedLength = 8
    for header in headers {
      for layout in layouts where layout.objection(to: header) == nil {
        let decoder = SampleDecoder(header: header, layout: layout)
        bytes.withUnsafeBytes { if let sequence = decoder.sequence($0, row: 0) { check(sequence, header) } }
      }
    }
    if let root = try? JSONDocument(bytes).root { _ = ShardIndex(root)?.json }
  }

  private static func read(_ bytes: [UInt8]) {
    guard let reader = try? TokenStreamReader(source: MemoryByteSource(bytes, name: "fuzz.tokens")) else { return }
    while let sequence = try? reader.next() { check(sequence, reader.header) }
  }

  private static func check(_ sequence: TokenSequence, _ header: TokenStreamHeader) {
    precondition(sequence.tokens.allSatisfy { Int($0) < header.vocabularySize }, "an id beyond the vocabulary")
    precondition(
      zip(sequence.boundaries, sequence.boundaries.dropFirst()).allSatisfy { $0 <= $1 }, "boundaries descend")
    precondition(Int(sequence.boundaries.last ?? 0) <= sequence.tokens.count, "a boundary beyond the tokens")
  }

  private static func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }
}

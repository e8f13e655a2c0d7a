import PrepBytes
import PrepRecords
import PrepTokens
import Testing

/// The samples of the article on the token stream: `SampleTests` sees that they have its lines.
@Suite struct ArticleSamples {
  @Test func `a stream is written, read, walked through and cut`() throws {
    let header = TokenStreamHeader(tokenizer: "bytes", fingerprint: "", vocabularySize: 256)
    let sink = MemoryByteSink()
    let writer = try TokenStreamWriter(sink: sink, header: header)
    try writer.write(TokenSequence(document: [72, 105, 10], id: 0))
    try writer.finish()

    let reader = try TokenStreamReader(source: MemoryByteSource(sink.bytes))
    for result in reader.sequences {
      let sequence = try result.get()
      print(sequence.tokens, sequence.documentIDs)
    }
    #expect(reader.totals.tokens == 3)

    let stream = sink.bytes
    var kinds: [UInt8] = []
    var place = 8
    while place < stream.count {
      let length = stream[place + 1..<place + 5].reversed().reduce(0) { $0 << 8 | Int($1) }
      kinds.append(stream[place])
      place += 1 + 4 + length + 4
    }
    #expect(kinds == [1, 2, 3] && place == stream.count)

    let cut = try TokenStreamReader(source: MemoryByteSource(Array(stream.dropLast(4))))
    var failures = 0
    for case .failure in cut.sequences { failures += 1 }
    #expect(failures == 1)
  }
}

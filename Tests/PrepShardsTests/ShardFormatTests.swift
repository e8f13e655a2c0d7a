import PrepTokens
import Testing

@testable import PrepShards

@Suite struct ShardFormatTests {
  @Test func columnsAreStoredByName() {
    let header = TokenStreamHeader(tokenizer: "t", fingerprint: "00", vocabularySize: 256, loss: .mask)
    let names = ShardColumns(header: header).columns.map(\.name)
    #expect(names == ["cu_seqlens", "doc_ids", "input_ids", "loss_mask"])
  }
}

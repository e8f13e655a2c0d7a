import PrepTokens
import Testing

@testable import PrepShards

@Suite struct ShardLayoutTests {
  private let header = TokenStreamHeader(tokenizer: "t", fingerprint: "00", vocabularySize: 256, loss: .mask)

  @Test func `columns are stored by name`() {
    #expect(ShardLayout().columns(for: header).map(\.name) == ["cu_seqlens", "doc_ids", "input_ids", "loss_mask"])
    var layout = ShardLayout()
    layout.tokensName = "tokens"
    layout.usesLabels = true
    #expect(layout.columns(for: header).map(\.name) == ["cu_seqlens", "doc_ids", "labels", "tokens"])
  }

  @Test func `a matrix has only columns of fixed shape`() {
    var layout = ShardLayout()
    layout.fixedLength = 2048
    #expect(layout.columns(for: header).map(\.encoding) == ["ndarray:uint16:2048", "ndarray:uint8:2048"])
    #expect(layout.columns(for: header).map(\.size) == [4096, 2048])
  }

  @Test func `the configuration is what Python's json writes`() {
    let text = String(
      decoding: ShardLayout().columns(for: header).configuration(compression: "zstd:2", sizeLimit: 100), as: UTF8.self)
    #expect(
      text == """
        {"column_encodings": ["ndarray:int32", "ndarray:uint64", "ndarray:uint16", "ndarray:uint8"], "column_names": ["cu_seqlens", \
        "doc_ids", "input_ids", "loss_mask"], "column_sizes": [null, null, null, null], "compression": "zstd:2", "format": "mds", \
        "hashes": ["sha256"], "size_limit": 100, "version": 2}
        """)
  }

  @Test func `ids that do not fit are refused`() {
    var layout = ShardLayout()
    layout.idType = .uint16
    #expect(layout.objection(to: header) == nil)
    var wide = header
    wide.vocabularySize = 65_537
    #expect(layout.objection(to: wide) != nil)
  }
}

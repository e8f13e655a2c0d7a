import Foundation
import PrepBytes
import PrepTokens
import TestSupport
import Testing

@testable import PrepExporting

@Suite struct TokenExporterTests {
  private let rows = [
    TokenSequence(
      tokens: [1, 2, 3, 4, 5, 0], loss: .mask([0, 1, 1, 0, 1, 0]), boundaries: [0, 3, 5], documentIDs: [7, 8]),
    TokenSequence(tokens: [0, 6, 7, 8], loss: .mask([0, 1, 0, 1]), boundaries: [1, 3, 4], documentIDs: [8, 9]),
  ]

  private func header(_ vocabulary: Int = 300, loss: TokenLoss.Kind = .mask) -> TokenStreamHeader {
    TokenStreamHeader(tokenizer: "t", fingerprint: "00", vocabularySize: vocabulary, loss: loss)
  }

  /// The files that an export leaves, by what follows the prefix.
  private func export(
    _ format: ExportFormat, _ rows: [TokenSequence], _ header: TokenStreamHeader,
    _ change: (inout TokenExporter.Options) -> Void = { _ in }
  ) throws -> (files: [String: [UInt8]], counts: TokenExporter.Counts) {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    var options = TokenExporter.Options()
    change(&options)
    let exporter = try TokenExporter(format, prefix: folder.path + "/x", header: header, options: options)
    for row in rows { try exporter.add(row) }
    try exporter.finish()
    var files: [String: [UInt8]] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      files[String(name.dropFirst())] = [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
    }
    return (files, exporter.counts)
  }

  private func bytes<Value: FixedWidthInteger>(_ values: [Value]) -> [UInt8] {
    values.flatMap { withUnsafeBytes(of: $0.littleEndian) { Array($0) } }
  }

  private func text(_ bytes: [UInt8]?) -> String { String(decoding: bytes ?? [], as: UTF8.self) }

  private let ids: [UInt16] = [1, 2, 3, 4, 5, 6, 7, 8]

  @Test func `Megatron's index counts sequences and documents`() throws {
    let (files, counts) = try export(.megatron, rows, header())
    #expect(files[".bin"] == bytes(ids))
    var expected = Array("MMIDIDX".utf8) + [0, 0]
    expected += bytes([1] as [UInt64])
    expected += [8]
    expected += bytes([4, 4] as [UInt64])
    expected += bytes([3, 2, 2, 1] as [Int32])
    expected += bytes([0, 6, 10, 14] as [Int64])
    // Two parts of document 8 follow one another.
    expected += bytes([0, 1, 3, 4] as [Int64])
    #expect(files[".idx"] == expected)
    #expect(files.count == 2)
    #expect(counts == .init(documents: 4, tokens: 8, lostLoss: 3))
    #expect(try export(.megatron, rows, header(65_500)).files[".bin"] == bytes(ids.map { Int32($0) }))
  }

  @Test func `arrays have NumPy's header, and raw ids none`() throws {
    let (files, _) = try export(.npy, rows, header(70_000))
    let array = try #require(files[".npy"])
    #expect(Array(array.prefix(10)) == [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0, 118, 0])
    #expect(text(Array(array[10..<128])).hasPrefix("{'descr': '<u4', 'fortran_order': False, 'shape': (8,), }"))
    #expect(array[127] == 0x0A && Array(array[128...]) == bytes(ids.map { UInt32($0) }))
    #expect(files[".document_offsets.npy"].map { Array($0[128...]) } == bytes([0, 3, 5, 7, 8] as [Int64]))
    #expect(files[".loss_mask.npy"].map { Array($0[128...]) } == [0, 1, 1, 0, 1, 1, 0, 1])
    let raw = try export(.raw, rows, header()) { $0.idType = .int64 }.files
    #expect(raw[".bin"] == bytes(ids.map { Int64($0) }))
    #expect(raw[".loss_mask.bin"] == [0, 1, 1, 0, 1, 1, 0, 1])
    #expect(raw.count == 3)
  }

  @Test func `llm.c has a header a file, and files of a size`() throws {
    let (files, counts) = try export(.llmc, rows, header()) { $0.largestFile = 5 }
    #expect(files.keys.sorted() == ["_000000.bin", "_000001.bin"])
    #expect(files["_000000.bin"].map { Array($0.prefix(12)) } == bytes([20_240_520, 1, 5] as [Int32]))
    #expect(files["_000001.bin"].map { Array($0[1024...]) } == bytes([6, 7, 8] as [UInt16]))
    #expect(counts.lostLoss == 3)
    let wide = try export(.llmc, rows, header(70_000)).files["_000000.bin"]
    #expect(wide.map { Array($0.prefix(12)) } == bytes([20_240_801, 7, 8] as [Int32]))
  }

  @Test func `datatrove has ends, losses and a line for people`() throws {
    let (files, _) = try export(.datatrove, rows, header())
    #expect(files[".ds"] == bytes(ids))
    #expect(files[".ds.index"] == bytes([3, 5, 7, 8] as [UInt64]))
    #expect(files[".ds.loss"] == [0, 1, 1, 0, 1, 1, 0, 1])
    #expect(text(files[".ds.metadata"]) == "t|2\n8\n8")
  }

  @Test func `weights are kept or counted as lost`() throws {
    let row = TokenSequence(document: [1, 2, 3], loss: .weights([0, 0.5, 1]), id: 0)
    let (files, _) = try export(.npy, [row], header(loss: .weights))
    #expect(
      files[".loss_weight.npy"].map { Array($0[128...]) } == [0, 0.5, 1].flatMap { bytes([Float($0).bitPattern]) })
    let (other, counts) = try export(.datatrove, [row], header(loss: .weights))
    #expect(other[".ds.loss"] == [0, 1, 1] && counts.lostLoss == 1)
  }

  @Test func `a document a line, pairs too`() throws {
    let pair = TokenSequence(
      tokens: [1], boundaries: [0, 1], documentIDs: [3],
      rejected: TokenBranch(tokens: [2, 4], loss: .all, boundaries: [0, 2]))
    var pairs = header(loss: .all)
    pairs.hasRejected = true
    let (files, counts) = try export(.jsonl, [pair], pairs)
    #expect(
      text(files[".jsonl"]) == """
        {"chosen_input_ids":[1],"chosen_cu_seqlens":[0,1],"rejected_input_ids":[2,4],"rejected_cu_seqlens":[0,2],"doc_ids":[3]}

        """)
    #expect(counts.tokens == 3)
    #expect(try export(.jsonl, rows, header()).files[".jsonl"]?.count { $0 == 0x0A } == 4)
  }

  @Test(arguments: ExportFormat.allCases.filter { !$0.hasColumns })
  func `nothing makes files that are whole too`(format: ExportFormat) throws {
    let (files, counts) = try export(format, [TokenSequence(document: [], loss: .mask([]), id: 0)], header())
    #expect(!files.isEmpty && counts.emptyDocuments == 1)
  }

  @Test func `a long index is spooled`() throws {
    let documents = (0..<40_000).map { TokenSequence(document: [UInt32($0 % 300)], loss: .mask([1]), id: UInt64($0)) }
    let index = try #require(try export(.megatron, documents, header()).files[".idx"])
    #expect(index.count == 34 + 40_000 * 12 + 40_001 * 8)
    #expect(Array(index.suffix(8)) == bytes([40_000] as [Int64]))
  }

  /// The names of the files after one export and then another under the same prefix.
  private func names(
    _ format: ExportFormat, _ first: (TokenStreamHeader, [TokenSequence]),
    _ second: (TokenStreamHeader, [TokenSequence])
  ) throws -> Set<String> {
    let folder = try PrepProcess.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    var options = TokenExporter.Options()
    options.largestFile = 3
    for (header, rows) in [first, second] {
      let exporter = try TokenExporter(format, prefix: folder.path + "/x", header: header, options: options)
      for row in rows { try exporter.add(row) }
      try exporter.finish()
    }
    return Set(try FileManager.default.contentsOfDirectory(atPath: folder.path))
  }

  @Test func `no file of an earlier export is left beside a later one`() throws {
    let all = [TokenSequence(document: [1, 2], id: 0)]
    let weights = [TokenSequence(document: [1, 2], loss: .weights([0, 1]), id: 0)]
    let (masked, plain, weighed) = ((header(), rows), (header(loss: .all), all), (header(loss: .weights), weights))
    #expect(try names(.npy, masked, plain) == ["x.npy", "x.document_offsets.npy"])
    #expect(try names(.npy, masked, weighed) == ["x.npy", "x.document_offsets.npy", "x.loss_weight.npy"])
    #expect(try names(.raw, weighed, masked) == ["x.bin", "x.document_offsets.npy", "x.loss_mask.bin"])
    #expect(try names(.datatrove, masked, plain) == ["x.ds", "x.ds.index", "x.ds.metadata"])
    #expect(try names(.llmc, masked, plain) == ["x_000000.bin"])
    #expect(try names(.llmc, plain, masked) == ["x_000000.bin", "x_000001.bin", "x_000002.bin"])
  }

  @Test func `what a format cannot say is counted`() throws {
    let weighed = [TokenSequence(document: [1, 2, 3], loss: .weights([0, 1, 0.5]), id: 0)]
    #expect(try export(.datatrove, weighed, header(loss: .weights)).counts.lostLoss == 1)
    #expect(try export(.llmc, weighed, header(loss: .weights)).counts.lostLoss == 2)
    #expect(try export(.npy, weighed, header(loss: .weights)).counts.lostLoss == 0)
    let judged = [
      TokenSequence(tokens: [1, 2], loss: .mask([0, 1]), boundaries: [0, 2], documentIDs: [0], documentLabels: [1])
    ]
    var labelled = header()
    labelled.hasDocumentLabels = true
    #expect(try export(.npy, judged, labelled).counts.lostLabels == 1)
    #expect(try export(.jsonl, judged, labelled).counts.lostLabels == 0)
  }
}

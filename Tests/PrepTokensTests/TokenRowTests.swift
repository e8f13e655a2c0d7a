import PrepBytes
import PrepRecords
import Testing

@testable import PrepTokens

@Suite struct TokenRowTests {
  private func row(_ line: String) throws -> TokenRow {
    try TokenRow(JSONDocument(Array(line.utf8)).root, prefix: "")
  }

  @Test(
    "masks and labels of others say what is learnt",
    arguments: [
      (#"{"input_ids":[7,8,9],"labels":[-100,8,9]}"#, [0, 1, 1]),
      (#"{"input_ids":[7,8,9],"loss_mask":[0,1.0,true]}"#, [0, 1, 1]),
      (#"{"input_ids":[7,8,9],"completion_mask":[0,1,1],"assistant_masks":[1,1,0]}"#, [0, 1, 0]),
      (#"{"input_ids":[7,8,9],"loss_mask":[0,1,1],"labels":[-100,8,9]}"#, [0, 1, 1]),
      (#"{"input_ids":[7,8,9],"loss_mask":[0,1,0],"seq_start_id":[0]}"#, [0, 0, 1]),
      (#"{"input_ids":[7,8,9,5],"loss_mask":[1,0,1,0],"seq_start_id":[0,2]}"#, [0, 1, 0, 1]),
      (#"{"input_ids":[7,8,0],"labels":[7,8,-100],"attention_mask":[1,1,0]}"#, [1, 1, 0]),
    ] as [(String, [UInt8])])
  func losses(_ line: String, _ mask: [UInt8]) throws { #expect(try row(line).loss == .mask(mask)) }

  @Test(
    "documents begin where the row says",
    arguments: [
      (#"{"input_ids":[1,2,3]}"#, [0, 3]), (#"{"input_ids":[1,2,3],"cu_seqlens":[0,1,3]}"#, [0, 1, 3]),
      (#"{"input_ids":[1,2,3],"seq_lengths":[1,2]}"#, [0, 1, 3]),
      (#"{"input_ids":[1,2,3],"seq_start_id":[0,1]}"#, [0, 1, 3]),
      (#"{"input_ids":[1,2,3],"position_ids":[0,0,1]}"#, [0, 1, 3]),
      (#"{"input_ids":[1,2,3],"position_ids":[5,6,7]}"#, [0, 3]),
      (#"{"input_ids":[1,2,3],"position_ids":[0,1,1]}"#, [0, 3]),
      (#"{"input_ids":[0,2,3],"attention_mask":[0,1,1]}"#, [1, 3]),
      (#"{"input_ids":[0,0],"attention_mask":[0,0]}"#, [2, 2]), (#"{"input_ids":[]}"#, [0, 0]),
    ] as [(String, [Int32])])
  func documents(_ line: String, _ boundaries: [Int32]) throws { #expect(try row(line).boundaries == boundaries) }

  @Test(
    "what contradicts itself is not a row",
    arguments: [
      #"{"input_ids":[1,2],"labels":[2,-100]}"#, #"{"input_ids":[1,2],"labels":[1]}"#, #"{"input_ids":"1"}"#, "{}",
      #"{"input_ids":[-1]}"#, #"{"input_ids":[1,2,3],"attention_mask":[1,0,1]}"#,
      #"{"input_ids":[1],"loss_mask":[2]}"#, #"{"input_ids":[1],"loss_mask":[1],"loss_weight":[1]}"#,
      #"{"input_ids":[1,2],"seq_lengths":[1]}"#, #"{"input_ids":[1,2],"seq_lengths":[1,9223372036854775807]}"#,
      #"{"input_ids":[1,2],"seq_start_id":[1]}"#, #"{"input_ids":[1,2],"loss_weight":[1,"a"]}"#,
    ])
  func contradictions(_ line: String) { #expect(throws: TokenRow.Fault.self) { try row(line) } }

  @Test("documents of packed rows have numbers of their own, and labels may say again that all is learnt")
  func twins() throws {
    let lines = [
      #"{"input_ids":[1,2,3],"seq_lengths":[1,2],"labels":[1,2,3]}"#,
      #"{"input_ids":[4,5],"seq_lengths":[2],"labels":[-100,5]}"#,
    ]
    let source = MemoryByteSource(Array(lines.joined(separator: "\n").utf8), name: "rows")
    let reader = try TokenStreamReader(source: source)
    #expect(reader.header.loss == .mask)
    #expect(try reader.next()?.documentIDs == [0, 1])
    #expect(try reader.next()?.documentIDs == [2])
    var header = TokenStreamHeader(tokenizer: "", fingerprint: "", vocabularySize: 10)
    header.loss = .all
    var writer = JSONWriter()
    writer.beginObject()
    TokenSequenceJSON.writeMember(header, to: &writer)
    let twin = String(decoding: writer.take(), as: UTF8.self) + #","input_ids":[1,2],"labels":[1,2]}"#
    let all = try TokenStreamReader(source: MemoryByteSource(Array(twin.utf8), name: "twin"))
    #expect(try all.next()?.loss == .all)
  }
}

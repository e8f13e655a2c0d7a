import TestSupport
import Testing

@testable import PrepTokenizers

/// What special tokens a `tekken.json` has, as mistral-common reads it.
@Suite struct TekkenReaderTests {
  /// A file with a token for each byte.
  private func read(version: String? = "v3", list: String? = nil, specials: Int = 20) throws -> Tokenizer {
    let vocabulary = (0..<256).map { rank in
      let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
      return #"{"rank":\#(rank),"token_bytes":"\#(digits[rank >> 2])\#(digits[(rank & 3) << 4])=="}"#
    }
    let file = """
      {"config":{"pattern":"\\\\p{L}+|[^\\\\p{L}]+","num_vocab_tokens":256,"default_vocab_size":\(256 + specials),
      "default_num_special_tokens":\(specials)\(version.map { #","version":"\#($0)""# } ?? "")},"vocab":[\(vocabulary.joined(separator: ","))]
      \(list.map { #","special_tokens":\#($0)"# } ?? "")}
      """
    return try Fixtures.withFile("tekken.json", file) { try Tokenizer(contentsOf: $0) }
  }

  private func names(_ tokenizer: Tokenizer) -> [String] { tokenizer.specialTokens.entries.prefix(4).map(\.name) }

  @Test(arguments: [nil, "v1", "v2", "v3", "v7"]) func `older versions have tokens that no list names`(version: String?)
    throws
  {
    #expect(try names(read(version: version)) == ["<unk>", "<s>", "</s>", "[INST]"])
  }

  @Test(arguments: ["v11", "v13", "v99"]) func `versions that list them are damaged without a list`(version: String) {
    let failure = #expect(throws: TokenizerFailure.self) { try read(version: version) }
    #expect(failure?.code == .damaged && failure?.message.contains("special_tokens") == true)
  }

  @Test func `a list is all there is`() throws {
    let listed = try read(version: "v13", list: #"[{"rank":1,"token_str":"<s>","is_control":true}]"#)
    #expect(listed.specialTokens.entries.filter { !$0.name.hasPrefix("<SPECIAL_") }.map(\.name) == ["<s>"])
    #expect(listed.specialTokens.beginOfText == 1)
    #expect(try read(list: "[]").specialTokens.entries.allSatisfy { $0.name.hasPrefix("<SPECIAL_") })
  }

  @Test(arguments: [
    #"[{"rank":0,"token_str":"<s>"},{"rank":0,"token_str":"</s>"}]"#,
    #"[{"rank":0,"token_str":"<s>"},{"rank":1,"token_str":"<s>"}]"#, #"[{"rank":20,"token_str":"<s>"}]"#,
    #"[{"rank":-1,"token_str":"<s>"}]"#, #"[{"token_str":"<s>"}]"#, #"[{"rank":1}]"#, "[7]",
  ]) func `a list in which two are one, or one has no place, is damaged`(list: String) {
    let failure = #expect(throws: TokenizerFailure.self) { try read(list: list) }
    #expect(failure?.code == .damaged)
  }
}

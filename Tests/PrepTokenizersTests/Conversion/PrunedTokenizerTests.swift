import PrepBytePairEncoding
import TestSupport
import Testing

@testable import PrepTokenizers

@Suite struct PrunedTokenizerTests {
  static let texts = [
    "The lighthouse keeper wrote down the weather every morning.", "the weather, the keeper: 12 lights!\n\n  x = y",
    "Größe café", "", " ",
  ]

  /// Prunes for some texts; they have the same tokens under their new ids, and decode to the same.
  private func check(_ tokenizer: Tokenizer, _ texts: [String], sourceLocation: SourceLocation = #_sourceLocation)
    throws
    -> PrunedTokenizer
  {
    let encoder = tokenizer.makeEncoder()
    encoder.notesTriedTokens()
    var tokens: [Token] = []
    for text in texts { try encoder.encode(text, into: &tokens) }
    let pruned = try PrunedTokenizer(tokenizer, keeping: Set(tokens).union(encoder.triedTokens))
    let small = try Tokenizer(tokenizerJSON: pruned.file, name: "small")
    #expect(small.vocabularySize == pruned.oldIDs.count, sourceLocation: sourceLocation)
    #expect(pruned.oldIDs == pruned.oldIDs.sorted(), sourceLocation: sourceLocation)
    for text in texts {
      let ids = try small.encode(text)
      let whole = try tokenizer.encode(text)
      #expect(
        ids.map { pruned.oldIDs[Int($0)] } == whole, "\(text.debugDescription)", sourceLocation: sourceLocation)
      #expect(small.decode(ids) == tokenizer.decode(whole), sourceLocation: sourceLocation)
    }
    for entry in tokenizer.specialTokens.entries {
      let id = try #require(small.specialTokens.id(named: entry.name), sourceLocation: sourceLocation)
      #expect(pruned.oldIDs[Int(id)] == entry.id, sourceLocation: sourceLocation)
    }
    let around = (tokenizer.template.prefix + tokenizer.template.suffix)
    #expect(
      (small.template.prefix + small.template.suffix).map { pruned.oldIDs[Int($0)] } == around,
      sourceLocation: sourceLocation)
    return pruned
  }

  @Test func `byte pairs keep what leads to the tokens of the texts`() throws {
    let tokenizer = try Tokenizer.named(Tokenizer.bundledDefaultName)
    let pruned = try check(tokenizer, Self.texts)
    #expect(pruned.oldIDs.count < 512)
    #expect(pruned.oldIDs.count > 256)
    _ = try check(Tokenizer(contentsOf: Fixtures.path("tokenizers/small.tokenizer.json")), Self.texts)
  }

  @Test func `no text at all leaves bytes and special tokens`() throws {
    let tokenizer = try Tokenizer.named(Tokenizer.bundledDefaultName)
    let pruned = try PrunedTokenizer(tokenizer, keeping: [])
    #expect(pruned.oldIDs.count == 256 + tokenizer.specialTokens.entries.count)
    let small = try Tokenizer(tokenizerJSON: pruned.file, name: "small")
    let again = small.decode(try small.encode(Self.texts[2]))
    #expect(again == Self.texts[2])
  }

  private static let wordPiece = #"""
    {"added_tokens":[{"id":1,"content":"[UNK]","special":true},{"id":9,"content":"[CLS]","special":true}],
    "normalizer":null,"pre_tokenizer":{"type":"BertPreTokenizer"},
    "post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"[CLS]","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],
    "pair":[],"special_tokens":{"[CLS]":{"id":"[CLS]","ids":[9],"tokens":["[CLS]"]}}},
    "decoder":{"type":"WordPiece","prefix":"##","cleanup":true},
    "model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##","max_input_chars_per_word":100,
    "vocab":{"zzz":0,"[UNK]":1,"ab":2,"a":3,"##b":4,"##c":5,"abc":6,"abcd":7,"never":8,"[CLS]":9,"##bc":10,"##bcx":11}}}
    """#

  @Test func `a word without tokens stays one`() throws {
    let tokenizer = try Tokenizer(tokenizerJSON: Array(Self.wordPiece.utf8), name: "words")
    // "abx" is unknown by way of "ab" alone, and would be "a", "##bcx" of other tokens.
    let pruned = try check(tokenizer, ["abq", "a", "abcq"])
    #expect(pruned.oldIDs == [1, 2, 3, 4, 5, 6, 9])
  }

  @Test func `scored pieces keep the worst, by which unknown characters are scored`() throws {
    let text = #"""
      {"added_tokens":[{"id":0,"content":"<unk>","special":true}],"normalizer":null,
      "pre_tokenizer":{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true},"post_processor":null,
      "decoder":{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true},
      "model":{"type":"Unigram","unk_id":0,"vocab":[["<unk>",0],["▁",-2],["▁a",-3],["aa",-4],["worst",-20],["b",-3.5],["unused",-5]]}}
      """#
    let tokenizer = try Tokenizer(tokenizerJSON: Array(text.utf8), name: "pieces")
    let pruned = try check(tokenizer, ["aaa b", "a zz"])
    #expect(pruned.oldIDs == [0, 1, 2, 3, 4, 5])
  }

  @Test func `a tokenizer that is no tokenizer json is refused`() throws {
    #expect(throws: TokenizerFailure.self) { try PrunedTokenizer(Tokenizer.named("byt5"), keeping: []) }
  }
}

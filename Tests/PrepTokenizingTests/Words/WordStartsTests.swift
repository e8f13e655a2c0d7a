import PrepExamples
import PrepTokenizers
import PrepTokens
import TestSupport
import Testing

@testable import PrepTokenizing

/// Words begin where white space does, whether a pre-tokenizer cuts there or one piece holds the whole text.
@Suite struct WordStartsTests {
  private static func file(_ normalizer: String, _ cuts: String, _ tokens: [String]) -> String {
    let vocabulary = tokens.enumerated().map { "\"\($1)\":\($0)" }.joined(separator: ",")
    return #"{"added_tokens":[],"normalizer":\#(normalizer),"pre_tokenizer":\#(cuts),"model":{"type":"BPE","#
      + #""unk_token":"?","fuse_unk":true,"merges":["▁ a","b c"],"vocab":{\#(vocabulary)}}}"#
  }

  private static let tokens = ["?", "▁", "a", "b", "c", "▁a", "bc", "d"]
  private static func metaspace(_ split: Bool) -> String {
    #"{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":\#(split)}"#
  }
  private static let llama =
    #"{"type":"Sequence","normalizers":[{"type":"Prepend","prepend":"▁"},"#
    + #"{"type":"Replace","pattern":{"String":" "},"content":"▁"}]}"#

  /// The words that begin in a text, as the tokens do that begin them.
  private static func starts(_ tokenizer: Tokenizer, _ text: String) throws -> [Int32] {
    var options = TokenizingOptions()
    options.tasks.masksWords = true
    let made = try ExampleTokenizer(tokenizer, options: options, shape: .text).tokenize(
      .text(Array(text.utf8)), weight: nil)
    guard case .integers(let starts) = made[0].columns[1] else { return [] }
    return starts
  }

  @Test func `a pipeline that cuts nothing has the words of one that cuts`() throws {
    let cutting = try Tokenizer(
      tokenizerJSON: Array(Self.file("null", Self.metaspace(true), Self.tokens).utf8), name: "cutting")
    let whole = try Tokenizer(
      tokenizerJSON: Array(Self.file("null", Self.metaspace(false), Self.tokens).utf8), name: "whole")
    let bare = try Tokenizer(tokenizerJSON: Array(Self.file(Self.llama, "null", Self.tokens).utf8), name: "bare")
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<TestData.rounds(90) {
      let words = (0..<Int.random(in: 1...6, using: &generator)).map { _ in
        String(
          (0..<Int.random(in: 1...4, using: &generator)).map { _ in "abcdx".randomElement(using: &generator) ?? "a" })
      }
      let text = words.joined(separator: " ")
      let expected = try Self.starts(cutting, text)
      #expect(expected.reduce(0, +) == Int32(words.count), "\(text)")
      #expect(try Self.starts(whole, text) == expected, "\(text)")
      #expect(try Self.starts(bare, text) == expected, "\(text)")
    }
  }

  @Test func `more spaces, and those at the ends, begin no words of their own where nothing is cut`() throws {
    let whole = try Tokenizer(tokenizerJSON: Array(Self.file(Self.llama, "null", Self.tokens).utf8), name: "bare")
    for (text, words) in [("a  b", 2), (" a", 1), ("a ", 1), ("  ", 1), ("b\u{3000}a", 2), ("a   b  c ", 3)] {
      #expect(try Self.starts(whole, text).reduce(0, +) == Int32(words), "\(text)")
    }
  }

  @Test func `marks behind words end them`() {
    let text = Array("a b c".utf8)
    let starts = WordStarts.find(text, pieces: [0, 0, 0], ranges: [0..<2, 2..<4, 4..<5])
    #expect(starts == [true, true, true])
    #expect(WordStarts.find(text, pieces: [0, 0, 0], ranges: [0..<1, 1..<3, 3..<5]) == [true, true, true])
    #expect(WordStarts.find(text, pieces: [0, 0], ranges: [0..<3, 3..<5]) == [true, true])
    #expect(WordStarts.find(Array("ab".utf8), pieces: [0, 0], ranges: [0..<1, 1..<2]) == [true, false])
  }
}

import TestSupport
import Testing

@testable import PrepTokenizers

/// Lists of words with the class that reads them, against what transformers 5.24 made of them.
@Suite struct WordPieceClassTests {
  private static let words = [
    "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "<s>", "<pad>", "</s>", "<mask>", "<unk>", "<cls>", "<sep>",
    "[QUESTION]", ".", "a", "b", "##b",
  ]

  private static func folder(_ words: [String], _ config: String) -> [String: String] {
    ["vocab.txt": words.joined(separator: "\n") + "\n", "tokenizer_config.json": config]
  }

  @Test(arguments: [
    // "AB b" with what stands around it, and "a" with "b", as `__call__` gives them.
    ("BertTokenizer", [2, 14, 16, 15, 3], [2, 14, 3, 15, 3]),
    ("BertTokenizerFast", [2, 14, 16, 15, 3], [2, 14, 3, 15, 3]),
    ("DistilBertTokenizer", [2, 14, 16, 15, 3], [2, 14, 3, 15, 3]),
    ("DPRReaderTokenizer", [2, 14, 16, 15, 3], [2, 14, 3, 15, 3]),
    ("MPNetTokenizer", [5, 14, 16, 15, 7], [5, 14, 7, 7, 15, 7]),
    ("SplinterTokenizer", [2, 14, 16, 15, 3], [2, 14, 12, 13, 3, 15, 3]),
    ("FunnelTokenizer", [10, 14, 16, 15, 11], [10, 14, 11, 15, 11]),
  ])
  func `a class has its names and what stands around texts`(name: String, single: [UInt32], pair: [UInt32]) throws {
    try FolderReaderTests.withFolder(Self.folder(Self.words, #"{"tokenizer_class":"\#(name)"}"#)) { folder in
      for tokenizer in [
        try Tokenizer(contentsOf: folder), try Tokenizer(contentsOf: folder + "/vocab.txt"),
        try Tokenizer(tokenizerJSON: try Tokenizer(contentsOf: folder).tokenizerJSON(), name: "again"),
      ] {
        let frame = tokenizer.frame(begin: nil, end: nil)
        let first: [UInt32] = try tokenizer.encode("AB b")
        let (a, b): ([UInt32], [UInt32]) = (try tokenizer.encode("a"), try tokenizer.encode("b"))
        let made: [UInt32] = frame.prefix + first + frame.suffix
        #expect(made == single)
        var both: [UInt32] = frame.pairPrefix + a
        both += frame.middle + b + frame.pairSuffix
        #expect(both == pair)
      }
    }
  }

  @Test(arguments: [
    ("{}", ["[UNK]", "a", "b"], ["[SEP]": 3, "[PAD]": 4, "[CLS]": 5, "[MASK]": 6]),
    (
      #"{"tokenizer_class":"BertTokenizer","unk_token":"<pad>","cls_token":"<pad>","sep_token":"<pad>","pad_token":"<pad>"}"#,
      ["<pad>", "<mask>", "a", "b"], ["<pad>": 0, "[MASK]": 4]
    ),
    (
      #"{"tokenizer_class":"BertTokenizer"}"#, ["\u{FEFF}[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "b"],
      ["[UNK]": 1, "[CLS]": 2, "[SEP]": 3, "[MASK]": 4, "[PAD]": 7]
    ),
  ])
  func `tokens that are no words of the list follow it`(config: String, words: [String], ids: [String: UInt32]) throws {
    try FolderReaderTests.withFolder(Self.folder(words, config)) { folder in
      let tokenizer = try Tokenizer(contentsOf: folder)
      for (name, id) in ids { #expect(tokenizer.specialTokens.id(named: name) == id, "\(name)") }
      #expect(try tokenizer.encode("a b c").count == 3)
      #expect(tokenizer.remarks.isEmpty == !words[0].hasPrefix("\u{FEFF}"))
    }
  }

  @Test(arguments: [
    (#"{"tokenizer_class":"BertJapaneseTokenizer"}"#, words, "tokenizer_class is BertJapaneseTokenizer"),
    (
      #"{"tokenizer_class":"EsmTokenizer"}"#, ["<cls>", "<pad>", "<eos>", "<unk>", "L"],
      "tokenizer_class is EsmTokenizer"
    ),
    (#"{"tokenizer_class":"FooTokenizerFast"}"#, words, "tokenizer_class is FooTokenizer"),
    ("{}", ["<cls>", "<pad>", "L"], "a line [UNK]"),
    (#"{"tokenizer_class":"BertTokenizer"}"#, ["[PAD]", "[CLS]", "a"], "the unk_token [UNK] is not in the vocabulary"),
  ])
  func `what is cut otherwise is refused by its name`(config: String, words: [String], message: String) throws {
    try FolderReaderTests.withFolder(Self.folder(words, config)) { folder in
      for path in [folder, folder + "/vocab.txt"] {
        let failure = #expect(throws: TokenizerFailure.self) { try Tokenizer(contentsOf: path) }
        #expect(failure?.message.contains(message) == true, "\(failure?.message ?? "")")
      }
    }
  }

  @Test func `the kind of model says what no class does`() throws {
    for (type, isRead) in [("bert", true), ("mpnet", true), ("esm", false), ("roformer", false), ("unheard", true)] {
      let files = ["vocab.txt": Self.words.joined(separator: "\n"), "config.json": #"{"model_type":"\#(type)"}"#]
      try FolderReaderTests.withFolder(files) { folder in
        #expect(((try? Tokenizer(contentsOf: folder)) != nil) == isRead, "\(type)")
      }
    }
  }
}

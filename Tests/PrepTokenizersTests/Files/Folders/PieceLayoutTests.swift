import Foundation
import TestSupport
import Testing

@testable import PrepTokenizers

@Suite struct PieceLayoutTests {
  /// A model of Protocol Buffers with these pieces; the first three are `<unk>`, `<s>`, `</s>` where nothing else is
  /// said.
  static func model(
    _ pieces: [(String, Float)], first: [(String, Int)] = [("<unk>", 2), ("<s>", 3), ("</s>", 3)]
  ) -> [UInt8] {
    func piece(_ text: String, _ score: Float, _ kind: Int) -> [UInt8] {
      let bytes = Array(text.utf8)
      let body =
        [0x0A, UInt8(bytes.count)] + bytes + [0x15]
        + (0..<4).map { UInt8(truncatingIfNeeded: score.bitPattern >> (8 * UInt32($0))) } + [0x18, UInt8(kind)]
      return [0x0A, UInt8(body.count)] + body
    }
    return first.flatMap { piece($0.0, 0, $0.1) } + pieces.flatMap { piece($0.0, $0.1, 1) }
  }

  static func withFolder<Result>(_ model: [UInt8], _ files: [String: String], _ body: (String) throws -> Result) throws
    -> Result
  {
    try FolderReaderTests.withFolder(files) { folder in
      try Data(model).write(to: URL(fileURLWithPath: folder + "/spiece.model"))
      return try body(folder)
    }
  }

  private static let pieces: [(String, Float)] = [("▁", -2), ("a", -3), ("▁a", -2.5), ("b", -4)]

  private func config(_ name: String, _ more: String = "") -> [String: String] {
    ["tokenizer_config.json": #"{"tokenizer_class":"\#(name)"\#(more)}"#]
  }

  @Test(arguments: [
    // Ids of "a b", and those around it.
    ("T5Tokenizer", [5, 3, 6], [], [2], 107), ("XLMRobertaTokenizer", [6, 4, 7], [0], [2], 9),
    ("CamembertTokenizer", [9, 7, 10], [5], [6], 12), ("PegasusTokenizer", [], [], [1], 110),
    ("LlamaTokenizer", [5, 3, 6], [1], [], 7), ("UnknownTokenizer", [5, 3, 6], [], [], 7),
  ])
  func `pieces have the ids of their class`(
    name: String, ids: [UInt32], before: [UInt32], after: [UInt32], count: Int
  ) throws {
    let first =
      name == "PegasusTokenizer"
      ? [("<pad>", 3), ("</s>", 3), ("<unk>", 2)] : [("<unk>", 2), ("<s>", 3), ("</s>", 3)]
    try Self.withFolder(Self.model(Self.pieces, first: first), config(name)) { folder in
      let tokenizer = try Tokenizer(contentsOf: folder)
      if !ids.isEmpty { #expect(try tokenizer.encode("a b") == ids, "\(name)") }
      if name == "PegasusTokenizer" { #expect(try tokenizer.encode("a b") == [108, 106, 109]) }
      #expect(tokenizer.template.prefix == before, "\(name)")
      #expect(tokenizer.template.suffix == after, "\(name)")
      #expect(tokenizer.vocabularySize == count, "\(name)")
    }
  }

  @Test(arguments: ["sentencepiece.model", "spm_char.model", "some other.spm", "sentencepiece.bpe.model"])
  func `the one model of a folder is its tokenizer, whatever it is called`(name: String) throws {
    try FolderReaderTests.withFolder([:]) { folder in
      try Data(Self.model(Self.pieces)).write(to: URL(fileURLWithPath: folder + "/" + name))
      #expect(try Tokenizer(contentsOf: folder).encode("a b") == [5, 3, 6])
      #expect(FolderReader.holdsTokenizer([name]))
      if name.hasPrefix("sentencepiece") { return }
      try Data(Self.model(Self.pieces)).write(to: URL(fileURLWithPath: folder + "/z" + name))
      #expect(throws: TokenizerFailure.self) { try Tokenizer(contentsOf: folder) }
    }
  }

  @Test func `Marian's vocabulary may have what its pieces do not`() throws {
    let files = ["vocab.json": #"{"</s>":0,"<unk>":1,"▁a":2,"é":3,"éü":4,"<pad>":5,"▁":6}"#]
    try FolderReaderTests.withFolder(files) { folder in
      try Data(Self.model(Self.pieces)).write(to: URL(fileURLWithPath: folder + "/source.spm"))
      let tokenizer = try Tokenizer(contentsOf: folder)
      for (text, ids) in [("a é", [2, 6, 3]), ("aéü", [2, 4]), ("aüé a", [2, 1, 2]), ("ab", [2, 1])]
        as [(String, [UInt32])]
      {
        #expect(try tokenizer.encode(text) == ids, "\(text)")
      }
    }
  }

  @Test func `T5's tokens for what is left out count down`() throws {
    try Self.withFolder(Self.model(Self.pieces), config("T5Tokenizer", #","extra_ids":3"#)) { folder in
      let tokenizer = try Tokenizer(contentsOf: folder)
      #expect(try tokenizer.encode("<extra_id_0><extra_id_2>", specialTokens: .allowAll) == [9, 7])
    }
  }

  @Test func `an unknown character is the class's own unknown token`() throws {
    try Self.withFolder(Self.model(Self.pieces), config("XLMRobertaTokenizer")) { folder in
      let ids = try Tokenizer(contentsOf: folder).encode("z")
      #expect(ids == [4, 3])
    }
  }

  @Test func `the kind of model tells the class where none is named`() throws {
    try Self.withFolder(Self.model(Self.pieces), ["config.json": #"{"model_type":"xlm-roberta"}"#]) { folder in
      let ids = try Tokenizer(contentsOf: folder).encode("a b")
      #expect(ids == [6, 4, 7])
    }
  }

  @Test func `a flag that leaves out the begin holds`() throws {
    try Self.withFolder(Self.model(Self.pieces), config("LlamaTokenizer", #","add_bos_token":false"#)) { folder in
      let tokenizer = try Tokenizer(contentsOf: folder)
      #expect(tokenizer.template.prefix == [])
    }
  }

  @Test func `tokens that the folder adds follow the pieces`() throws {
    let added =
      #","added_tokens_decoder":{"9":{"content":"<|im|>","special":true},"30":{"content":"[X]","special":false}}"#
    try Self.withFolder(Self.model(Self.pieces), config("LlamaTokenizer", added)) { folder in
      let tokenizer = try Tokenizer(contentsOf: folder)
      #expect(try tokenizer.encode("a[X]", specialTokens: .asText) == [5, 8])
      #expect(try tokenizer.encode("<|im|>", specialTokens: .allowAll) == [7])
      #expect(try tokenizer.encode("<|im|>").contains(7) == false)
    }
  }

  @Test func `classes with tables that a folder does not have are refused by name`() throws {
    for name in ["MBartTokenizer", "NllbTokenizerFast", "M2M100Tokenizer"] {
      try Self.withFolder(Self.model(Self.pieces), config(name)) { folder in
        let failure = #expect(throws: TokenizerFailure.self) { try Tokenizer(contentsOf: folder) }
        #expect(failure?.code == .unsupported)
        #expect(failure?.message.contains("tokenizer.json") == true)
      }
    }
  }

  @Test func `Marian's pieces have the ids of its vocabulary`() throws {
    let vocabulary = #"{"</s>":0,"<unk>":1,"a":2,"▁a":3,"▁":4,"other":5,"<pad>":6}"#
    try FolderReaderTests.withFolder(["vocab.json": vocabulary, "tokenizer_config.json": "{}"]) { folder in
      try Data(Self.model(Self.pieces)).write(to: URL(fileURLWithPath: folder + "/source.spm"))
      let tokenizer = try Tokenizer(contentsOf: folder)
      #expect(try tokenizer.encode("a ba") == [3, 4, 1, 2])
      #expect(tokenizer.template.suffix == [0])
      #expect(tokenizer.decode([3, 4, 2]) == "a a")
      #expect(tokenizer.specialTokens.pad == 6)
    }
  }

  @Test func `generation_config.json names the end where nothing else does, and contradictions are told`() throws {
    let first = [("<unk>", 2), ("<x>", 3), ("<y>", 3)]
    let generation = #"{"eos_token_id":[2,1]}"#
    try Self.withFolder(
      Self.model(Self.pieces, first: first), ["generation_config.json": generation]
    ) { folder in
      let tokenizer = try Tokenizer(contentsOf: folder)
      #expect(tokenizer.specialTokens.endOfText == 2)
      #expect(tokenizer.remarks.isEmpty)
    }
    let files = [
      "generation_config.json": #"{"eos_token_id":1}"#, "tokenizer_config.json": #"{"eos_token":"<y>"}"#,
    ]
    try Self.withFolder(Self.model(Self.pieces, first: first), files) { folder in
      let tokenizer = try Tokenizer(contentsOf: folder)
      #expect(tokenizer.specialTokens.endOfText == 2)
      #expect(tokenizer.remarks.contains { $0.contains("<y>") && $0.contains("<x>") })
    }
  }
}

import Foundation
import PrepRecords
import TestSupport
import Testing

@testable import PrepTokenizers

/// Holds folders against what transformers 5.24 made of them: `Tests/Conformance/model_folders.py --record`.
@Suite struct FolderReaderTests {
  /// A folder with these files, for a while.
  static func withFolder<Result>(_ files: [String: String], _ body: (String) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("prep-folder-\(UUID())/model")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder.deletingLastPathComponent()) }
    for (name, text) in files {
      try text.write(to: folder.appendingPathComponent(name), atomically: false, encoding: .utf8)
    }
    return try body(folder.path)
  }

  /// The recorded folders: name, files, and texts with their ids.
  static func recorded() throws -> [(name: String, files: [String: String], cases: [(text: String, ids: [UInt32])])] {
    var folders: [(name: String, files: [String: String], cases: [(text: String, ids: [UInt32])])] = []
    let reader = JSONLinesReader(paths: [Fixtures.path("tokenizers/folders.jsonl")], threads: 1)
    while let batch = try reader.next() {
      for item in batch.items {
        guard case .record(let record) = item else { continue }
        var files: [String: String] = [:]
        record.root["files"]?.forEachMember { key, value in
          if let name = try? key.string() { files[name] = try? value.string() }
        }
        var cases: [(text: String, ids: [UInt32])] = []
        record.root["cases"]?.forEachElement { one in
          if let text = try? one["text"]?.string() { cases.append((text, TokenizerJSONReaderTests.ids(one["ids"]))) }
        }
        folders.append((try record.root["name"]?.string() ?? "", files, cases))
      }
    }
    return folders
  }

  @Test func `folders give the ids that transformers gives, and so does what is written of them`() throws {
    let folders = try Self.recorded()
    #expect(folders.count > 12)
    for (name, files, cases) in folders {
      try Self.withFolder(files) { folder in
        let tokenizer = try Tokenizer(contentsOf: folder)
        #expect(tokenizer.name == "model")
        let written = String(decoding: try tokenizer.tokenizerJSON(), as: UTF8.self)
        let again = try Fixtures.withFile("again.json", written) { try Tokenizer(contentsOf: $0) }
        for (text, ids) in cases {
          #expect(try tokenizer.encode(text, specialTokens: .allowAll) == ids, "\(name): \(text.debugDescription)")
          #expect(try again.encode(text, specialTokens: .allowAll) == ids, "\(name), written: \(text.debugDescription)")
        }
      }
    }
  }

  private func tiny() throws -> String { try Fixtures.text("tokenizers/tiny.tokenizer.json") }
  private func added(_ names: [String]) throws -> String {
    let tokens = names.map { "{\"id\":0,\"content\":\"\($0)\",\"special\":true}" }.joined(separator: ",")
    let tiny = try tiny()
    let start = try #require(tiny.range(of: "\"added_tokens\":")).lowerBound
    let end = try #require(tiny[start...].firstIndex(of: "]"))
    return tiny.replacingCharacters(in: start...end, with: "\"added_tokens\":[\(tokens)]")
  }

  @Test func `begin, end and padding are those that tokenizer_config names`() throws {
    let config =
      #"{"add_bos_token":true,"bos_token":{"content":"<b>"},"eos_token":"<e>","pad_token":"<none>","tokenizer_class":"LlamaTokenizer"}"#
    try Self.withFolder(["tokenizer.json": try added(["<b>", "<e>"]), "tokenizer_config.json": config]) { folder in
      let tokenizer = try Tokenizer(contentsOf: folder)
      let special = tokenizer.specialTokens
      #expect(special.beginOfText == special.id(named: "<b>") && special.endOfText == special.id(named: "<e>"))
      #expect(special.beginOfText != nil && special.pad == nil)
      #expect(tokenizer.remarks == ["pad_token is <none>, a token that the vocabulary does not have"])
      let alone = try Tokenizer(contentsOf: folder + "/tokenizer.json")
      #expect(alone.specialTokens.beginOfText == nil && alone.remarks.isEmpty)
    }
  }

  @Test func `a template of the file holds, and a flag that says otherwise is told of`() throws {
    let template =
      #""post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<b>","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],"pair":[],"special_tokens":{"<b>":{"id":"<b>","ids":[ID],"tokens":["<b>"]}}}"#
    let text = try added(["<b>", "<e>"])
    let id = try Fixtures.withFile("t.json", text) { try Tokenizer(contentsOf: $0).specialTokens.id(named: "<b>") }
    let start = try #require(text.range(of: "\"post_processor\":")).lowerBound
    let end = try #require(text[start...].range(of: "\"decoder\":")).lowerBound
    let json = text.replacingCharacters(
      in: start..<end, with: template.replacingOccurrences(of: "ID", with: "\(try #require(id))") + ",")
    for (flag, remarks) in [("true", 0), ("false", 1)] {
      let config = #"{"add_bos_token":\#(flag),"bos_token":"<b>","eos_token":"<e>"}"#
      try Self.withFolder(["tokenizer.json": json, "tokenizer_config.json": config]) { folder in
        let tokenizer = try Tokenizer(contentsOf: folder)
        #expect(tokenizer.specialTokens.beginOfText == id)
        #expect(tokenizer.remarks.count == remarks)
      }
    }
  }

  @Test func `what is not known is asked for or named`() throws {
    let folders = try Self.recorded()
    var files = try #require(folders.first { $0.name == "qwen2" }).files
    files["tokenizer_config.json"] = #"{"tokenizer_class":"AcmeTokenizer"}"#
    files["config.json"] = nil
    try Self.withFolder(files) { folder in
      #expect { try Tokenizer(contentsOf: folder) } throws: {
        ($0 as? TokenizerFailure)?.code == .needsPattern && "\($0)".contains("AcmeTokenizer")
      }
      let given = try Tokenizer(contentsOf: folder, pattern: "qwen2")
      #expect(given.patternDescription == "qwen2")
    }
    files["tokenizer_config.json"] = nil
    try Self.withFolder(files) { folder in
      let remarks = try Tokenizer(contentsOf: folder).remarks
      #expect(remarks.count == 1)
    }
    for name in ["tokenizer.json", "vocab.json", "merges.txt", "tokenizer_config.json", "added_tokens.json"] {
      var files = try #require(folders.first { $0.name == "qwen2 older" }).files
      files[name] = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n"
      try Self.withFolder(files) { folder in
        _ = #expect { try Tokenizer(contentsOf: folder) } throws: {
          "\($0)".contains("\(name): is a pointer of Git LFS")
        }
      }
    }
  }

  @Test func `tekken goes before a tokenizer_json beside it`() throws {
    let tekken =
      #"{"config":{"default_num_special_tokens":20,"default_vocab_size":276},"vocab":[\#((0..<256).map { "{\"rank\":\($0),\"token_bytes\":\"\(Data([UInt8($0)]).base64EncodedString())\"}" }.joined(separator: ","))]}"#
    try Self.withFolder(["tokenizer.json": try tiny(), "tekken.json": tekken]) { folder in
      let tokenizer = try Tokenizer(contentsOf: folder)
      #expect(tokenizer.vocabularySize == 276)
      #expect(tokenizer.remarks.count == 1)
    }
  }
}

package import PrepBytePairEncoding
import PrepRecords

/// All of a `tokenizer.json` but its vocabulary: what happens to texts, the added tokens, what stands around a text, what
/// makes text of tokens, and the settings of the model. With the tokens of a training it is a file again.
package struct TokenizerBlueprint: Sendable {
  /// The kinds of models that can be trained.
  package enum Model: String, Sendable, CaseIterable {
    /// Byte pairs, as GPT-2 has them.
    case bpe
    /// Pairs of characters with marks for spaces, and bytes for characters without a token.
    case sentencePieceBPE = "sentencepiece-bpe"
    case wordPiece = "wordpiece"
    case unigram
  }

  package let model: Model
  /// What texts go through, and how they are cut.
  package let pipeline: TextPipeline
  /// The tokens that are added to the model, by their order.
  private(set) var added: [AddedToken]
  /// The token for what is unknown; nil where there is none.
  package let unknown: String?
  /// What stands before tokens that go on with a word.
  package let continuation: String
  /// Whether characters without a token become the tokens of their bytes.
  package let fallsBackToBytes: Bool
  private let postProcessor: [UInt8]
  private let decoder: [UInt8]
  private let settings: [(name: String, value: [UInt8])]

  /// The names of the added tokens, in order.
  package var names: [String] { added.map { String(decoding: $0.name, as: UTF8.self) } }

  /// The names of the tokens of bytes, where the model has them.
  package var byteNames: [String] {
    fallsBackToBytes
      ? (0..<256).map { "<0x\($0 < 16 ? "0" : "")\(String($0, radix: 16, uppercase: true))>" } : []
  }

  // MARK: The usual ones

  /// The usual parts of a model's file.
  ///
  /// - Parameters:
  ///   - specialTokens: Their names, the unknown token among them.
  ///   - normalization: `nfc`, `nfd`, `nfkc`, `nfkd`, or nothing.
  ///   - lowercases: Whether letters become small.
  /// - Throws: ``TokenizerFailure`` where the unknown token is missing.
  package init(_ model: Model, specialTokens: [String], normalization: String, lowercases: Bool)
    throws(TokenizerFailure)
  {
    self.model = model
    let isWordPiece = model == .wordPiece
    let unknown = isWordPiece ? "[UNK]" : "<unk>"
    let names = specialTokens.isEmpty ? Self.usualTokens(model) : specialTokens
    if model != .bpe, !names.contains(unknown) {
      throw TokenizerFailure(
        .usage, "a vocabulary of the model \(model.rawValue) needs the special token \(unknown) among --special-tokens")
    }
    var steps: [String] = []
    if !normalization.isEmpty { steps.append(#"{"type":"\#(normalization.uppercased())"}"#) }
    if isWordPiece {
      steps.append(
        #"{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,"lowercase":\#(lowercases)}"#
      )
    } else if lowercases {
      steps.append(#"{"type":"Lowercase"}"#)
    }
    let normalizer =
      steps.count > 1
      ? #"{"type":"Sequence","normalizers":[\#(steps.joined(separator: ","))]}"# : steps.first ?? "null"
    let metaspace = #"{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true}"#
    pipeline = try TextPipeline(
      normalizer: Array(normalizer.utf8),
      preTokenizer: Array((isWordPiece ? #"{"type":"BertPreTokenizer"}"# : metaspace).utf8), isByteLevel: false)
    added = names.map { AddedToken(name: Array($0.utf8), id: 0, isSpecial: true) }
    self.unknown = unknown
    continuation = isWordPiece ? "##" : ""
    fallsBackToBytes = model == .sentencePieceBPE
    switch model {
    case .wordPiece: decoder = Array(###"{"type":"WordPiece","prefix":"##","cleanup":true}"###.utf8)
    case .unigram: decoder = Array(metaspace.utf8)
    case .bpe, .sentencePieceBPE:
      decoder = Array(
        (#"{"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"▁"},"content":" "},{"type":"ByteFallback"},"#
          + #"{"type":"Fuse"},{"type":"Strip","content":" ","start":1,"stop":0}]}"#).utf8)
    }
    postProcessor = isWordPiece ? Self.around("[CLS]", "[SEP]", names) : TextPipeline.none
    settings = isWordPiece ? [("max_input_chars_per_word", Array("100".utf8))] : []
  }

  private static func usualTokens(_ model: Model) -> [String] {
    model == .wordPiece ? ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] : ["<unk>", "<s>", "</s>"]
  }

  /// A template with two tokens around texts, where both are there.
  private static func around(_ first: String, _ last: String, _ names: [String]) -> [UInt8] {
    guard names.contains(first), names.contains(last) else { return TextPipeline.none }
    func token(_ name: String, _ kind: Int) -> String { #"{"SpecialToken":{"id":"\#(name)","type_id":\#(kind)}}"# }
    func text(_ name: String, _ kind: Int) -> String { #"{"Sequence":{"id":"\#(name)","type_id":\#(kind)}}"# }
    let single = [token(first, 0), text("A", 0), token(last, 0)].joined(separator: ",")
    let pair = [single, text("B", 1), token(last, 1)].joined(separator: ",")
    let tokens = [first, last].map { #""\#($0)":{"id":"\#($0)","ids":[0],"tokens":["\#($0)"]}"# }
      .joined(separator: ",")
    return Array(
      #"{"type":"TemplateProcessing","single":[\#(single)],"pair":[\#(pair)],"special_tokens":{\#(tokens)}}"#.utf8)
  }

  // MARK: Those of another tokenizer

  /// The parts of a tokenizer's file.
  ///
  /// - Throws: ``TokenizerFailure`` for a tokenizer that cannot be written as a `tokenizer.json`, or whose model cannot
  ///   be trained.
  package init(like tokenizer: Tokenizer) throws(TokenizerFailure) {
    let document: JSONDocument
    let text = try tokenizer.tokenizerJSON()
    func unsupported(_ message: String) -> TokenizerFailure {
      TokenizerFailure(.unsupported, message, path: tokenizer.name)
    }
    do throws(JSONError) { document = try JSONDocument(text) } catch {
      throw unsupported("its file is not valid JSON: \(error)")
    }
    let root = document.root
    guard let model = root["model"], model.kind == .object else { throw unsupported("its file has no model") }
    func raw(_ view: JSONView?) -> [UInt8] { view.map { $0.withUnsafeBytes { Array($0) } } ?? TextPipeline.none }
    func string(_ view: JSONView?) -> String? { view?.kind == .string ? try? view?.string() : nil }
    let kind = tokenizer.summary.model?.kind
    switch kind {
    case nil: self.model = .bpe
    case "BPE over characters": self.model = .sentencePieceBPE
    case "WordPiece": self.model = .wordPiece
    case "Unigram": self.model = .unigram
    case let other?: throw unsupported("its model is \(other), which cannot be trained")
    }
    if let suffix = string(model["end_of_word_suffix"]), !suffix.isEmpty {
      throw unsupported("its words end in a suffix, which cannot be trained")
    }
    pipeline = try TextPipeline(
      normalizer: raw(root["normalizer"]), preTokenizer: raw(root["pre_tokenizer"]), isByteLevel: self.model == .bpe)
    postProcessor = raw(root["post_processor"])
    decoder = raw(root["decoder"])
    if self.model == .unigram {
      var pieces: [String] = []
      let id = model["unk_id"]?.int
      model["vocab"]?.forEachElement { pair in
        if pieces.count <= id ?? -1 { pair.forEachElement { if let text = string($0) { pieces.append(text) } } }
      }
      unknown = id.flatMap { pieces.indices.contains($0) ? pieces[$0] : nil }
    } else {
      unknown = string(model["unk_token"])
    }
    continuation =
      string(model["continuing_subword_prefix"]) ?? (self.model == .wordPiece ? "##" : "")
    fallsBackToBytes = model["byte_fallback"]?.bool ?? false
    var settings: [(name: String, value: [UInt8])] = []
    for name in ["fuse_unk", "ignore_merges", "max_input_chars_per_word"] {
      if let value = model[name] { settings.append((name, raw(value))) }
    }
    self.settings = settings
    var added = tokenizer.addedTokens.sorted { $0.id < $1.id }
    // What a template or the model names is a token, whether the file lists it or not.
    for name in Self.namesInTemplate(root["post_processor"]) + [unknown].compactMap({ $0 })
    where !added.contains(where: { $0.name == Array(name.utf8) }) {
      added.append(AddedToken(name: Array(name.utf8), id: 0, isSpecial: true))
    }
    self.added = added
  }

  static func namesInTemplate(_ view: JSONView?) -> [String] {
    guard let view, view.kind == .object else { return [] }
    var names: [String] = []
    for key in ["cls", "sep"] {
      view[key]?.forEachElement { if $0.kind == .string, let name = try? $0.string() { names.append(name) } }
    }
    view["special_tokens"]?.forEachMember { _, value in
      value["tokens"]?.forEachElement { if let name = try? $0.string() { names.append(name) } }
    }
    view["processors"]?.forEachElement { names += namesInTemplate($0) }
    return names
  }

  /// The same with further special tokens, behind the others.
  package func adding(_ names: [String]) -> TokenizerBlueprint {
    var copy = self
    for name in names where !copy.names.contains(name) {
      copy.added.append(AddedToken(name: Array(name.utf8), id: 0, isSpecial: true))
    }
    return copy
  }

  // MARK: Writing

  /// What a training made.
  package struct Vocabulary: Sendable {
    /// How each token is written, by id: for byte pairs in the byte alphabet.
    package var tokens: [[UInt8]]
    /// The pairs that merge, in order.
    package var merges: [(left: Token, right: Token)] = []
    /// The scores of the tokens, where the model has them.
    package var scores: [Double] = []

    package init(tokens: [[UInt8]], merges: [(left: Token, right: Token)] = [], scores: [Double] = []) {
      self.tokens = tokens
      self.merges = merges
      self.scores = scores
    }
  }

  /// The bytes of a `tokenizer.json`.
  package func write(_ vocabulary: Vocabulary) -> [UInt8] {
    let ids = Dictionary(
      vocabulary.tokens.enumerated().map { ($1, Token($0)) }, uniquingKeysWith: { first, _ in first })
    var writer = JSONWriter(indentation: 1)
    func put(_ name: String, _ text: [UInt8]) {
      writer.key(name)
      text.withUnsafeBytes { writer.raw($0) }
    }
    writer.beginObject()
    writer.key("version")
    writer.string("1.0")
    put("truncation", TextPipeline.none)
    put("padding", TextPipeline.none)
    writer.key("added_tokens")
    AddedTokenReader.write(
      added.map { token in
        var token = token
        token.id = ids[token.name] ?? 0
        return token
      }, to: &writer)
    put("normalizer", pipeline.normalizer)
    put("pre_tokenizer", pipeline.preTokenizer)
    put("post_processor", TemplateIDs.renumbered(postProcessor, ids))
    put("decoder", decoder)
    writer.key("model")
    writeModel(vocabulary, ids, to: &writer)
    writer.endObject()
    return writer.take() + [0x0A]
  }

  private func writeModel(_ vocabulary: Vocabulary, _ ids: [[UInt8]: Token], to writer: inout JSONWriter) {
    func put(_ name: String, _ text: [UInt8]) {
      writer.key(name)
      text.withUnsafeBytes { writer.raw($0) }
    }
    func setting(_ name: String, _ usual: String) -> [UInt8] {
      settings.first { $0.name == name }?.value ?? Array(usual.utf8)
    }
    writer.beginObject()
    writer.key("type")
    switch model {
    case .unigram:
      writer.string("Unigram")
      writer.key("unk_id")
      if let id = unknown.flatMap({ ids[Array($0.utf8)] }) { writer.int(id) } else { writer.null() }
      writer.key("vocab")
      writer.beginArray()
      for (token, score) in zip(vocabulary.tokens, vocabulary.scores) {
        writer.beginArray()
        writer.string(token)
        writer.double(score)
        writer.endArray()
      }
      writer.endArray()
      writer.key("byte_fallback")
      writer.bool(fallsBackToBytes)
    case .wordPiece:
      writer.string("WordPiece")
      writer.key("unk_token")
      writer.string(unknown ?? "[UNK]")
      writer.key("continuing_subword_prefix")
      writer.string(continuation)
      put("max_input_chars_per_word", setting("max_input_chars_per_word", "100"))
      writer.key("vocab")
      writeTokens(vocabulary.tokens, to: &writer)
    case .bpe, .sentencePieceBPE:
      writer.string("BPE")
      put("dropout", TextPipeline.none)
      writer.key("unk_token")
      if let unknown { writer.string(unknown) } else { writer.null() }
      writer.key("continuing_subword_prefix")
      if continuation.isEmpty { writer.null() } else { writer.string(continuation) }
      put("end_of_word_suffix", TextPipeline.none)
      put("fuse_unk", setting("fuse_unk", model == .bpe ? "false" : "true"))
      writer.key("byte_fallback")
      writer.bool(fallsBackToBytes)
      put("ignore_merges", setting("ignore_merges", "false"))
      writer.key("vocab")
      writeTokens(vocabulary.tokens, to: &writer)
      writer.key("merges")
      writer.beginArray()
      for merge in vocabulary.merges {
        writer.beginArray()
        writer.string(vocabulary.tokens[Int(merge.left)])
        writer.string(vocabulary.tokens[Int(merge.right)])
        writer.endArray()
      }
      writer.endArray()
    }
    writer.endObject()
  }

  private func writeTokens(_ tokens: [[UInt8]], to writer: inout JSONWriter) {
    writer.beginObject()
    for (id, token) in tokens.enumerated() where !token.isEmpty {
      token.withUnsafeBytes { writer.key($0) }
      writer.int(id)
    }
    writer.endObject()
  }
}

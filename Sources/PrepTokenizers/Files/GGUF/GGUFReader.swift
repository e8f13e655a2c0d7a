internal import PrepBytePairEncoding
import PrepDiagnostics
import PrepRecords

/// Makes a tokenizer of what a GGUF file says of its model's: byte pairs, SentencePiece's two models, WordPiece.
struct GGUFReader {
  let path: String
  let name: String
  /// The pattern the caller gives, for byte pairs whose way to cut is not known.
  let pattern: String?
  let specialTokens: [String: Token]?
  let metadata: GGUFMetadata

  init(path: String, name: String, pattern: String?, specialTokens: [String: Token]?) throws(TokenizerFailure) {
    self.path = path
    self.name = name
    self.pattern = pattern
    self.specialTokens = specialTokens
    metadata = try GGUFMetadata(path: path)
  }

  /// The kinds of tokens, as `llama.h` numbers them.
  enum Kind: Int {
    case undefined
    case normal, unknown, control, userDefined, unused, byte
  }

  func read() throws(TokenizerFailure) -> Tokenizer {
    guard let model = metadata.text("tokenizer.ggml.model").map({ String(decoding: $0, as: UTF8.self) }),
      let texts = metadata.texts("tokenizer.ggml.tokens"), !texts.isEmpty
    else { throw unsupported("the file holds no vocabulary: it has no tokenizer.ggml.model and tokens") }
    if texts.count > 1 << 24 { throw damaged("it has \(Counted(texts.count, "token"))") }
    let listed = metadata.integers("tokenizer.ggml.token_type") ?? []
    let kinds = texts.indices.map { $0 < listed.count ? Kind(rawValue: listed[$0]) ?? .undefined : .normal }
    if pattern != nil, model != "gpt2" {
      throw TokenizerFailure(.usage, "the model is \(model), which takes no split pattern", path: path)
    }
    switch model {
    case "gpt2": return try bytePairs(texts, kinds)
    case "gemma4": return try characterPairs(texts, kinds)
    case "bert": return try wordPiece(texts, kinds)
    case "llama", "t5":
      let file = try sentencePieces(texts, kinds, isUnigram: model == "t5")
      let template = template(addsBegin: model == "llama", addsEnd: model == "t5")
      let tokenizer = try SentencePieceReader(path: path, name: name, template: template).read(file)
      return finished(tokenizer)
    case "none", "no_vocab": throw unsupported("the file holds no vocabulary")
    case "rwkv":
      throw unsupported("the model is rwkv, which is read from rwkv_vocab_v20230424.txt, not from GGUF")
    default: throw unsupported("the model \(model.debugDescription) is not supported in GGUF")
    }
  }

  // MARK: Byte pairs

  private func bytePairs(_ texts: [[UInt8]], _ kinds: [Kind]) throws(TokenizerFailure) -> Tokenizer {
    let cuts = metadata.text("tokenizer.ggml.pre").map { String(decoding: $0, as: UTF8.self) }
    let known = cuts.flatMap(GGUFPreTokenizer.named)
    if known == nil, pattern == nil {
      throw TokenizerFailure(
        .needsPattern,
        (cuts.map { "how texts are cut for tokenizer.ggml.pre \($0.debugDescription) is not known" }
          ?? "the file has no tokenizer.ggml.pre, so how texts are cut is not known")
          + "; give a pattern with --pattern, such as llama3 or qwen2", path: path)
    }
    let way = known ?? GGUFPreTokenizer(cuts: .pattern("r50k"))
    let template = template(
      addsBegin: way.addsBegin || way.addsSeparator, addsEnd: false, addsSeparator: way.addsSeparator)
    let text = try file(texts, kinds, template) { (writer) throws(TokenizerFailure) in
      writer.key("normalizer")
      writer.null()
      writer.key("pre_tokenizer")
      try way.write(to: &writer)
    } model: { (writer) throws(TokenizerFailure) in
      writer.key("decoder")
      Array(GGUFPreTokenizer.byteLevel(usesPattern: true).utf8).withUnsafeBytes { writer.raw($0) }
      writer.key("model")
      try writeMerges(texts, takesWholePieces: way.takesWholePieces, fallsBackToBytes: false, to: &writer)
    }
    let tokenizer = finished(try assembled(text))
    return way.leavesOutNFC && pattern == nil
      ? tokenizer.remarking("texts are not brought to NFC, as llama.cpp does not; the model's own tokenizer.json does")
      : tokenizer
  }

  /// Gemma 4: marks for spaces, byte pairs over characters.
  private func characterPairs(_ texts: [[UInt8]], _ kinds: [Kind]) throws(TokenizerFailure) -> Tokenizer {
    let template = template(addsBegin: true, addsEnd: false)
    let text = try file(texts, kinds, template) { (writer) throws(TokenizerFailure) in
      writer.key("normalizer")
      raw(#"{"type":"Replace","pattern":{"String":" "},"content":"▁"}"#, to: &writer)
      writer.key("pre_tokenizer")
      raw(
        #"{"type":"Split","pattern":{"String":" "},"behavior":"MergedWithPrevious","invert":false}"#, to: &writer)
    } model: { (writer) throws(TokenizerFailure) in
      writer.key("decoder")
      raw(
        #"{"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"▁"},"content":" "},{"type":"ByteFallback"},{"type":"Fuse"}]}"#,
        to: &writer)
      writer.key("model")
      try writeMerges(texts, takesWholePieces: false, fallsBackToBytes: true, to: &writer)
    }
    return finished(try assembled(text))
  }

  private func writeMerges(
    _ texts: [[UInt8]], takesWholePieces: Bool, fallsBackToBytes: Bool, to writer: inout JSONWriter
  ) throws(TokenizerFailure) {
    guard let merges = metadata.texts("tokenizer.ggml.merges") else { throw damaged("it has no list of merges") }
    writer.beginObject()
    writer.key("type")
    writer.string("BPE")
    writer.key("unk_token")
    if fallsBackToBytes, let id = id("unknown"), id < texts.count { writer.string(texts[id]) } else { writer.null() }
    for (key, flag) in [
      ("fuse_unk", fallsBackToBytes), ("byte_fallback", fallsBackToBytes), ("ignore_merges", takesWholePieces),
    ] {
      writer.key(key)
      writer.bool(flag)
    }
    writer.key("vocab")
    try writeVocabulary(texts, to: &writer)
    writer.key("merges")
    writer.beginArray()
    for merge in merges {
      // A side may begin with a space itself, where tokens are texts.
      guard let space = merge.dropFirst().firstIndex(of: 0x20) else {
        throw damaged("the merge \(String(decoding: merge, as: UTF8.self).debugDescription) is not a pair of tokens")
      }
      writer.beginArray()
      writer.string(Array(merge[..<space]))
      writer.string(Array(merge[(space + 1)...]))
      writer.endArray()
    }
    writer.endArray()
    writer.endObject()
  }

  // MARK: WordPiece

  private func wordPiece(_ texts: [[UInt8]], _ kinds: [Kind]) throws(TokenizerFailure) -> Tokenizer {
    let mark = Array("▁".utf8)
    let words = zip(texts, kinds).map { text, kind -> [UInt8] in
      if text.starts(with: mark) { return Array(text.dropFirst(mark.count)) }
      let isBracketed = text.first == UInt8(ascii: "[") && text.last == UInt8(ascii: "]") && text.count > 2
      return kind == .control || kind == .unknown || isBracketed ? text : Array("##".utf8) + text
    }
    // The file does not say whether letters become small; a vocabulary with capitals has them for texts that do.
    let isCased = zip(words, kinds).contains { word, kind in
      kind == .normal && word.first != UInt8(ascii: "[") && word.contains { $0 >= 0x41 && $0 <= 0x5A }
    }
    guard let unknown = id("unknown") ?? words.firstIndex(of: Array("[UNK]".utf8)), words.indices.contains(unknown)
    else { throw damaged("it has no token for what is unknown") }
    let template = template(addsBegin: true, addsEnd: false, addsSeparator: true)
    let text = try file(words, kinds, template) { (writer) throws(TokenizerFailure) in
      writer.key("normalizer")
      raw(
        #"{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,"lowercase":\#(!isCased)}"#,
        to: &writer)
      writer.key("pre_tokenizer")
      raw(#"{"type":"BertPreTokenizer"}"#, to: &writer)
    } model: { (writer) throws(TokenizerFailure) in
      writer.key("decoder")
      raw(###"{"type":"WordPiece","prefix":"##","cleanup":true}"###, to: &writer)
      writer.key("model")
      writer.beginObject()
      writer.key("type")
      writer.string("WordPiece")
      writer.key("unk_token")
      writer.string(words[unknown])
      writer.key("continuing_subword_prefix")
      writer.string("##")
      writer.key("max_input_chars_per_word")
      writer.int(100)
      writer.key("vocab")
      try writeVocabulary(words, to: &writer)
      writer.endObject()
    }
    return finished(try assembled(text)).remarking(
      isCased
        ? "the file does not say whether letters become small; its tokens have capitals, so they do not"
        : "the file does not say whether letters become small; no token has capitals, so they do")
  }

  // MARK: SentencePiece

  private func sentencePieces(_ texts: [[UInt8]], _ kinds: [Kind], isUnigram: Bool) throws(TokenizerFailure)
    -> SentencePieceFile
  {
    let scores = metadata.numbers("tokenizer.ggml.scores") ?? []
    if scores.count < texts.count {
      throw damaged("it has \(Counted(scores.count, "score")) for \(Counted(texts.count, "token"))")
    }
    var pieces = texts.indices.map {
      SentencePieceFile.Piece(
        text: texts[$0], score: Float(scores[$0]), kind: SentencePieceFile.Kind(rawValue: kinds[$0].rawValue) ?? .unused
      )
    }
    if !pieces.contains(where: { $0.kind == .unknown }) {
      guard let unknown = id("unknown"), pieces.indices.contains(unknown) else {
        throw damaged("it has no token for what is unknown")
      }
      pieces[unknown].kind = .unknown
    }
    for role in ["bos", "eos", "padding"] {
      if let id = id(role), pieces.indices.contains(id), pieces[id].kind == .normal { pieces[id].kind = .control }
    }
    return SentencePieceFile(
      pieces: pieces, modelType: isUnigram ? 1 : 2, fallsBackToBytes: pieces.contains { $0.kind == .byte },
      endID: id("eos") ?? -1, padID: id("padding") ?? -1,
      map: (metadata.integers("tokenizer.ggml.precompiled_charsmap") ?? []).map { UInt8(truncatingIfNeeded: $0) },
      addsDummyPrefix: metadata.flag("tokenizer.ggml.add_space_prefix") ?? !isUnigram,
      removesExtraSpaces: metadata.flag("tokenizer.ggml.remove_extra_whitespaces") ?? false)
  }

  // MARK: Parts of a file

  /// A `tokenizer.json`.
  private func file(
    _ texts: [[UInt8]], _ kinds: [Kind], _ template: TextTemplate,
    cuts: (inout JSONWriter) throws(TokenizerFailure) -> Void,
    model: (inout JSONWriter) throws(TokenizerFailure) -> Void
  ) throws(TokenizerFailure) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("version")
    writer.string("1.0")
    for key in ["truncation", "padding"] {
      writer.key(key)
      writer.null()
    }
    let control = Set(Self.roles.compactMap { id($0) })
    writer.key("added_tokens")
    AddedTokenReader.write(
      texts.indices.compactMap { place in
        let isSpecial = kinds[place] == .control || kinds[place] == .unknown || control.contains(place)
        guard isSpecial || kinds[place] == .userDefined, !texts[place].isEmpty else { return nil }
        return AddedToken(name: texts[place], id: Token(place), isSpecial: isSpecial)
      }, to: &writer)
    try cuts(&writer)
    writer.key("post_processor")
    template.write(texts, to: &writer)
    try model(&writer)
    writer.endObject()
    return writer.take() + [0x0A]
  }

  private func writeVocabulary(_ texts: [[UInt8]], to writer: inout JSONWriter) throws(TokenizerFailure) {
    var seen: [[UInt8]: Int] = [:]
    writer.beginObject()
    for (id, text) in texts.enumerated() where !text.isEmpty {
      if let first = seen.updateValue(id, forKey: text) {
        throw damaged(
          "the tokens \(first) and \(id) are both \(String(decoding: text, as: UTF8.self).debugDescription)")
      }
      text.withUnsafeBytes { writer.key($0) }
      writer.int(id)
    }
    writer.endObject()
  }

  private func raw(_ text: String, to writer: inout JSONWriter) {
    Array(text.utf8).withUnsafeBytes { writer.raw($0) }
  }

  private func assembled(_ text: [UInt8]) throws(TokenizerFailure) -> Tokenizer {
    let document: JSONDocument
    do throws(JSONError) { document = try JSONDocument(text) } catch { throw damaged("a token is not UTF-8") }
    return try TokenizerJSONReader(
      path: path, name: name, pattern: pattern, specialTokens: specialTokens, assembled: { text }
    ).read(document.root)
  }

  // MARK: Special tokens

  private static let roles = ["bos", "eos", "unknown", "seperator", "padding", "cls", "mask", "eot", "eom"]

  /// The id of the token with a part; the separator is spelled as the files spell it.
  private func id(_ role: String) -> Int? {
    guard let id = metadata.integer("tokenizer.ggml.\(role)_token_id"), id >= 0, id < 1 << 24 else { return nil }
    return id
  }

  private func template(addsBegin: Bool, addsEnd: Bool, addsSeparator: Bool = false) -> TextTemplate {
    var template = TextTemplate()
    func token(_ roles: String...) -> [Token] { roles.lazy.compactMap { id($0) }.first.map { [Token($0)] } ?? [] }
    if metadata.flag("tokenizer.ggml.add_bos_token") ?? addsBegin { template.prefix = token("bos", "cls") }
    if metadata.flag("tokenizer.ggml.add_eos_token") ?? addsEnd {
      template.suffix = token("eos", "seperator")
    } else if metadata.flag("tokenizer.ggml.add_sep_token") ?? addsSeparator {
      template.suffix = token("seperator", "eos")
    }
    return template
  }

  /// The tokenizer with the ends that the file names.
  private func finished(_ tokenizer: Tokenizer) -> Tokenizer {
    let special = tokenizer.specialTokens
    let known = Set(special.entries.map(\.id))
    func token(_ role: String) -> Token? { id(role).map { Token($0) }.flatMap { known.contains($0) ? $0 : nil } }
    let template = tokenizer.storage.template
    var copy = Tokenizer(
      name: name,
      storage: tokenizer.storage.copy(
        specialTokens: SpecialTokens(
          special.entries, beginOfText: template.prefix.first, endOfText: token("eos") ?? special.endOfText,
          pad: token("padding") ?? special.pad)))
    copy.remarks = tokenizer.remarks
    return copy
  }

  private func unsupported(_ message: String) -> TokenizerFailure {
    TokenizerFailure(.unsupported, message, path: path)
  }

  private func damaged(_ message: String) -> TokenizerFailure {
    TokenizerFailure(.damaged, "the GGUF file is damaged: \(message)", path: path)
  }
}

extension TextTemplate {
  /// The post-processor of a `tokenizer.json` that puts these tokens around a text.
  ///
  /// - Parameter names: The names of all tokens.
  func write(_ names: [[UInt8]], to writer: inout JSONWriter) {
    let around = (prefix + suffix).filter { names.indices.contains(Int($0)) }
    if around.isEmpty { return writer.null() }
    func put(_ token: Token, type: Int, _ writer: inout JSONWriter) {
      guard names.indices.contains(Int(token)) else { return }
      writer.beginObject()
      writer.key("SpecialToken")
      writer.beginObject()
      writer.key("id")
      writer.string(names[Int(token)])
      writer.key("type_id")
      writer.int(type)
      writer.endObject()
      writer.endObject()
    }
    writer.beginObject()
    writer.key("type")
    writer.string("TemplateProcessing")
    for (key, sequences) in [("single", ["A"]), ("pair", ["A", "B"])] {
      writer.key(key)
      writer.beginArray()
      for token in prefix { put(token, type: 0, &writer) }
      for (number, sequence) in sequences.enumerated() {
        Array(#"{"Sequence":{"id":"\#(sequence)","type_id":\#(number)}}"#.utf8).withUnsafeBytes { writer.raw($0) }
        for token in suffix { put(token, type: number, &writer) }
      }
      writer.endArray()
    }
    writer.key("special_tokens")
    writer.beginObject()
    var written = Set<Token>()
    for token in around where written.insert(token).inserted {
      names[Int(token)].withUnsafeBytes { writer.key($0) }
      writer.beginObject()
      writer.key("id")
      writer.string(names[Int(token)])
      writer.key("ids")
      writer.ints([token])
      writer.key("tokens")
      writer.beginArray()
      writer.string(names[Int(token)])
      writer.endArray()
      writer.endObject()
    }
    writer.endObject()
    writer.endObject()
  }
}

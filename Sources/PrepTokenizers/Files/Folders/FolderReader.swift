internal import PrepBytePairEncoding
import PrepRecords

/// Reads a model's folder: finds the file that says what the tokenizer is, and what the files beside it add.
struct FolderReader {
  let reader: TokenizerReader
  let path: String

  /// The names of folders' files, the first that is there counts.
  private static let pieces = [
    "tokenizer.model", "spiece.model", "sentencepiece.bpe.model", "sentencepiece.model", "spm.model", "vocab.txt",
    "rwkv_vocab_v20230424.txt",
  ]
  /// How names of files end of which one alone is the tokenizer, whatever it is called.
  private static let endings = [".model", ".spm", ".tiktoken", ".gguf"]

  /// Whether a folder with these files has a tokenizer in it, one of a whole model in one file left aside.
  static func holdsTokenizer(_ files: [String]) -> Bool {
    files.contains { name in
      ["tokenizer.json", "tekken.json", "vocab.json"].contains(name) || pieces.contains(name)
        || endings.dropLast().contains(where: name.hasSuffix)
    }
  }

  private var folder: String { path.hasSuffix("/") ? path : path + "/" }
  private var name: String? {
    let name = TokenizerReader.name(of: path, dropping: [])
    return name == "." || name == ".." || name.isEmpty ? nil : name
  }

  func read() throws(TokenizerFailure) -> Tokenizer {
    let side = try SideFiles(folder: folder)
    var tokenizer = try vocabulary(side)
    if let name { tokenizer = tokenizer.renamed(name) }
    return tokenizer.completed(by: side)
  }

  private func vocabulary(_ side: SideFiles) throws(TokenizerFailure) -> Tokenizer {
    func exists(_ name: String) -> Bool { TokenizerReader.exists(folder + name) }
    var reader = reader
    reader.side = side
    if exists("tekken.json") {
      let tokenizer = try reader.readFile(folder + "tekken.json")
      return exists("tokenizer.json")
        ? tokenizer.remarking("read from tekken.json, as Mistral's own tools do, not from tokenizer.json beside it")
        : tokenizer
    }
    for name in ["tokenizer.json", "tiktoken.model"] where exists(name) { return try reader.readFile(folder + name) }
    for (vocabulary, merges) in TokenizerReader.partners where exists(vocabulary) && exists(merges) {
      return try pair(reader, side, folder + vocabulary, folder + merges)
    }
    if exists("source.spm"), exists("vocab.json") {
      return try MarianReader(
        modelPath: folder + "source.spm", vocabularyPath: folder + "vocab.json", name: "source.spm"
      ).read().remarking("source.spm is read, for texts of the language that is translated from")
    }
    let files = TokenizerReader.files(in: path)
    let versions = files.filter { $0.hasPrefix("tokenizer.model.v") }
    for name in Self.pieces + versions where exists(name) { return try reader.readFile(folder + name) }
    for ending in Self.endings {
      let found = files.filter { $0.hasSuffix(ending) }
      if found.count == 1 { return try reader.readFile(folder + found[0]) }
      if found.count > 1 {
        throw TokenizerFailure(.usage, "holds \(found.count) \(ending) files; name one of them", path: path)
      }
    }
    if side.className == ByteVocabulary.className {
      return ByteVocabulary.tokenizer(
        named: ByteVocabulary.className, extras: min(1 << 16, max(0, side.option("extra_ids")?.int ?? 125)))
    }
    throw TokenizerFailure(
      .cannotRead,
      "holds no tokenizer: looked for tekken.json, tokenizer.json, tiktoken.model, vocab.json with merges.txt, "
        + "encoder.json with vocab.bpe, tokenizer.model, spiece.model, sentencepiece.bpe.model, sentencepiece.model, "
        + "spm.model, vocab.txt, and one .model, .spm, .tiktoken or .gguf file",
      path: path)
  }

  /// A vocabulary with merges, whose cuts only the class of the tokenizer tells.
  private func pair(_ reader: TokenizerReader, _ side: SideFiles, _ vocabulary: String, _ merges: String)
    throws(TokenizerFailure) -> Tokenizer
  {
    if reader.pattern == nil, let kind = VocabularyClass.of(side) {
      let text = try AssembledTokenizer(vocabularyPath: vocabulary, mergesPath: merges, kind: kind, side: side).text()
      return try reader.readAssembled(text, path: vocabulary)
    }
    if reader.pattern == nil, side.className != nil || side.modelType != nil {
      let kind = side.className.map { "tokenizer_class is \($0)" } ?? "model_type is \(side.modelType ?? "")"
      throw TokenizerFailure(
        .needsPattern,
        "the folder has no tokenizer.json, and how its texts are cut is not known (\(kind)); give a pattern with --pattern, such as r50k or qwen2",
        path: path)
    }
    let tokenizer = try reader.readPair(vocabulary, merges)
    return reader.pattern == nil
      ? tokenizer.remarking("no tokenizer_config.json gives the split pattern; assumed GPT-2's (--pattern r50k)")
      : tokenizer
  }
}

extension Tokenizer {
  /// The same under another name.
  func renamed(_ name: String) -> Tokenizer {
    var tokenizer = Tokenizer(name: name, storage: storage)
    tokenizer.remarks = remarks
    return tokenizer
  }

  /// The same with something more to say.
  func remarking(_ remark: String) -> Tokenizer {
    var tokenizer = self
    tokenizer.remarks.append(remark)
    return tokenizer
  }

  /// The id of a token that is added to the model and is no control token.
  func addedToken(named name: String) -> Token? {
    guard let preparation = storage.preparation else { return nil }
    let bytes = Array(name.utf8)
    return (preparation.rawTokens.plainTokens + preparation.normalizedTokens.plainTokens)
      .first { $0.name == bytes }?.id
  }

  /// The same with the begin, end and padding that a folder's files name.
  ///
  /// The tokens that a file of its own puts around a text stay; files that say otherwise are told of.
  func completed(by side: SideFiles) -> Tokenizer {
    guard side.path != nil || !side.ends.isEmpty else { return self }
    let special = specialTokens
    var tokenizer = self
    var begin = special.beginOfText
    let bos = side.token("bos_token", of: self)
    let template = storage.template
    let putsBegin = template.prefix.first.map { $0 == bos } ?? false
    if storage.template.prefix.isEmpty, side.addsBegin == true, let bos {
      begin = bos
    } else if let adds = side.addsBegin, let bos, adds != putsBegin, !template.prefix.isEmpty {
      let name = side.names["bos_token"] ?? "\(bos)"
      tokenizer.remarks.append(
        adds
          ? "tokenizer_config.json has texts begin with \(name), tokenizer.json does not: they do not (--bos \(name) has them)"
          : "tokenizer_config.json adds no \(name), tokenizer.json does: it is added (--bos none omits it)"
      )
    } else if side.addsBegin == false, template.prefix.isEmpty {
      begin = nil
    }
    for role in SideFiles.roles {
      guard let name = side.names[role], side.token(role, of: self) == nil, self.token(for: Array(name.utf8)) == nil
      else { continue }
      tokenizer.remarks.append("\(role) is \(name), a token that the vocabulary does not have")
    }
    let known = Set(special.entries.map(\.id))
    let end = side.token("eos_token", of: self) ?? special.endOfText ?? side.ends.first { known.contains($0) }
    if let end, !side.ends.isEmpty, !side.ends.contains(end) {
      func name(_ id: Token) -> String { special.entries.first { $0.id == id }?.name ?? "\(id)" }
      tokenizer.remarks.append(
        "texts end with \(name(end)), and generation_config.json has answers end with \(side.ends.map(name).joined(separator: ", ")) alone (--eos names another)"
      )
    }
    let named = SpecialTokens(
      special.entries, beginOfText: begin, endOfText: end,
      pad: side.token("pad_token", of: self) ?? special.pad)
    let remarks = tokenizer.remarks
    tokenizer = Tokenizer(name: name, storage: storage.copy(specialTokens: named))
    tokenizer.remarks = remarks
    return tokenizer
  }
}

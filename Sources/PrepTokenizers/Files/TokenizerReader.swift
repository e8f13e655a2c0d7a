internal import PrepBytePairEncoding
import PrepConcurrency
import PrepDigests
import PrepRecords
import PrepSystem

/// Finds out what a tokenizer file is, and reads it with the files that belong to it.
struct TokenizerReader {
  /// The pattern the caller gives; nil takes the file's own.
  var pattern: String?
  /// The special tokens the caller gives; nil takes the file's own.
  var specialTokens: [String: Token]?
  /// The encoding the file is known to be, whatever its digest and name say.
  var encoding: KnownEncoding?
  /// What the files of its folder say, where a folder was named.
  var side = SideFiles()
  /// Whether the fingerprint will be asked for right away, so that another thread had better take it meanwhile.
  var fingerprintsEarly = false

  /// Reads a file, a folder or a `VOCAB,MERGES` pair.
  func read(_ path: String) throws(TokenizerFailure) -> Tokenizer {
    if let comma = path.firstIndex(of: ","), !Self.exists(path) {
      return try readPair(String(path[..<comma]), String(path[path.index(after: comma)...]))
    }
    if Self.isFolder(path) { return try FolderReader(reader: self, path: path).read() }
    return try readFile(path)
  }

  func readFile(_ path: String) throws(TokenizerFailure) -> Tokenizer {
    if GGUFMetadata.recognizes(path) {
      let name = Self.name(of: path, dropping: [".gguf"])
      return try GGUFReader(path: path, name: name, pattern: pattern, specialTokens: specialTokens).read()
    }
    let bytes = try FileBytes.read(path)
    try Self.refusePointer(bytes, path)
    let first = bytes.first { $0 > 0x20 && $0 != 0xEF && $0 != 0xBB && $0 != 0xBF }
    if first == UInt8(ascii: "{") { return try readJSON(bytes, path) }
    if path.hasSuffix(".json") { throw TokenizerFailure(.damaged, "is not a JSON object", path: path) }
    if path.hasSuffix(".bpe") || bytes.starts(with: "#version".utf8) {
      guard let partner = Self.partner(of: path) else {
        throw TokenizerFailure(
          .usage, "holds merges only; name its vocabulary too, as VOCAB,MERGES", path: path)
      }
      return try readPair(partner, path)
    }
    let name = Self.name(of: path, dropping: [".vocab.txt", ".txt", ".model", ".spm"])
    // Protocol Buffers with a list of pieces.
    if bytes.first == 0x0A, let file = SentencePieceFile(bytes) {
      let layout = try PieceLayout.of(side, path: path)
      let arranged = layout?.apply(to: file, side) ?? file
      return try SentencePieceReader(
        path: path, name: name, template: layout?.template(arranged, side) ?? TextTemplate(), more: side.tokens
      ).read(arranged)
    }
    if WorldVocabularyReader.recognizes(bytes) { return try WorldVocabularyReader(path: path, name: name).read(bytes) }
    if path.hasSuffix(".txt"), !RankFile.recognizes(bytes) { return try readWords(bytes, path, name: name) }
    return try readRanks(bytes, path)
  }

  /// A list of words, one a line.
  private func readWords(_ bytes: [UInt8], _ path: String, name: String) throws(TokenizerFailure) -> Tokenizer {
    let isAlone = self.side.path == nil && self.side.modelType == nil
    let side = isAlone ? try SideFiles(config: Self.specialTokenConfig(beside: path)) : self.side
    var kind = try WordPieceClass.of(side, path: path)
    if kind == nil, WordPieceListReader.recognizes(bytes) { kind = WordPieceClass.all[0] }
    guard let kind else {
      throw TokenizerFailure(
        .damaged,
        "is neither a list of WordPiece's words, which has a line [UNK] or a tokenizer_config.json beside it that names "
          + "its class, nor ranks of tiktoken", path: path)
    }
    let parts = try WordPieceListReader(path: path, kind: kind, side: side).parts(bytes)
    let tokenizer = try readAssembled(parts.text, path: path, name: name, words: parts.words, whole: parts.whole)
    return bytes.starts(with: [0xEF, 0xBB, 0xBF])
      ? tokenizer.remarking("the list begins with a byte order mark, which is part of its first word") : tokenizer
  }

  /// A `tokenizer.json` that was made of other files.
  ///
  /// - Parameters:
  ///   - path: One of these, for messages.
  ///   - name: What the tokenizer is called.
  ///   - words: The vocabulary, where the text leaves it out.
  ///   - whole: Makes the text with its vocabulary then.
  func readAssembled(
    _ text: [UInt8], path: String, name: String? = nil, words: SubwordReader.Entries? = nil,
    whole: (@Sendable () -> [UInt8])? = nil
  ) throws(TokenizerFailure) -> Tokenizer {
    let document: JSONDocument
    do throws(JSONError) { document = try JSONDocument(text) } catch {
      throw TokenizerFailure(.damaged, "is not valid JSON: \(error)", path: path)
    }
    return try TokenizerJSONReader(
      path: path, name: name ?? Self.name(of: path, dropping: [".json"]), pattern: nil, specialTokens: specialTokens,
      assembled: whole ?? { text }, words: words
    ).read(document.root)
  }

  /// Throws where a file is not there itself, but what Git LFS keeps in its place.
  static func refusePointer(_ bytes: [UInt8], _ path: String) throws(TokenizerFailure) {
    if bytes.starts(with: "version https://git-lfs".utf8) {
      throw TokenizerFailure(
        .damaged, "is a pointer of Git LFS, not the file itself; fetch it with git lfs pull", path: path)
    }
  }

  private func readJSON(_ bytes: [UInt8], _ path: String) throws(TokenizerFailure) -> Tokenizer {
    let document: JSONDocument
    do throws(JSONError) { document = try JSONDocument(bytes) } catch {
      throw TokenizerFailure(.damaged, "is not valid JSON: \(error)", path: path)
    }
    if document.root["model"]?.kind == .object {
      let name = Self.name(of: path, dropping: [".tokenizer.json", "_tokenizer.json", ".json"])
      return try TokenizerJSONReader(
        path: path, name: name, pattern: pattern, specialTokens: specialTokens, side: side
      ).read(document.root)
    }
    if document.root["vocab"]?.kind == .array, document.root["config"]?.kind == .object {
      return try TekkenReader(path: path, name: Self.name(of: path, dropping: [".json"]), pattern: pattern).read(
        document.root)
    }
    guard let partner = Self.partner(of: path) else {
      throw TokenizerFailure(
        .usage,
        "is neither a tokenizer.json nor a tekken.json; for a vocabulary with merges name both, as VOCAB,MERGES",
        path: path)
    }
    return try readPair(path, partner)
  }

  func readPair(_ vocabulary: String, _ merges: String) throws(TokenizerFailure) -> Tokenizer {
    let name = encoding?.name ?? Self.name(of: vocabulary, dropping: [".vocab.json", ".encoder.json", ".json"])
    return try VocabularyAndMergesReader(
      vocabularyPath: vocabulary, mergesPath: merges, name: name, pattern: pattern ?? "r50k",
      specialTokens: specialTokens
    ).read()
  }

  // MARK: Ranks

  private func readRanks(_ bytes: [UInt8], _ path: String) throws(TokenizerFailure) -> Tokenizer {
    let digest = encoding == nil ? BackgroundValue { SHA256Digest.hex(of: bytes) } : nil
    var builder = try RankFile.read(bytes, path: path)
    let stem = Self.name(of: path, dropping: [".tiktoken.model", ".tiktoken", ".model"])
    var known = encoding
    if let digest { known = (try? digest.get()).flatMap { KnownEncoding.withFile(sha256: $0) } }
    known = known ?? KnownEncoding.named(stem) ?? KnownEncoding.named(String(stem.prefix { $0 != "." }))
    if known == nil { known = KnownEncoding.withContent(of: builder) }
    var entries = known?.specialTokens ?? []
    // Who asks for an encoding by name gets that; a file has the special tokens that stand beside it.
    if encoding == nil || entries.isEmpty, let config = Self.specialTokenConfig(beside: path) {
      let told = try SpecialTokenConfig.read(config, tokenCount: builder.count, encoding: known?.name)
      let (ids, names) = (Set(told.map(\.id)), Set(told.map(\.name)))
      entries = told + entries.filter { !ids.contains($0.id) && !names.contains($0.name) }
    }
    if entries.isEmpty, let names = known?.namesBehindRanks {
      entries = names.enumerated().map { SpecialTokens.Entry(name: $1, id: Token(builder.count + $0)) }
    }
    if let specialTokens { entries = specialTokens.map { SpecialTokens.Entry(name: $0.key, id: $0.value) } }
    guard let patternName = pattern ?? known?.pattern else {
      throw TokenizerFailure(
        .needsPattern,
        "the file holds no split pattern and is not known; give one with --pattern, such as cl100k or o200k",
        path: path)
    }
    let split = try PatternChoice.pattern(patternName, path: path)
    let special = SpecialTokens(
      entries, beginOfText: entries.first { $0.name == known?.beginOfText }?.id,
      endOfText: (entries.first { $0.name == known?.endOfText } ?? entries.first { Self.endNames.contains($0.name) })?
        .id,
      pad: entries.first { Self.padNames.contains($0.name) }?.id)
    for entry in entries where !builder.add(entry.id, entry.name.utf8, isSpecial: true) {
      throw TokenizerFailure(
        .usage, "the special token \(entry.name) has the id \(entry.id), which another token has", path: path)
    }
    let tokens = builder.build()
    let added = entries.map { AddedToken(name: Array($0.name.utf8), id: $0.id, isSpecial: true) }
    let preparation =
      known?.normalizesToNFC == true ? TextPreparation(normalizers: [.unicode(.nfc)], addedTokens: added) : nil
    let fingerprint =
      fingerprintsEarly
      ? BackgroundValue {
        Fingerprint.of(
          tokens, merges: [], patternDescription: patternName, specialTokens: special,
          preparation: preparation?.canonicalDescription)
      } : nil
    let index = TokenIndex(tokens)
    try Self.check(index, path)
    return Tokenizer(
      name: known?.name ?? stem,
      storage: TokenizerStorage(
        table: MergeTable(ranks: index), tokens: tokens, pattern: split, patternDescription: patternName,
        specialTokens: special, preparation: preparation, earlyFingerprint: fingerprint))
  }

  static let endNames: Set<String> = ["<|endoftext|>", "<|end_of_text|>", "</s>", "[EOS]", "<|eos|>", "<eos>"]
  static let padNames: Set<String> = [
    "<|pad|>", "<pad>", "[PAD]", "<|padding|>", "<|finetune_right_pad_id|>", "<|finetune_right_pad|>",
  ]

  /// Every text must be encodable, so each byte needs a token.
  private static func check(_ index: TokenIndex, _ path: String) throws(TokenizerFailure) {
    for byte in 0..<256 where !index.hasSingle(UInt8(byte)) {
      throw TokenizerFailure(
        .damaged, "has no token for the byte 0x\(String(byte, radix: 16)): not a byte-level vocabulary, or cut short",
        path: path)
    }
    if let duplicate = index.duplicate {
      throw TokenizerFailure(.damaged, "the bytes of token \(duplicate) are those of an earlier one", path: path)
    }
  }

  // MARK: Names of files

  static let partners = [
    ("vocab.json", "merges.txt"), ("encoder.json", "vocab.bpe"), ("vocab.json", "vocab.bpe"),
    ("encoder.json", "merges.txt"),
  ]

  /// The other file of a two-file vocabulary.
  private static func partner(of path: String) -> String? {
    for (vocabulary, merges) in partners {
      for (own, other) in [(vocabulary, merges), (merges, vocabulary)] where path.hasSuffix(own) {
        let candidate = path.dropLast(own.count) + other
        if exists(String(candidate)) { return String(candidate) }
      }
    }
    return nil
  }

  private static func specialTokenConfig(beside path: String) -> String? {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    let file = String(path.dropFirst(folder.utf8.count))
    var candidates = ["tokenizer_config.json"]
    if let dot = file.firstIndex(of: ".") { candidates.insert(file[..<dot] + ".tokenizer_config.json", at: 0) }
    return candidates.map { folder + $0 }.first(where: exists)
  }

  static func name(of path: String, dropping endings: [String]) -> String {
    let file = path.split(separator: "/").last.map(String.init) ?? path
    for ending in endings where file.hasSuffix(ending) && file.utf8.count > ending.utf8.count {
      return String(file.dropLast(ending.count))
    }
    return file
  }

  /// Whether there is something of that name, readable or not: who names it hears why it cannot be read.
  static func exists(_ path: String) -> Bool { FileNames.exists(path) }

  static func isFolder(_ path: String) -> Bool { FileNames.isDirectory(path) }

  /// The names of the files in a folder, sorted; none where it cannot be read.
  static func files(in folder: String) -> [String] {
    ((try? FileNames.names(in: folder)) ?? []).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}

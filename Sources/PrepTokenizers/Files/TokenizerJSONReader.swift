internal import PrepBytePairEncoding
import PrepRecords

/// Reads Hugging Face's `tokenizer.json`: byte-level BPE here, other models by ``SubwordReader``; refuses what it does
/// not know, by name.
struct TokenizerJSONReader {
  let path: String
  let name: String
  /// The pattern the caller gives; nil takes the file's.
  let pattern: String?
  let specialTokens: [String: Token]?
  /// What files beside it add.
  var side = SideFiles()
  /// Makes the text where there is no file with it.
  var assembled: (@Sendable () -> [UInt8])?
  /// The vocabulary of a text that leaves it out.
  var words: SubwordReader.Entries?

  func read(_ root: JSONView) throws(TokenizerFailure) -> Tokenizer {
    guard let model = root["model"], model.kind == .object else { throw damaged("has no model") }
    let type = Self.type(of: model)
    if type != "BPE" || !isByteLevel(root) {
      return try SubwordReader(
        path: path, name: name, pattern: pattern, specialTokens: specialTokens, side: side, assembled: assembled,
        words: words
      ).read(root, model, type: type).remarking(onDropoutOf: model)
    }
    try checkModel(model)
    let suffix = text(model["end_of_word_suffix"]) ?? []
    guard let tokens = model["vocab"] else { throw damaged("the model has no vocab") }
    var vocabulary = try VocabularyReader(path: path, suffix: suffix, keepsTexts: !suffix.isEmpty).read(tokens)
    let index = TokenIndex(vocabulary.builder.build())
    let written = vocabulary.texts.map { TokenIndex($0.build()) }
    var merges = try readMerges(model, index, written)
    let normalizers = try NormalizerReader(path: path).read(root["normalizer"])
    let cuts = try PreTokenizerReader(path: path, isInAlphabet: normalizers.last == .byteAlphabet)
      .read(root["pre_tokenizer"], givenPattern: pattern)
    let ids = ModelTokenIDs(vocabulary: vocabulary, index: index, written: written)
    if !suffix.isEmpty {
      // The bare token and the one with the suffix have the same bytes; the suffix stands for a space.
      vocabulary.builder = try VocabularyReader(path: path, suffix: [], keepsTexts: false).read(tokens).builder
      vocabulary.builder.replaceSuffix(suffix, with: [0x20])
    }
    for token in vocabulary.foreign { _ = vocabulary.builder.add(token.id, token.text) }
    let added = try AddedTokenReader(path: path, given: specialTokens).read(
      root["added_tokens"], ids, &vocabulary.builder, more: side.tokens)
    var preparation = TextPreparation(
      normalizers: normalizers, addedTokens: added, addsPrefixSpace: cuts.addsPrefixSpace, steps: cuts.steps)
    preparation.patternCutsAsSteps = cuts.patternCutsAsSteps
    var first = ids.byteTokens(suffix: [])
    var last = suffix.isEmpty ? nil : ids.byteTokens(suffix: suffix)
    if let name = text(model["unk_token"]),
      let unknown = added.first(where: { $0.name == name })?.id ?? ids.id(of: name)
    {
      if model["fuse_unk"]?.bool ?? false, first.contains(TokenIndex.none) {
        throw unsupported("the model joins unknown bytes (fuse_unk), which is not supported")
      }
      first = first.map { $0 == TokenIndex.none ? unknown : $0 }
      last = last?.map { $0 == TokenIndex.none ? unknown : $0 }
    }
    if first.contains(TokenIndex.none) {
      preparation.missingBytes = Set(UInt8.min...UInt8.max).filter { first[Int($0)] == TokenIndex.none }
      if preparation.steps.isEmpty {
        preparation.patternCutsAsSteps = true
        preparation.steps = [SplitStep(.pattern(PatternMatcher(cuts.pattern), .isolated, isInverted: false))]
      }
    }
    // Text never becomes a control token, by no merge either.
    let control = Set(added.lazy.filter(\.isSpecial).map(\.id)).filter { index.tokens.length(of: $0) > 1 }
    if !control.isEmpty { merges.removeAll { control.contains($0.token) } }
    let takesWholePieces = model["ignore_merges"]?.bool ?? false
    let unknown = first.indices.first { index.byteTokens[$0] == TokenIndex.none && first[$0] != TokenIndex.none }
    let reachable =
      suffix.isEmpty
      ? Self.reachable(
        index, without: takesWholePieces ? control : [], unknown.map { (first[$0], UInt8($0)) }) : index
    let template = try TemplateReader(path: path).read(root["post_processor"])
    let special = SpecialTokens(added, template)
    let tokenizer = Tokenizer(
      name: name,
      storage: TokenizerStorage(
        table: MergeTable(
          list: merges, index: reachable, takesWholePieces: takesWholePieces, firstTokens: first, lastTokens: last),
        tokens: vocabulary.builder.build(), pattern: cuts.pattern,
        patternDescription: pattern ?? cuts.description, specialTokens: special,
        preparation: preparation.isTrivial ? nil : preparation, template: template,
        jsonOrigin: pattern == nil && specialTokens == nil ? JSONOrigin(path, assembled, side.tokens, added) : nil))
    return tokenizer.remarking(onDropoutOf: model)
  }

  /// The tokens that text becomes: without some, and with the unknown token as one of the bytes it stands for, which
  /// all are one byte of the text.
  private static func reachable(_ index: TokenIndex, without control: Set<Token>, _ unknown: (Token, UInt8)?)
    -> TokenIndex
  {
    if control.isEmpty, unknown == nil { return index }
    var builder = TokenBytesBuilder(tokenCapacity: index.tokens.count, textCapacity: index.tokens.count * 8)
    for token in (0..<Token(index.tokens.count)) where token != unknown?.0 && !control.contains(token) {
      if let bytes = index.tokens.bytes(of: token) { _ = builder.add(token, Array(bytes)) }
    }
    if let (token, byte) = unknown { _ = builder.add(token, [byte]) }
    return TokenIndex(builder.build())
  }

  // MARK: The model

  /// The kind of model. Older files do not say; the members do.
  private static func type(of model: JSONView) -> String {
    if let type = try? model["type"]?.string() { return type }
    if model["vocab"]?.kind == .array { return "Unigram" }
    if model["merges"] != nil { return "BPE" }
    return model["max_input_chars_per_word"] == nil ? "WordLevel" : "WordPiece"
  }

  private func checkModel(_ model: JSONView) throws(TokenizerFailure) {
    if let prefix = text(model["continuing_subword_prefix"]), !prefix.isEmpty {
      throw unsupported("the model has a continuing_subword_prefix, which is not supported")
    }
    if text(model["end_of_word_suffix"])?.isEmpty == false, model["ignore_merges"]?.bool == true {
      throw unsupported("the model has both an end_of_word_suffix and ignore_merges, which is not supported")
    }
  }

  /// Whether a ByteLevel step turns bytes into characters somewhere.
  private func isByteLevel(_ root: JSONView) -> Bool {
    func mentions(_ view: JSONView?) -> Bool {
      guard let view, view.kind == .object else { return false }
      if text(view["type"]) == Array("ByteLevel".utf8) { return true }
      var found = false
      for key in ["pretokenizers", "normalizers"] { view[key]?.forEachElement { if mentions($0) { found = true } } }
      return found
    }
    return mentions(root["pre_tokenizer"]) || mentions(root["normalizer"])
  }

  private func readMerges(_ model: JSONView, _ index: TokenIndex, _ written: TokenIndex?) throws(TokenizerFailure)
    -> [(left: Token, right: Token, token: Token)]
  {
    guard let merges = model["merges"], merges.kind == .array else { throw damaged("the model has no list of merges") }
    var reader = MergeListReader(index: written ?? index, isInAlphabet: written == nil, capacity: 1 << 16)
    var number = 0
    var scratch: [UInt8] = []
    var second: [UInt8] = []
    merges.forEachElement { merge in
      guard reader.fault == nil else { return }
      number += 1
      scratch.removeAll(keepingCapacity: true)
      if merge.kind == .string {
        if (try? merge.appendUnescaped(to: &scratch)) == nil { scratch.removeAll() }
        scratch.withUnsafeBufferPointer { reader.add($0, number: number) }
        return
      }
      second.removeAll(keepingCapacity: true)
      var sides = 0
      merge.forEachElement { side in
        if sides == 0 { try? side.appendUnescaped(to: &scratch) } else { try? side.appendUnescaped(to: &second) }
        sides += 1
      }
      if sides != 2 { scratch.removeAll() }
      scratch.withUnsafeBufferPointer { one in
        second.withUnsafeBufferPointer { two in reader.add(one, two, number: number) }
      }
    }
    reader.finish()
    if let fault = reader.fault {
      throw damaged("merge \(fault) is not a pair of tokens that makes a token of the vocabulary")
    }
    return reader.list
  }

  // MARK: Messages

  private func text(_ view: JSONView?) -> [UInt8]? {
    guard let view, view.kind == .string else { return nil }
    return try? view.unescaped()
  }

  private func damaged(_ message: String) -> TokenizerFailure { TokenizerFailure(.damaged, message, path: path) }

  private func unsupported(_ message: String) -> TokenizerFailure {
    TokenizerFailure(.unsupported, message, path: path)
  }
}

extension Tokenizer {
  /// Says so where a file has merges left out by chance, which is off.
  fileprivate func remarking(onDropoutOf model: JSONView) -> Tokenizer {
    guard let dropout = model["dropout"]?.double, dropout > 0 else { return self }
    return remarking("the dropout of \(dropout) in its file is off; --dropout \(dropout) has it")
  }
}

internal import PrepBytePairEncoding
import PrepRecords
internal import PrepSubwords

/// Reads the models of a `tokenizer.json` other than byte-level BPE: BPE over characters, Unigram, WordPiece,
/// WordLevel.
struct SubwordReader {
  let path: String
  let name: String
  let pattern: String?
  let specialTokens: [String: Token]?
  /// What files beside it add.
  var side = SideFiles()
  /// Makes the text where there is no file with it.
  var assembled: (@Sendable () -> [UInt8])?
  /// The vocabulary of a text that leaves it out; of words that stand there twice the last counts.
  var words: Entries?

  typealias Entries = [(text: [UInt8], token: Token)]

  func read(_ root: JSONView, _ model: JSONView, type: String) throws(TokenizerFailure) -> Tokenizer {
    guard ["BPE", "Unigram", "WordPiece", "WordLevel"].contains(type) else {
      throw unsupported("the model \(type) is not known")
    }
    if pattern != nil {
      throw TokenizerFailure(.usage, "the model is \(type), which takes no split pattern", path: path)
    }
    var vocabulary = type == "Unigram" ? try scoredPieces(model) : try tokens(model)
    var (builder, ids) = Self.index(vocabulary.entries)
    if words != nil, ids.hasDuplicates {
      vocabulary.entries.removeAll { ids.id(of: $0.text) != $0.token }
      (builder, ids) = Self.index(vocabulary.entries)
    }
    let added = try AddedTokenReader(path: path, given: specialTokens).read(
      root["added_tokens"], ids, &builder, more: side.tokens)
    let normalizers = try NormalizerReader(path: path).read(root["normalizer"])
    let cuts = try PreTokenizerReader(path: path, takesBytes: false).read(root["pre_tokenizer"], givenPattern: nil)
    var preparation = TextPreparation(normalizers: normalizers, addedTokens: added, steps: cuts.steps)
    preparation.keepsAlphabet = true
    let control = Set(added.lazy.filter(\.isSpecial).map(\.name))
    let made = try make(type, model, vocabulary, ids, control)
    let entries = made.isExact ? vocabulary.entries : []
    let bytes = builder.build()
    var cutting = SubwordVocabulary.Cutting(
      isExact: made.isExact, joinedBefore: { SubwordVocabulary.Cutting.joined(entries.lazy.map(\.text)) },
      texts: type == "BPE" ? Self.spaced(vocabulary.entries) : type == "Unigram" ? Self.spaced(bytes, ids.count) : nil,
      partsUnknown: made.spellsUnknown)
    if type == "Unigram", let unknown = model["unk_id"]?.int, let text = bytes.bytes(of: Token(clamping: unknown)) {
      let scalars = String(decoding: text, as: UTF8.self).unicodeScalars
      cutting.unknownEdges = Set([scalars.first, scalars.last].compactMap { $0?.value })
    }
    let template = try TemplateReader(path: path).read(root["post_processor"])
    return Tokenizer(
      name: name,
      storage: TokenizerStorage(
        table: MergeTable(ranks: TokenIndex(bytes)),
        subwords: SubwordVocabulary(
          model: made.model, kind: type == "BPE" ? "BPE over characters" : type, reference: "Hugging Face tokenizers",
          decoder: try DecoderReader(path: path).read(root["decoder"]),
          description: description(type, model, vocabulary.scores), cutting: cutting,
          unknownText: type == "Unigram" ? model["unk_id"]?.int.map { Token(clamping: $0) } : nil),
        tokens: bytes, pattern: .byteLevel, patternDescription: cuts.description,
        specialTokens: SpecialTokens(added, template),
        preparation: preparation, template: template,
        jsonOrigin: specialTokens == nil ? JSONOrigin(path, assembled, side.tokens, added) : nil))
  }

  /// The bytes of tokens, and their ids by these.
  private static func index(_ entries: Entries) -> (TokenBytesBuilder, ModelTokenIDs) {
    var builder = TokenBytesBuilder(tokenCapacity: entries.count, textCapacity: entries.count * 8)
    var isPlain = true
    for entry in entries where !entry.text.isEmpty {
      if !builder.add(entry.token, entry.text) { isPlain = false }
    }
    let index = TokenIndex(builder.build())
    isPlain = isPlain && index.duplicate == nil
    return (builder, ModelTokenIDs(texts: index, isPlain ? nil : TokenTrie(entries), count: entries.count))
  }

  private static func spaced(_ entries: Entries) -> @Sendable () -> [[UInt8]] {
    { entries.compactMap { SubwordVocabulary.Cutting.spaced($0.text) } }
  }

  /// The same of the first tokens of a vocabulary.
  private static func spaced(_ tokens: TokenBytes, _ count: Int) -> @Sendable () -> [[UInt8]] {
    {
      (0..<Token(count)).compactMap { id in
        guard let text = tokens.bytes(of: id).map({ Array($0) }) else { return nil }
        // A control token of one character does not make that known.
        let isAlone = tokens.isSpecial(id) && String(decoding: text, as: UTF8.self).unicodeScalars.count == 1
        return SubwordVocabulary.Cutting.spaced(isAlone ? text + text : text)
      }
    }
  }

  // MARK: Vocabularies

  private func tokens(_ model: JSONView) throws(TokenizerFailure) -> (entries: Entries, scores: [Double]) {
    if let words { return (words, []) }
    guard let object = model["vocab"], object.kind == .object else { throw damaged("the model has no vocab") }
    var entries: Entries = []
    var fault: String?
    object.forEachMember { key, value in
      var text: [UInt8] = []
      guard (try? key.appendUnescaped(to: &text)) != nil, let id = value.int, id >= 0, id < 1 << 24 else {
        fault = "a token of the vocabulary has a lone surrogate, or its id is not a number from 0 to 2^24"
        return
      }
      entries.append((text, Token(id)))
    }
    if let fault { throw damaged(fault) }
    return (entries, [])
  }

  private func scoredPieces(_ model: JSONView) throws(TokenizerFailure) -> (entries: Entries, scores: [Double]) {
    guard let list = model["vocab"], list.kind == .array else { throw damaged("the model has no vocab") }
    var entries: Entries = []
    var scores: [Double] = []
    var fault: String?
    list.forEachElement { pair in
      var text: [UInt8]?
      var score: Double?
      pair.forEachElement {
        if text == nil {
          text = try? $0.unescaped()
        } else if $0.kind == .number {
          score = $0.withUnsafeBytes { ScoreNumber.double($0) }
        }
      }
      guard let text, let score else {
        fault = "piece \(scores.count) of the vocabulary is not a text with a score"
        return
      }
      entries.append((text, Token(scores.count)))
      scores.append(score)
    }
    if let fault { throw damaged(fault) }
    return (entries, scores)
  }

  // MARK: Models

  /// A model, and whether a text that is one piece may be cut before marks.
  private struct Made {
    var model: any SubwordModel
    var isExact = false
    /// Whether unknown characters become their bytes, all of which have tokens.
    var spellsUnknown = false
  }

  /// The names of control tokens, which few texts begin like.
  private struct ControlNames {
    private let names: Set<[UInt8]>
    private var begins = [Bool](repeating: false, count: 256)

    init(_ names: Set<[UInt8]>) {
      self.names = names
      for name in names { if let first = name.first { begins[Int(first)] = true } }
    }

    func contains(_ text: [UInt8]) -> Bool {
      guard let first = text.first else { return names.contains(text) }
      return begins[Int(first)] && names.contains(text)
    }
  }

  private func make(
    _ type: String, _ model: JSONView, _ vocabulary: (entries: Entries, scores: [Double]), _ ids: ModelTokenIDs,
    _ control: Set<[UInt8]>
  ) throws(TokenizerFailure) -> Made {
    // Text never becomes a control token, whatever tables it stands in.
    let names = ControlNames(control)
    let entries = control.isEmpty ? vocabulary.entries : vocabulary.entries.filter { !names.contains($0.text) }
    let unknownName = text(model["unk_token"])
    let unknown = unknownName.flatMap { ids.id(of: $0) }
    if let unknownName, unknown == nil, type != "BPE" {
      throw damaged("the unk_token \(String(decoding: unknownName, as: UTF8.self)) is not in the vocabulary")
    }
    switch type {
    case "WordPiece":
      guard let unknown else { throw damaged("the model has no unk_token") }
      let prefix = text(model["continuing_subword_prefix"]) ?? Array("##".utf8)
      let longest = model["max_input_chars_per_word"]?.int ?? 100
      return Made(model: WordPieceModel(entries, prefix: prefix, unknown: unknown, longestWord: longest))
    case "WordLevel": return Made(model: WordListModel(entries, unknown: unknown))
    case "Unigram":
      let unknownID = model["unk_id"]?.int
      if let unknownID, !vocabulary.scores.indices.contains(unknownID) {
        throw damaged("the unk_id is not in the vocabulary")
      }
      // The unknown token is no control token: text may spell it.
      let pieces = vocabulary.entries.filter {
        !$0.text.isEmpty && (!names.contains($0.text) || unknownID == Int($0.token))
      }
      let scores = vocabulary.scores
      let bytes = model["byte_fallback"]?.bool == true ? byteTokens(ids) : []
      return Made(
        model: UnigramModel(
          pieces, scores: scores, engine: .tokenizers, unknown: unknownID.map { Token($0) },
          unknownScore: (scores.min() ?? 0) - 10, bytes: bytes))
    default: return try characterPairs(model, entries, ids, unknown, control)
    }
  }

  private func characterPairs(
    _ model: JSONView, _ entries: Entries, _ ids: ModelTokenIDs, _ unknown: Token?, _ control: Set<[UInt8]>
  ) throws(TokenizerFailure) -> Made {
    var options = CharacterPairModel.Options()
    options.unknown = unknown
    options.joinsUnknown = model["fuse_unk"]?.bool ?? false
    options.prefix = text(model["continuing_subword_prefix"]) ?? []
    options.suffix = text(model["end_of_word_suffix"]) ?? []
    options.takesWholePieces = model["ignore_merges"]?.bool ?? false
    if model["byte_fallback"]?.bool == true { options.bytes = byteTokens(ids) }
    guard let listed = model["merges"], listed.kind == .array else { throw damaged("the model has no list of merges") }
    var merges: [(left: Token, right: Token, token: Token)] = []
    var number = 0
    var fault: Int?
    listed.forEachElement { merge in
      number += 1
      var sides: [[UInt8]] = []
      if merge.kind == .string {
        sides = ((try? merge.unescaped()) ?? []).split(separator: 0x20, omittingEmptySubsequences: false).map {
          Array($0)
        }
      } else {
        merge.forEachElement { sides.append((try? $0.unescaped()) ?? []) }
      }
      guard sides.count == 2, let left = ids.id(of: sides[0]), let right = ids.id(of: sides[1]) else {
        fault = fault ?? number
        return
      }
      let made = sides[0] + sides[1].dropFirst(options.prefix.count)
      guard let token = ids.id(of: made) else {
        fault = fault ?? number
        return
      }
      // A pair keeps its rank where it makes a control token, but never merges.
      if !control.contains(made) { merges.append((left, right, token)) }
    }
    if let fault { throw damaged("merge \(fault) is not a pair of tokens that makes a token of the vocabulary") }
    // Bytes that take part in merging reach across marks, and so do words that are marked at their ends; where what is
    // unknown is left out, its neighbours come together.
    let byteTokens = Set(options.bytes.compactMap { $0 })
    let isExact =
      options.prefix.isEmpty && options.suffix.isEmpty && !options.takesWholePieces
      && (unknown != nil || options.bytes.allSatisfy { $0 != nil } && !options.bytes.isEmpty)
      && ids.id(of: Array("▁".utf8)) != nil
      && (byteTokens.isEmpty || !merges.contains { byteTokens.contains($0.left) || byteTokens.contains($0.right) })
    // A character of ASCII that is a token is never spelled.
    let spellsUnknown =
      !options.bytes.isEmpty
      && options.bytes.indices.allSatisfy { byte in
        let alone = [UInt8(byte)]
        return options.bytes[byte] != nil || byte < 0x80 && ids.id(of: alone) != nil && !control.contains(alone)
      }
    return Made(
      model: CharacterPairModel(entries, merges: merges, options), isExact: isExact, spellsUnknown: spellsUnknown)
  }

  private func byteTokens(_ ids: ModelTokenIDs) -> [Token?] {
    (0..<256).map { byte in
      let digits = String(byte, radix: 16, uppercase: true)
      return ids.id(of: Array("<0x\(digits.utf8.count == 1 ? "0" : "")\(digits)>".utf8))
    }
  }

  /// All of the model but its tokens.
  private func description(_ type: String, _ model: JSONView, _ scores: [Double]) -> [UInt8] {
    var text = Array(type.utf8)
    model.forEachMember { key, value in
      guard let name = try? key.string(), name != "vocab", name != "type" else { return }
      text += Array(name.utf8) + value.withUnsafeBytes { Array($0) }
    }
    for score in scores { withUnsafeBytes(of: score.bitPattern.littleEndian) { text += $0 } }
    return text
  }

  private func text(_ view: JSONView?) -> [UInt8]? {
    guard let view, view.kind == .string else { return nil }
    return try? view.unescaped()
  }

  private func damaged(_ message: String) -> TokenizerFailure { TokenizerFailure(.damaged, message, path: path) }

  private func unsupported(_ message: String) -> TokenizerFailure {
    TokenizerFailure(.unsupported, message, path: path)
  }
}

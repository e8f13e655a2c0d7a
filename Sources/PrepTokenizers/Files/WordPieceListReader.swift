internal import PrepBytePairEncoding
import PrepRecords
internal import PrepSubwords

/// Reads a `vocab.txt` of WordPiece with the `tokenizer_config.json` beside it, as transformers' `BertTokenizer` makes
/// a tokenizer of them.
struct WordPieceListReader {
  let path: String
  let name: String
  /// The `tokenizer_config.json` that belongs to it; nil when there is none.
  let config: String?

  /// Whether some bytes are such a list: words a line, of which one is unknown.
  static func recognizes(_ bytes: [UInt8]) -> Bool {
    bytes.split(separator: 0x0A, maxSplits: 20_000).contains {
      $0.starts(with: "[UNK]".utf8) || $0.starts(with: "[PAD]".utf8)
    }
  }

  func read(_ bytes: [UInt8]) throws(TokenizerFailure) -> Tokenizer {
    var document: JSONDocument?
    if let config {
      let text = try FileBytes.read(config)
      do throws(JSONError) { document = try JSONDocument(text) } catch {
        throw TokenizerFailure(.damaged, "is not valid JSON: \(error)", path: config)
      }
    }
    let options = document?.root
    var entries: [(text: [UInt8], token: Token)] = []
    for (number, line) in lines(bytes).enumerated() { entries.append((line, Token(number))) }
    let texts = TokenTrie(entries.filter { !$0.text.isEmpty })
    var builder = TokenBytesBuilder(tokenCapacity: entries.count, textCapacity: bytes.count)
    for entry in entries where texts.token(for: entry.text) == entry.token { _ = builder.add(entry.token, entry.text) }
    var added: [AddedToken] = []
    var ids: [String: Token] = [:]
    for (key, usual) in [
      ("unk_token", "[UNK]"), ("sep_token", "[SEP]"), ("pad_token", "[PAD]"), ("cls_token", "[CLS]"),
      ("mask_token", "[MASK]"),
    ] {
      let word = Self.name(options?[key]) ?? usual
      guard let id = texts.token(for: word.utf8) else {
        throw TokenizerFailure(.damaged, "the \(key) \(word) is not in the vocabulary", path: path)
      }
      ids[key] = id
      _ = builder.markSpecial(id)
      added.append(AddedToken(name: Array(word.utf8), id: id, isSpecial: true))
    }
    let lowercases = options?["do_lower_case"]?.bool ?? true
    var normalizers: [TextNormalizer] = [.filter(.clean)]
    if options?["tokenize_chinese_chars"]?.bool ?? true { normalizers.append(.spaceChinese) }
    if options?["strip_accents"]?.bool ?? lowercases { normalizers += [.unicode(.nfd), .filter(.accents)] }
    if lowercases { normalizers.append(.lowercase) }
    let control = Set(added.map(\.name))
    let pieces = entries.filter { !$0.text.isEmpty && !control.contains($0.text) }
    let model = WordPieceModel(pieces, prefix: Array("##".utf8), unknown: ids["unk_token"] ?? 0, longestWord: 100)
    var template = TextTemplate()
    template.types = .bert
    template.prefix = [ids["cls_token"] ?? 0]
    template.suffix = [ids["sep_token"] ?? 0]
    let tokens = builder.build()
    return Tokenizer(
      name: name,
      storage: TokenizerStorage(
        table: MergeTable(ranks: TokenIndex(tokens)),
        subwords: SubwordVocabulary(
          model: model, kind: "WordPiece", reference: "Hugging Face tokenizers",
          decoder: [.wordPiece(prefix: Array("##".utf8), cleansUp: true)], description: Array("WordPiece ## 100".utf8),
          cutting: SubwordVocabulary.Cutting(isExact: false, joinedBefore: [])),
        tokens: tokens, pattern: .byteLevel, patternDescription: "BERT's words",
        specialTokens: SpecialTokens(added, template),
        preparation: TextPreparation(normalizers: normalizers, addedTokens: added, steps: [SplitStep(.bertWords)]),
        template: template))
  }

  /// The lines without white space at their ends; nothing follows the last line feed.
  private func lines(_ bytes: [UInt8]) -> [[UInt8]] {
    var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { Array($0) }
    if lines.last?.isEmpty ?? false { lines.removeLast() }
    return lines.map { line in
      var text = line
      TextNormalizer.strip(left: false, right: true).apply(&text)
      return text
    }
  }

  /// A token's name, which stands there as a text or in an object.
  private static func name(_ view: JSONView?) -> String? { (try? view?.string()) ?? (try? view?["content"]?.string()) }
}

internal import PrepBytePairEncoding
internal import PrepSubwords

/// ByT5's tokenizer, which has no file: a token a byte behind `<pad>`, `</s>` and `<unk>`, then the tokens that stand
/// for what was left out.
///
/// After `ByT5Tokenizer` of transformers: byte b has the id b + 3, `<extra_id_0>` is 259, and texts end with `</s>`.
enum ByteVocabulary {
  /// The class that transformers has for it, without `Fast`.
  static let className = "ByT5Tokenizer"
  /// Names of models that use it.
  static let names: Set<String> = [
    "byt5", "byt5-small", "byt5-base", "byt5-large", "byt5-xl", "byt5-xxl", "google/byt5-small", "google/byt5-base",
    "google/byt5-large", "google/byt5-xl", "google/byt5-xxl",
  ]

  private static let first: Token = 3

  /// The tokenizer.
  ///
  /// - Parameter extras: How many tokens stand for what was left out.
  static func tokenizer(named name: String, extras: Int = 125) -> Tokenizer {
    var builder = TokenBytesBuilder(tokenCapacity: 512, textCapacity: 4096)
    var added: [AddedToken] = []
    func add(_ text: String, _ id: Token) {
      _ = builder.add(id, text.utf8, isSpecial: true)
      added.append(AddedToken(name: Array(text.utf8), id: id, isSpecial: true))
    }
    for (id, text) in ["<pad>", "</s>", "<unk>"].enumerated() { add(text, Token(id)) }
    for byte in UInt8.min...UInt8.max { _ = builder.add(first + Token(byte), [byte]) }
    for number in 0..<extras { add("<extra_id_\(number)>", first + 256 + Token(number)) }
    let tokens = builder.build()
    let template = TextTemplate(prefix: [], suffix: [1])
    return Tokenizer(
      name: name,
      storage: TokenizerStorage(
        table: MergeTable(ranks: TokenIndex(tokens)),
        subwords: SubwordVocabulary(
          model: ByteModel(first: first), kind: "bytes", reference: "transformers' ByT5Tokenizer", decoder: [],
          description: Array("bytes from \(first)".utf8)),
        tokens: tokens, pattern: .byteLevel, patternDescription: "bytes",
        specialTokens: SpecialTokens(added, template),
        preparation: TextPreparation(addedTokens: added, steps: [SplitStep(.whole)]), template: template))
  }
}

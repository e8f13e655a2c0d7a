package import PrepBytePairEncoding

/// The tokens a model's post-processor puts before and after one text.
package struct TextTemplate: Sendable {
  /// The tokens before the text.
  package var prefix: [Token] = []
  /// The tokens after the text.
  package var suffix: [Token] = []
  /// The tokens between two texts, and behind the second; nil where nothing is said of pairs.
  package var pair: (middle: [Token], suffix: [Token])?
  /// The tokens before two texts, where others stand there than before one.
  package var pairPrefix: [Token]?
  /// The types of the texts and of what stands around them.
  package var types = TemplateTypes()
  /// What takes white space off the places of tokens: a step each, which says whether the text got a space in front.
  package var trims: [Bool] = []

  package init(prefix: [Token] = [], suffix: [Token] = [], pair: (middle: [Token], suffix: [Token])? = nil) {
    self.prefix = prefix
    self.suffix = suffix
    self.pair = pair
  }

  /// Whether it stands around texts on both sides and goes on between two of them, as encoders have it: `[CLS]`, `[SEP]`.
  var framesTexts: Bool {
    guard let first = prefix.first, !suffix.isEmpty else { return false }
    return !(pair?.middle ?? []).contains(first)
  }

  /// Whether it puts no token anywhere.
  var addsNothing: Bool {
    prefix.isEmpty && suffix.isEmpty && [pairPrefix, pair?.middle, pair?.suffix].allSatisfy { ($0 ?? []).isEmpty }
  }
}

/// The types that a template gives to texts and to the tokens around them, as models take them that tell two texts apart
/// by `token_type_ids`. A token without an entry has type 0.
package struct TemplateTypes: Sendable, Equatable {
  /// Of one text: of the tokens before it, its own, and of those behind.
  package var prefix: [UInt8] = []
  package var text: UInt8 = 0
  package var suffix: [UInt8] = []
  /// Of two: of the tokens before the first, between and behind them, and their own.
  package var pairPrefix: [UInt8] = []
  package var first: UInt8 = 0
  package var middle: [UInt8] = []
  package var second: UInt8 = 0
  package var pairSuffix: [UInt8] = []

  package init() {}

  /// Those of BERT and its kin: the second text and the separator behind it have type 1.
  package static var bert: TemplateTypes {
    var types = TemplateTypes()
    (types.second, types.pairSuffix) = (1, [1])
    return types
  }

  /// Whether any of them is not 0.
  package var areTold: Bool {
    text != 0 || first != 0 || second != 0
      || [prefix, suffix, pairPrefix, middle, pairSuffix].contains { $0.contains { $0 != 0 } }
  }
}

/// What stands around a text, and around two.
package struct TextFrame: Sendable {
  /// The types of all of it.
  package var types = TemplateTypes()
  package var prefix: [Token]
  package var suffix: [Token]
  /// Before two texts.
  package var pairPrefix: [Token]
  /// Between two texts.
  package var middle: [Token]
  /// Behind the second of two.
  package var pairSuffix: [Token]

  /// How many tokens two texts get.
  package var pairCount: Int { pairPrefix.count + middle.count + pairSuffix.count }

  /// The types of one text of so many tokens, with what stands around it.
  package func types(count: Int) -> [Int32] {
    Self.types(types.prefix, prefix.count) + [Int32](repeating: Int32(types.text), count: count)
      + Self.types(types.suffix, suffix.count)
  }

  /// The types of two texts, with what stands around them.
  package func types(first: Int, second: Int) -> [Int32] {
    Self.types(types.pairPrefix, pairPrefix.count) + [Int32](repeating: Int32(types.first), count: first)
      + Self.types(types.middle, middle.count) + [Int32](repeating: Int32(types.second), count: second)
      + Self.types(types.pairSuffix, pairSuffix.count)
  }

  private static func types(_ known: [UInt8], _ count: Int) -> [Int32] {
    (0..<count).map { $0 < known.count ? Int32(known[$0]) : 0 }
  }
}

extension Tokenizer {
  /// Whether it is made for encoders: its template frames texts (`[CLS]`, `[SEP]`), or puts tokens anywhere around them
  /// in a vocabulary that has a token for masked text.
  package var isForEncoders: Bool {
    template.framesTexts || !template.addsNothing && specialTokens.mask != nil
  }

  /// What stands around texts by the vocabulary's template; where it has none, the tokens that begin and end a text.
  package func frame(begin: Token?, end: Token?) -> TextFrame {
    let template = self.template
    if template.prefix.isEmpty, template.suffix.isEmpty, (template.pair?.middle ?? []).isEmpty {
      let (begin, end) = (begin.map { [$0] } ?? [], end.map { [$0] } ?? [])
      return TextFrame(
        types: template.types, prefix: begin, suffix: end, pairPrefix: begin, middle: end, pairSuffix: end)
    }
    return TextFrame(
      types: template.types, prefix: template.prefix, suffix: template.suffix,
      pairPrefix: template.pairPrefix ?? template.prefix, middle: template.pair?.middle ?? template.suffix,
      pairSuffix: template.pair?.suffix ?? template.suffix)
  }
}

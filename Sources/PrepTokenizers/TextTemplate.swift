package import PrepBytePairEncoding

/// The tokens a model's post-processor puts before and after one text.
package struct TextTemplate: Sendable {
  /// The tokens before the text.
  package var prefix: [Token] = []
  /// The tokens after the text.
  package var suffix: [Token] = []
  /// The tokens between two texts, and behind the second; nil where nothing is said of pairs.
  package var pair: (middle: [Token], suffix: [Token])?

  package init(prefix: [Token] = [], suffix: [Token] = [], pair: (middle: [Token], suffix: [Token])? = nil) {
    self.prefix = prefix
    self.suffix = suffix
    self.pair = pair
  }
}

/// What stands around a text, and around two.
package struct TextFrame: Sendable {
  package var prefix: [Token]
  package var suffix: [Token]
  /// Between two texts.
  package var middle: [Token]
  /// Behind the second of two.
  package var pairSuffix: [Token]

  /// How many tokens two texts get.
  package var pairCount: Int { prefix.count + middle.count + pairSuffix.count }
}

extension Tokenizer {
  /// What stands around texts by the vocabulary's template; where it has none, the tokens that begin and end a text.
  package func frame(begin: Token?, end: Token?) -> TextFrame {
    let template = self.template
    if template.prefix.isEmpty, template.suffix.isEmpty {
      let (begin, end) = (begin.map { [$0] } ?? [], end.map { [$0] } ?? [])
      return TextFrame(prefix: begin, suffix: end, middle: end, pairSuffix: end)
    }
    return TextFrame(
      prefix: template.prefix, suffix: template.suffix, middle: template.pair?.middle ?? template.suffix,
      pairSuffix: template.pair?.suffix ?? template.suffix)
  }
}

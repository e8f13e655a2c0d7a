import PrepBytePairEncoding
import PrepOptions
import PrepTraining

extension VocabularyOptions {
  /// The options before any is given; ``definitions`` ask for a size.
  package static var none: VocabularyOptions { VocabularyOptions(size: 0) }

  /// The options, by their names on the command line, in JSON and in recipes.
  package static var definitions: [OptionDefinition<VocabularyOptions>] {
    [
      .value(
        "vocab-size", "N", \.size, .quantity(),
        "How many ids the vocabulary has, special tokens and the 256 bytes included"
      ).required(),
      .value("min-frequency", "N", \.minimumFrequency, .quantity(), "How often a pair has to occur to be merged"),
      .repeated(
        "special-tokens", "TOKEN", \.specialTokens, .text,
        "A special token; the first one given gets id 0. May be given several times"
      ).common(),
      .value("max-token-length", "N", \.maximumTokenLength, .quantity(), "Make no token of so many bytes or more"),
      .value(
        "limit-alphabet", "N", \.alphabetLimit, .quantity(in: 1...),
        "The most different bytes that are tokens; texts lose the rarer ones"),
      .value(
        "initial-alphabet", "TEXT", \.initialAlphabet, .text,
        "The bytes that are tokens even when no text has them: 'all', 'none', or those of a text"
      ).defaulting(to: "all"),
      .value(
        "continue", "FROM", \.base, .tokenizer,
        "Go on from a tokenizer, whose ids stay as they are: a name, file or folder"),
      .value(
        "ties", "WHOSE", \.ties, .choice, "Whose rules give ids and decide between pairs that occur equally often"),
    ]
  }
}

extension CorpusOptions {
  /// The options, by their names on the command line, in JSON and in recipes.
  package static var definitions: [OptionDefinition<CorpusOptions>] {
    [
      .value("pattern", "PATTERN", \.pattern, patternSyntax, "The split pattern, by name or as a regular expression")
        .defaulting(to: "o200k"),
      .value(
        "normalize", "FORM", \.normalization, .choice, "Bring texts into this form first; the tokenizer does so too"
      )
      .defaulting(to: "none"),
      .repeated(
        "cut-at", "TEXT", \.cutsAt, .text,
        "Cut texts at this string, such as <|endoftext|> between documents, and count nothing of it. May be given several times"
      ),
      SourceWeight.definition(\.weights),
      .value("sample", "P%", \.sample, share, "Take only this share of the texts, chosen by what is in them")
        .defaulting(to: "all"),
      .value("seed", "N", \.seed, .digits, "Where chance starts: the texts that --sample takes"),
      .value("max-word-bytes", "SIZE", \.longestWord, .quantity(in: 1...), "Leave out pieces of more bytes")
        .defaulting(to: "take all"),
    ]
  }

  private static var patternSyntax: OptionSyntax<String> {
    .name("a split pattern").completed(by: .words(SplitPattern.names))
  }

  private static var share: OptionSyntax<Double> {
    .reading(
      "a percentage above 0% and up to 100%",
      { text in
        guard text.hasSuffix("%"), let percent = Double(text.dropLast()), percent > 0, percent <= 100 else {
          return nil
        }
        return percent / 100
      }, write: { "\(NumberText.text($0 * 100))%" })
  }
}

extension SourceWeight {
  /// `--weight FILE=N`.
  package static func definition<Options>(_ path: WritableKeyPath<Options, [SourceWeight]>) -> OptionDefinition<Options>
  {
    .pairs(
      "weight", "FILE=N", path, splitsAtLast: true,
      read: { (pair) throws(ValueProblem) in
        guard let factor = NumberText.quantity(pair.value), (1...1_000_000).contains(factor) else {
          throw ValueProblem()
        }
        return SourceWeight(path: pair.name, factor: factor)
      }, write: { OptionPair($0.path, "\($0.factor)") }, completion: .file,
      "Count an input so many times. May be given several times")
  }
}

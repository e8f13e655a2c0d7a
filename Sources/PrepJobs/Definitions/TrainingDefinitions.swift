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
        "Vocabulary size, including special tokens and the 256 byte tokens"
      ).required(),
      .value("min-frequency", "N", \.minimumFrequency, .quantity(), "Merge only pairs that occur at least N times"),
      .repeated(
        "special-tokens", "TOKEN", \.specialTokens, .text,
        "Add a special token; the first gets ID 0. May be repeated"
      ).common(),
      .value(
        "max-token-length", "N", \.maximumTokenLength, .quantity(),
        "Tokens have fewer than N bytes; two-byte tokens are always allowed"),
      .value(
        "limit-alphabet", "N", \.alphabetLimit, .quantity(in: 1...),
        "Keep at most N byte tokens; encoding silently drops all other bytes. Needs --initial-alphabet none to keep the most frequent: with all, frequency is ignored"
      ),
      .value(
        "initial-alphabet", "TEXT", \.initialAlphabet, .text,
        "Bytes that become tokens even if no text contains them: 'all', 'none', or those of a text"
      ).defaulting(to: "all"),
      .value(
        "continue", "FROM", \.base, .tokenizer,
        "Extend a tokenizer and keep its IDs: a name, file or folder"),
      .value(
        "ties", "WHOSE", \.ties, .choice, "Token ID order and tie-breaking: as huggingface (BpeTrainer) or rustbpe"),
    ]
  }
}

extension CorpusOptions {
  /// The options, by their names on the command line, in JSON and in recipes.
  package static var definitions: [OptionDefinition<CorpusOptions>] {
    [
      .value("pattern", "PATTERN", \.pattern, patternSyntax, "Split pattern, a name or a regular expression")
        .defaulting(to: "o200k"),
      .value(
        "normalize", "FORM", \.normalization, .choice, "Normalize texts to this form first; the tokenizer will too"
      )
      .defaulting(to: "none"),
      .repeated(
        "cut-at", "TEXT", \.cutsAt, .text,
        "Cut texts at this string, such as <|endoftext|> between documents, and do not count it. May be repeated"
      ),
      SourceWeight.definition(\.weights),
      .value("sample", "P%", \.sample, share, "Train on about P% of the texts, chosen by content hash and --seed")
        .defaulting(to: "all"),
      .value("seed", "N", \.seed, .digits, "Random seed for --sample"),
      .value("max-word-bytes", "SIZE", \.longestWord, .quantity(in: 1...), "Skip longer pre-tokens")
        .defaulting(to: "no limit"),
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
      "Count an input N times. May be repeated")
  }
}

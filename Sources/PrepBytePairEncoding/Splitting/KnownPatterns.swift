/// The patterns that published tokenizers use: their names, their texts and what scans them.
enum KnownPatterns {
  /// A known pattern: `texts` are alike in the dialect they stand under; an empty dialect list means both.
  struct Entry: Sendable {
    let name: String
    var aliases: [String] = []
    let scheme: SplitScheme
    /// Expressions that mean this pattern in either dialect.
    var texts: [String] = []
    /// Expressions that mean it under fancy-regex alone.
    var fancyRegexTexts: [String] = []
    /// Expressions that mean it under Oniguruma alone.
    var onigurumaTexts: [String] = []

    var pattern: SplitPattern {
      let source = texts.first ?? fancyRegexTexts.first ?? onigurumaTexts.first ?? ""
      let dialect = texts.isEmpty && fancyRegexTexts.isEmpty ? SplitPattern.Dialect.oniguruma : .fancyRegex
      return SplitPattern(name: name, source: source, dialect: dialect, scheme: scheme)
    }
  }

  static func named(_ name: String) -> SplitPattern? {
    all.first { $0.name == name || $0.aliases.contains(name) }?.pattern
  }

  static func matching(_ source: String, dialect: SplitPattern.Dialect) -> SplitPattern? {
    let wanted = spelledOut(source)
    let entry = all.first { entry in
      let own = dialect == .fancyRegex ? entry.fancyRegexTexts : entry.onigurumaTexts
      return (entry.texts + own).contains { $0.utf8.elementsEqual(wanted.utf8) }
    }
    guard let entry else { return nil }
    return SplitPattern(name: entry.name, source: source, dialect: dialect, scheme: entry.scheme)
  }

  static func matching(sequence sources: [String], dialect: SplitPattern.Dialect) -> SplitPattern? {
    let wanted = sources.map(spelledOut).joined(separator: "\n")
    guard wanted.utf8.elementsEqual(deepSeekTexts.joined(separator: "\n").utf8) else { return nil }
    return named("deepseek-v3")
  }

  /// Files write `\r` and `\n` as escapes or as the characters themselves.
  private static func spelledOut(_ source: String) -> String {
    var text = ""
    for scalar in source.unicodeScalars {
      switch scalar {
      case "\r": text += "\\r"
      case "\n": text += "\\n"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  static let gpt2 = Entry(name: "r50k", scheme: .spacedWords(SpacedWordRules()), texts: gpt2Texts).pattern
  static let gpt2IndividualDigits = SplitPattern(
    name: "gpt2-digits", source: "\\p{N}\n" + gpt2Texts[0], dialect: .oniguruma,
    scheme: .spacedWords(SpacedWordRules(numbers: .individual)))
  static let gpt2DigitRuns = SplitPattern(
    name: "gpt2-digit-runs", source: "\\p{N}+\n" + gpt2Texts[0], dialect: .oniguruma,
    scheme: .spacedWords(SpacedWordRules(numbers: .runs)))

  static let falcon = SplitPattern(
    name: nil, source: "\\p{P}+\n" + gpt2Texts[0] + "\n\\p{N}+\n[0-9][0-9][0-9]", dialect: .oniguruma, scheme: .falcon)

  static let all: [Entry] = [
    Entry(
      name: "r50k", aliases: ["gpt2", "p50k", "p50k_edit", "r50k_base", "p50k_base", "gpt-neox", "phi", "byte-level"],
      scheme: .spacedWords(SpacedWordRules()), texts: gpt2Texts),
    Entry(
      name: "cl100k", aliases: ["cl100k_base"],
      scheme: .prefixedWords(PrefixedWordRules(trailingSpaceIsWhole: true)), fancyRegexTexts: [cl100kText]),
    Entry(
      name: "cl100k-2023", aliases: ["cl100k2023", "llama3", "llama-3", "olmo"],
      scheme: .prefixedWords(PrefixedWordRules()), texts: prefixedTexts(word: #"\p{L}"#, number: #"\p{N}{1,3}"#)),
    Entry(
      name: "cl100k-onig",
      scheme: .prefixedWords(PrefixedWordRules(numberLimit: .max, trailingSpaceIsWhole: true)),
      onigurumaTexts: [cl100kText]),
    Entry(
      name: "qwen2", aliases: ["qwen2.5", "qwen3"],
      scheme: .prefixedWords(PrefixedWordRules(numberLimit: 1)),
      texts: prefixedTexts(word: #"\p{L}"#, number: #"\p{N}"#)),
    Entry(
      name: "qwen3.5", aliases: ["qwen35"],
      scheme: .prefixedWords(PrefixedWordRules(numberLimit: 1, marksAreLetters: true)),
      texts: prefixedTexts(word: #"[\p{L}\p{M}]"#, number: #"\p{N}"#, others: #"[^\s\p{L}\p{M}\p{N}]"#)),
    Entry(
      name: "nanochat", scheme: .prefixedWords(PrefixedWordRules(numberLimit: 2)),
      texts: prefixedTexts(word: #"\p{L}"#, number: #"\p{N}{1,2}"#)
        + [
          #"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}{1,2}| ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+"#
        ]),
    Entry(
      name: "o200k", aliases: ["o200k_base", "o200k_harmony", "llama4"], scheme: .casedWords(CasedWordRules()),
      texts: [casedText(number: #"\p{N}{1,3}"#)]),
    Entry(
      name: "tekken", aliases: ["mistral"],
      scheme: .casedWords(CasedWordRules(numberLimit: 1, contractions: false)),
      texts: [casedText(number: #"\p{N}"#, contraction: "")]),
    Entry(
      name: "tekken-3-digits", scheme: .casedWords(CasedWordRules(contractions: false)),
      texts: [casedText(number: #"\p{N}{1,3}"#, contraction: "")]),
    Entry(
      name: "kimi-k2", aliases: ["kimi", "kimi_k2"],
      scheme: .casedWords(CasedWordRules(slashesEndPunctuation: false, hanRuns: true)),
      texts: [
        #"[\p{Han}]+|"# + casedText(number: #"\p{N}{1,3}"#, except: #"&&[^\p{Han}]"#, tail: #"[\r\n]*"#)
      ]),
    Entry(
      name: "deepseek-v3", aliases: ["deepseek"], scheme: .deepSeek,
      onigurumaTexts: [deepSeekTexts.joined(separator: "\n")]),
    Entry(
      name: "gpt2-digits", aliases: ["starcoder", "smollm"], scheme: gpt2IndividualDigits.scheme,
      onigurumaTexts: [gpt2IndividualDigits.source]),
    Entry(name: "gpt2-digit-runs", scheme: gpt2DigitRuns.scheme, onigurumaTexts: [gpt2DigitRuns.source]),
  ]

  private static let gpt2Texts = [
    #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#,
    #"'s|'t|'re|'ve|'m|'ll|'d| ?[\p{L}]+| ?[\p{N}]+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#,
    #"'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s"#,
    #"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#,
  ]

  /// tiktoken's since 2024; under Oniguruma its `{1,3}+` takes any number of digits.
  private static let cl100kText =
    #"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s"#

  /// The spellings in use of cl100k's shape without `\s++$`.
  private static func prefixedTexts(word: String, number: String, others: String = #"[^\s\p{L}\p{N}]"#) -> [String] {
    let tail = #"|\s*[\r\n]+|\s+(?!\S)|\s+"#
    var texts: [String] = []
    // A third form in use, `'[sS]|'[tT]|…`, does not take U+017F for an s, so it is not the same pattern.
    for contraction in ["(?i:'s|'t|'re|'ve|'m|'ll|'d)", "'(?i:[sdmt]|ll|ve|re)"] {
      texts.append(#"\#(contraction)|[^\r\n\p{L}\p{N}]?\#(word)+|\#(number)| ?\#(others)+[\r\n]*\#(tail)"#)
    }
    return texts
  }

  private static func casedText(
    number: String, contraction: String = "(?i:'s|'t|'re|'ve|'m|'ll|'d)?", except: String = "",
    tail: String = #"[\r\n/]*"#
  ) -> String {
    let upper = #"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}\#(except)]"#
    let lower = #"[\p{Ll}\p{Lm}\p{Lo}\p{M}\#(except)]"#
    return
      #"[^\r\n\p{L}\p{N}]?\#(upper)*\#(lower)+\#(contraction)|[^\r\n\p{L}\p{N}]?\#(upper)+\#(lower)*\#(contraction)"#
      + #"|\#(number)| ?[^\s\p{L}\p{N}]+\#(tail)|\s*[\r\n]+|\s+(?!\S)|\s+"#
  }

  private static let deepSeekTexts = [
    #"\p{N}{1,3}"#, "[一-龥぀-ゟ゠-ヿ]+",
    ##"[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"##,
  ]
}

/// What scans a pattern: one of five families of rules with their settings, or regular expressions.
enum SplitScheme: Sendable, Hashable {
  /// GPT-2's words with one space in front, and what a `Digits` step before makes of numbers.
  case spacedWords(SpacedWordRules)
  /// Words with any one character in front, numbers of limited length, newlines on their own (cl100k and its kin).
  case prefixedWords(PrefixedWordRules)
  /// The same with words that end where a lower-case letter meets an upper-case one (o200k and its kin).
  case casedWords(CasedWordRules)
  /// DeepSeek V3's three splits in sequence.
  case deepSeek
  /// Falcon's four splits in sequence: punctuation, GPT-2's words, numbers, three digits.
  case falcon
  /// Any other expression, in this dialect.
  case general(String, SplitPattern.Dialect)
}

/// What a step before GPT-2's pattern does with numbers.
struct SpacedWordRules: Sendable, Hashable {
  enum Numbers: Sendable, Hashable {
    /// Runs of numbers take a space in front, like words.
    case likeWords
    /// Each number is a piece.
    case individual
    /// Each run of numbers is a piece.
    case runs
  }
  var numbers = Numbers.likeWords
}

/// What distinguishes the patterns of cl100k's shape.
struct PrefixedWordRules: Sendable, Hashable {
  /// How many numbers one piece takes; `Int.max` for all.
  var numberLimit = 3
  /// Whether marks are part of words (Qwen 3.5) or of what stands between them.
  var marksAreLetters = false
  /// Whether white space at the end of the text is one piece even with newlines in it (`\s++$`).
  var trailingSpaceIsWhole = false
}

/// What distinguishes the patterns of o200k's shape.
struct CasedWordRules: Sendable, Hashable {
  /// How many numbers one piece takes.
  var numberLimit = 3
  /// Whether a contraction such as `'re` belongs to the word before it.
  var contractions = true
  /// Whether a run of punctuation also takes slashes among the newlines after it.
  var slashesEndPunctuation = true
  /// Whether runs of Han characters are pieces of their own (Kimi K2).
  var hanRuns = false
}

/// The functions that expressions have.
enum ExpressionFunction: String, Sendable, CaseIterable {
  // Those of CEL.
  case size, contains, startsWith, endsWith, matches, int, double, string
  // Texts: of a string itself, else of everything that a value says.
  case text, lower, words, chars, bytes, lines, paragraphs, sentences, tokens, script, lang, langscore
  case count, share, hash01, repeated
  /// Everything that the record says.
  case said
  // The numbers that filters for web text are made of.
  case meanWordLength = "mean_word_length"
  case hashesPerWord = "hashes_per_word"
  case ellipsesPerWord = "ellipses_per_word"
  case bulletLines = "bullet_lines"
  case ellipsisLines = "ellipsis_lines"
  case wordsWithLetters = "words_with_letters"
  case stopWords = "stop_words"
  case duplicateLines = "duplicate_lines"
  case duplicateLineChars = "duplicate_line_chars"
  case duplicateParagraphs = "duplicate_paragraphs"
  case duplicateParagraphChars = "duplicate_paragraph_chars"
  case topNgram = "top_ngram"
  case duplicateTextLineChars = "duplicate_text_line_chars"
  case punctuatedLines = "punctuated_lines"
  case shortLines = "short_lines"
  case longLines = "long_lines"
  case webWords = "web_words"
  case cleanSentences = "clean_sentences"
  case fillerLines = "filler_lines"
  case braceLines = "brace_lines"
  case newlinesPerWord = "newlines_per_word"

  /// The types of its arguments; ``ExpressionType/any`` for a value of which the text is taken.
  var arguments: [ExpressionType] {
    switch self {
    case .contains, .startsWith, .endsWith, .matches: [.string, .string]
    case .lower: [.string]
    case .said: []
    case .count: [.any, .string]
    case .share: [.any, .string]
    case .repeated, .topNgram, .shortLines, .longLines: [.any, .number]
    default: [.any]
    }
  }

  /// What it gives.
  var result: ExpressionType {
    switch self {
    case .contains, .startsWith, .endsWith, .matches: .bool
    case .string, .text, .lower, .script, .lang, .said: .string
    default: .number
    }
  }

  /// Whether its second argument is a regular expression, which has to stand in the expression.
  var takesPattern: Bool { self == .matches || self == .count }

  /// Whether its first argument may stand before it: `text.contains("a")`.
  var isMethod: Bool {
    switch self {
    case .size, .contains, .startsWith, .endsWith, .matches: true
    default: false
    }
  }

  /// What `share` counts.
  static let classes = ["letters", "digits", "spaces", "punctuation", "upper", "ascii"]
}

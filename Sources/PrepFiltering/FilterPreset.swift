// PrepFiltering decides which records stay: by expressions, and by the heuristics that published data sets were filtered
// with. What an expression means is PrepExpressions' business.

import PrepExpressions

/// Rules that a published data set was filtered with, each with its number.
///
/// The rules are expressions over everything that a record says. Their words are the pieces of ``TextPieces``, as datatrove
/// 0.10 counts them, which is held against it (`Tests/Benchmarks/filter_peers.py`): numbers of words by ``WordStream``
/// would decide otherwise, since marks, addresses and hyphens weigh in the shares that the rules ask.
package enum FilterPreset: String, Sendable, Hashable, CaseIterable {
  /// Rae et al., 2021 (arxiv.org/abs/2112.11446), A1.1: the quality of documents.
  case gopherQuality = "gopher-quality"
  /// The same, table A1: repetition.
  case gopherRepetition = "gopher-repetition"
  /// Raffel et al., 2020 (jmlr.org/papers/v21/20-074.html), 2.2: what pages go as a whole.
  case c4
  /// Xue et al., 2021 (arxiv.org/abs/2010.11934): pages need three lines of 200 characters.
  case c4Paragraphs = "c4-paragraphs"
  /// Penedo et al., 2024 (arxiv.org/abs/2406.17557), 3.6: what FineWeb adds.
  case fineweb

  /// The rules: a name, and what has to hold of a text, which `T` stands for.
  private var table: [(name: String, text: String)] {
    switch self {
    case .gopherQuality:
      [
        ("min-words", "web_words(T) >= 50"), ("max-words", "web_words(T) <= 100000"),
        ("min-word-length", "mean_word_length(T) >= 3"), ("max-word-length", "mean_word_length(T) <= 10"),
        ("hashes", "hashes_per_word(T) <= 0.1"), ("ellipses", "ellipses_per_word(T) <= 0.1"),
        ("bullet-lines", "bullet_lines(T) <= 0.9"), ("ellipsis-lines", "ellipsis_lines(T) <= 0.3"),
        ("words-with-letters", "words_with_letters(T) >= 0.8"), ("stop-words", "stop_words(T) >= 2"),
      ]
    case .gopherRepetition:
      [
        ("paragraphs", "duplicate_paragraphs(T) <= 0.3"), ("paragraph-chars", "duplicate_paragraph_chars(T) <= 0.2"),
        ("lines", "duplicate_lines(T) <= 0.3"), ("line-chars", "duplicate_line_chars(T) <= 0.2"),
        ("top-2-gram", "top_ngram(T, 2) <= 0.2"), ("top-3-gram", "top_ngram(T, 3) <= 0.18"),
        ("top-4-gram", "top_ngram(T, 4) <= 0.16"), ("5-grams", "repeated(T, 5) <= 0.15"),
        ("6-grams", "repeated(T, 6) <= 0.14"), ("7-grams", "repeated(T, 7) <= 0.13"),
        ("8-grams", "repeated(T, 8) <= 0.12"), ("9-grams", "repeated(T, 9) <= 0.11"),
        ("10-grams", "repeated(T, 10) <= 0.1"),
      ]
    case .c4:
      [
        ("lorem-ipsum", "filler_lines(T) == 0"), ("brace", "brace_lines(T) == 0"),
        ("sentences", "clean_sentences(T) >= 5"),
      ]
    case .c4Paragraphs: [("paragraphs", "long_lines(T, 200) >= 3")]
    case .fineweb:
      [
        ("punctuated-lines", "punctuated_lines(T) >= 0.12"), ("short-lines", "short_lines(T, 30) <= 0.67"),
        ("duplicate-line-chars", "duplicate_text_line_chars(T) <= 0.01"),
        ("newlines", "newlines_per_word(T) <= 0.3"),
      ]
    }
  }

  /// The rules of the preset, in order.
  package var rules: [FilterRule] {
    table.map { name, text in
      let whole = text.replacing("T)", with: "said())").replacing("(T,", with: "(said(),").replacing(
        "T.", with: "said().")
      guard let expression = try? Expression(whole), let term = expression.terms.first else {
        preconditionFailure("the rules of a preset are expressions")
      }
      return FilterRule(name: "\(rawValue)/\(name)", term: term)
    }
  }
}

/// Something that has to hold of a record.
package struct FilterRule: Sendable {
  /// What it is called in reports: its words, or where it is one of a preset, `gopher-quality/min-words`.
  package let name: String
  /// What has to hold.
  package let term: Expression.Term

  package init(name: String, term: Expression.Term) {
    self.name = name
    self.term = term
  }
}

import PrepDiagnostics

/// What is written otherwise in other languages, and what was meant.
enum ExpressionWords {
  /// Operators that are words in other languages.
  static let operators = [
    "and": "&&", "or": "||", "not": "!", "is": "==", "eq": "==", "like": "contains() or matches()",
  ]

  /// What to say of a function that is none.
  static func unknown(_ name: String, isMethod: Bool) -> String {
    let functions = ExpressionFunction.allCases.filter { !isMethod || $0.isMethod }.map(\.rawValue)
    let names = functions + (isMethod ? ExpressionNode.Macro.allCases.map(\.rawValue) : ["has"])
    let meant = synonyms[name.lowercased()].map { [$0] } ?? NearestNames.of(name, among: names)
    let question = NearestNames.question(meant).dropFirst(2)
    return
      "there is no \(isMethod ? "method" : "function") '\(name)' (\(question)\(question.isEmpty ? "" : " ")prep manual filter lists them)"
  }

  /// Functions by the names that they have in other languages.
  private static let synonyms = [
    "len": "size", "length": "size", "lenght": "size", "count_tokens": "tokens", "num_tokens": "tokens",
    "ntokens": "tokens",
    "word_count": "words", "num_words": "words", "nwords": "words", "strlen": "chars", "char_length": "chars",
    "characters": "chars", "num_chars": "chars", "lower_case": "lower", "lowercase": "lower", "tolower": "lower",
    "startswith": "startsWith", "starts_with": "startsWith", "endswith": "endsWith", "ends_with": "endsWith",
    "regex": "matches", "match": "matches", "search": "matches", "includes": "contains", "exists_field": "has",
    "str": "string", "float": "double", "random": "hash01", "language": "lang", "detect": "lang",
  ]
}

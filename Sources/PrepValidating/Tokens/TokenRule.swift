import PrepTokenizers

extension TokenRule {
  package static var needs: RuleNeeds { .tokenizer }
}

extension TokenSetRule {
  package static var needs: RuleNeeds { .tokenizer }
}

/// A check of one record and its tokens.
protocol TokenRule: Rule {
  static func check(_ example: ExampleView, _ tokens: ExampleTokens, _ counter: TokenCounter, _ report: Reporter)
}

/// A check of a whole set and its tokens, at the end of the run.
protocol TokenSetRule: Rule {
  static func conclude(_ totals: TokenTotals, _ census: SetCensus, _ counter: TokenCounter, _ report: Reporter)
}

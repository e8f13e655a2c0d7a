/// What becomes of sequences in rows of several lengths.
package struct LengthTable: Sendable {
  /// What a strategy makes of them.
  package struct Packed: Sendable {
    package var strategy: String
    package var rows: Int
    /// Tokens that the rows hold, and that they could hold.
    package var tokens: Int
    package var capacity: Int
    /// Sequences that stand in more than one row.
    package var cut: Int

    package init(strategy: String, rows: Int, tokens: Int, capacity: Int, cut: Int) {
      (self.strategy, self.rows, self.tokens, self.capacity, self.cut) = (strategy, rows, tokens, capacity, cut)
    }

    /// The share of the rows that is empty.
    package var padding: Double { capacity == 0 ? 0 : Double(capacity - tokens) / Double(capacity) }
  }

  /// One length of rows.
  package struct Row: Sendable {
    package var length: Int
    /// Sequences with more tokens, of all of them.
    package var longer: Int
    /// Tokens that are lost where each sequence is cut at its end.
    package var lost: Int
    package var packed: [Packed]

    package init(length: Int, longer: Int, lost: Int, packed: [Packed]) {
      (self.length, self.longer, self.lost, self.packed) = (length, longer, lost, packed)
    }
  }

  package var rows: [Row]
  /// How many sequences were packed to tell what strategies make of them; fewer than all where there are many.
  package var drawn: Int

  package init(rows: [Row], drawn: Int) { (self.rows, self.drawn) = (rows, drawn) }
}

/// What tokens cost, for a target by its name.
package struct TokenCost: Sendable {
  package var target: String
  package var currency: String
  /// The price of all tokens, passed over once.
  package var price: Double

  package init(target: String, currency: String, price: Double) {
    (self.target, self.currency, self.price) = (target, currency, price)
  }
}

/// All that is shown of a set.
package struct SetReport: Sendable {
  package var summary: SetSummary
  /// What was read, in words.
  package var title: String
  package var lengths: LengthTable?
  package var costs: [TokenCost]

  package init(_ summary: SetSummary, title: String, lengths: LengthTable?, costs: [TokenCost]) {
    (self.summary, self.title, self.lengths, self.costs) = (summary, title, lengths, costs)
  }
}

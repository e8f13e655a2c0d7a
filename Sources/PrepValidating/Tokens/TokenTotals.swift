/// What all examples come to in tokens.
package struct TokenTotals: Sendable {
  package private(set) var examples = 0
  package private(set) var total = 0
  package private(set) var trained = 0
  package private(set) var longest = 0
  package private(set) var fragments = 0
  /// For each target the tokens that remain when every example is cut to the target's limit.
  package private(set) var kept: [Int]
  private let limits: [Int]

  init(limits: [Int?]) {
    self.limits = limits.map { $0 ?? .max }
    kept = limits.map { _ in 0 }
  }

  mutating func add(_ tokens: ExampleTokens) {
    examples += 1
    total += tokens.total
    trained += tokens.trained
    longest = max(longest, tokens.total)
    fragments += tokens.fragments
    for (index, limit) in limits.enumerated() { kept[index] += min(limit, tokens.total) }
  }

  mutating func add(_ other: TokenTotals) {
    examples += other.examples
    total += other.total
    trained += other.trained
    longest = max(longest, other.longest)
    fragments += other.fragments
    for index in kept.indices { kept[index] += other.kept[index] }
  }
}

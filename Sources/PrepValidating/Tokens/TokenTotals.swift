import PrepRecords
import PrepTokens

/// What all examples come to in tokens.
package struct TokenTotals: Sendable {
  package private(set) var examples = 0
  package private(set) var total = 0
  package private(set) var trained = 0
  package private(set) var longest = 0
  package private(set) var fragments = 0
  /// For each target the tokens that remain when every example is cut to the target's limit.
  package private(set) var kept: [Int]
  /// Tokens that hold the end of a prompt and the start of an answer, and the examples that have one.
  package private(set) var straddling = (tokens: 0, examples: 0)
  /// Examples that were rendered, and of these: those that do not begin with the token that begins a text, those with
  /// words that the template says by itself, and those that were not rendered.
  package private(set) var rendered = (examples: 0, withoutBegin: 0, withAddition: 0, refused: 0)
  /// The first words that the template says by itself.
  private(set) var addition: [UInt8]?
  private let limits: [Int]

  init(limits: [Int?]) {
    self.limits = limits.map { $0 ?? .max }
    kept = limits.map { _ in 0 }
  }

  /// Adds an example. One that cannot be rendered has no tokens: it is counted as such and nothing else.
  mutating func add(_ tokens: ExampleTokens) {
    if let inspection = tokens.inspection, inspection.fault != nil {
      rendered.refused += 1
      return
    }
    examples += 1
    total += tokens.total
    trained += tokens.trained
    longest = max(longest, tokens.total)
    fragments += tokens.fragments
    straddling.tokens += tokens.straddlingCount
    if tokens.straddlingCount > 0 { straddling.examples += 1 }
    if let inspection = tokens.inspection { add(inspection) }
    for (index, limit) in limits.enumerated() { kept[index] += min(limit, tokens.total) }
  }

  private mutating func add(_ inspection: ExampleInspection) {
    guard inspection.usesTemplate else { return }
    rendered.examples += 1
    if !inspection.begins.once { rendered.withoutBegin += 1 }
    guard let words = inspection.addition else { return }
    rendered.withAddition += 1
    if addition == nil { addition = words }
  }

  mutating func add(_ other: TokenTotals) {
    examples += other.examples
    total += other.total
    trained += other.trained
    longest = max(longest, other.longest)
    fragments += other.fragments
    straddling.tokens += other.straddling.tokens
    straddling.examples += other.straddling.examples
    rendered.examples += other.rendered.examples
    rendered.withoutBegin += other.rendered.withoutBegin
    rendered.withAddition += other.rendered.withAddition
    rendered.refused += other.rendered.refused
    if addition == nil { addition = other.addition }
    for index in kept.indices { kept[index] += other.kept[index] }
  }
}

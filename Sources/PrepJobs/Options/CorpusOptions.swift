import PrepBytePairEncoding
import PrepTokenizers
import PrepTraining

/// What is counted of the texts of a corpus.
package struct CorpusOptions: Sendable, Hashable {
  /// What texts go through before they are split.
  package enum Normalization: String, CaseIterable, Sendable {
    case nfc, nfd, nfkc, nfkd, none

    var form: TextNormalization? { TextNormalization(rawValue: rawValue) }
  }

  /// The split pattern, by name or as a regular expression; nil is `o200k`.
  package var pattern: String?
  /// The form texts are brought into first; nil is none, or that of the tokenizer that a training goes on from.
  package var normalization: Normalization?
  /// Strings at which texts are cut; nothing of them is counted.
  package var cutsAt: [String] = []
  /// Inputs that count several times.
  package var weights: [SourceWeight] = []
  /// The share of the texts that is taken, above 0 and at most 1.
  package var sample = 1.0
  /// Where chance starts: the texts that a sample takes.
  package var seed: UInt64 = 0
  /// Pieces of more bytes are left out; nil takes all.
  package var longestWord: Int?

  /// The defaults.
  package init() {}

  /// - Throws: ``JobFailure`` for what makes no sense.
  package func check() throws(JobFailure) {
    if cutsAt.contains("") { throw JobFailure("empty-cut", "--cut-at takes a string that is not empty") }
    if let longestWord, longestWord < 1 { throw JobFailure("out-of-range", "--max-word-bytes takes at least 1") }
  }

  /// How often each input counts, where it is known that all weights are of inputs.
  func weights(of inputs: [JobInput]) -> [Int] {
    inputs.map { input in weights.last { $0.path == input.path }?.factor ?? 1 }
  }

  /// What the counts depend on.
  var rules: CountingRules {
    CountingRules(pattern: pattern ?? "o200k", normalization: normalization?.form?.rawValue ?? "")
  }

  /// - Parameters:
  ///   - rules: The pattern and normalization.
  ///   - pattern: The pattern, where it is known already.
  /// - Throws: ``JobFailure`` for a pattern that is none.
  func countingOptions(_ rules: CountingRules, pattern: SplitPattern? = nil) throws(JobFailure) -> CountingOptions {
    let split: SplitPattern
    if let pattern { split = pattern } else { split = try Self.splitPattern(rules.pattern) }
    var options = CountingOptions(split)
    options.normalization = TextNormalization(rawValue: rules.normalization)
    options.longestWord = longestWord ?? .max
    options.sample = sample
    options.seed = seed
    return options
  }

  /// How often each input counts.
  ///
  /// - Throws: ``JobFailure`` for a weight of something that is not read.
  func factors(of inputs: [JobInput]) throws(JobFailure) -> [Int] { try SourceWeight.factors(weights, of: inputs) }

  private static func splitPattern(_ pattern: String) throws(JobFailure) -> SplitPattern {
    if let named = SplitPattern.named(pattern) { return named }
    do { return try SplitPattern.matching(regex: pattern, dialect: .fancyRegex) } catch {
      throw JobFailure(
        "invalid-pattern", "--pattern: \(error); the names are \(SplitPattern.names.joined(separator: ", "))")
    }
  }
}

/// An input, by its path, that counts several times.
package struct SourceWeight: Sendable, Hashable {
  /// The path as the input has it.
  package var path: String
  /// From 1 to 1,000,000.
  package var factor: Int

  /// A weight of an input.
  package init(path: String, factor: Int) {
    self.path = path
    self.factor = factor
  }

  /// How often each input counts.
  ///
  /// - Throws: ``JobFailure`` for a weight of something that is not read.
  static func factors(_ weights: [SourceWeight], of inputs: [JobInput]) throws(JobFailure) -> [Int] {
    for weight in weights where !inputs.contains(where: { $0.path == weight.path }) {
      throw JobFailure("weight-of-no-input", "--weight \(weight.path)=\(weight.factor) names no input")
    }
    return inputs.map { input in weights.last { $0.path == input.path }?.factor ?? 1 }
  }
}

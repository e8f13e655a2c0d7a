import ArgumentParser
import PrepBytePairEncoding
import PrepTokenizers
import PrepTraining

/// What is counted of the texts of a corpus.
struct CorpusOptions: ParsableArguments {
  /// What texts go through before they are split.
  enum Normalization: String, ExpressibleByArgument, CaseIterable, Sendable {
    case nfc, nfd, nfkc, nfkd, none

    var form: TextNormalization? { TextNormalization(rawValue: rawValue) }
  }

  @Option(help: ArgumentHelp("The split pattern, by name or as a regular expression (default: o200k).", valueName: "PATTERN"))
  var pattern: String?

  @Option(help: "Bring texts into this form first; the tokenizer does so too (default: none).")
  var normalize: Normalization?

  @Option(parsing: .singleValue, help: ArgumentHelp("Count an input so many times. May be given several times.", valueName: "FILE=N"))
  var weight: [SourceWeight] = []

  @Option(help: ArgumentHelp("Take only this share of the texts, chosen by what is in them.", valueName: "P%"))
  var sample: SampleShare = SampleShare(percent: 100)

  @Option(help: ArgumentHelp("Where chance starts: the texts that --sample takes.", valueName: "N"))
  var seed: UInt64 = 0

  @Option(help: ArgumentHelp("Leave out pieces of more bytes (default: take all).", valueName: "SIZE"))
  var maxWordBytes: Quantity?

  init() {}

  func validate() throws {
    if let maxWordBytes, maxWordBytes.value < 1 { throw ValidationError("--max-word-bytes takes at least 1") }
  }

  /// What the counts depend on.
  var rules: CountingRules {
    CountingRules(pattern: pattern ?? "o200k", normalization: normalize?.form?.rawValue ?? "")
  }

  /// - Parameters:
  ///   - rules: The pattern and normalization.
  ///   - pattern: The pattern, where it is known already.
  /// - Throws: ``UsageError`` for a pattern that is none.
  func countingOptions(_ rules: CountingRules, pattern: SplitPattern? = nil) throws -> CountingOptions {
    var options = CountingOptions(try pattern ?? Self.splitPattern(rules.pattern))
    options.normalization = TextNormalization(rawValue: rules.normalization)
    options.longestWord = maxWordBytes?.value ?? .max
    options.sample = sample.percent / 100
    options.seed = seed
    return options
  }

  /// How often each input counts.
  ///
  /// - Throws: ``UsageError`` for a weight of something that is not read.
  func weights(_ paths: [String]) throws -> [Int] {
    for weight in weight where !paths.contains(weight.path) {
      throw UsageError("--weight \(weight.path)=\(weight.factor) names no input")
    }
    return paths.map { path in weight.last { $0.path == path }?.factor ?? 1 }
  }

  private static func splitPattern(_ pattern: String) throws -> SplitPattern {
    if let named = SplitPattern.named(pattern) { return named }
    do { return try SplitPattern.matching(regex: pattern, dialect: .fancyRegex) } catch {
      throw UsageError("--pattern: \(error); the names are \(SplitPattern.names.joined(separator: ", "))")
    }
  }
}

/// `--weight FILE=N`.
struct SourceWeight: ExpressibleByArgument, Sendable {
  var path: String
  var factor: Int

  init?(argument: String) {
    guard let sign = argument.lastIndex(of: "="), let factor = Int(argument[argument.index(after: sign)...]),
      (1...1_000_000).contains(factor)
    else { return nil }
    path = String(argument[..<sign])
    self.factor = factor
  }
}

/// `--sample P%`.
struct SampleShare: ExpressibleByArgument, Sendable {
  var percent: Double

  init(percent: Double) { self.percent = percent }

  init?(argument: String) {
    guard argument.hasSuffix("%"), let percent = Double(argument.dropLast()), percent > 0, percent <= 100 else { return nil }
    self.percent = percent
  }

  var defaultValueDescription: String { "all" }
}

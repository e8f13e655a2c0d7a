import ArgumentParser
import PrepJobs

/// What is counted of the texts of a corpus.
struct CorpusOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The split pattern, by name or as a regular expression (default: o200k).", valueName: "PATTERN"))
  var pattern: String?

  @Option(help: "Bring texts into this form first; the tokenizer does so too (default: none).")
  var normalize: PrepJobs.CorpusOptions.Normalization?

  @Option(parsing: .singleValue, help: ArgumentHelp("Count an input so many times. May be given several times.", valueName: "FILE=N"))
  var weight: [SourceWeight] = []

  @Option(help: ArgumentHelp("Take only this share of the texts, chosen by what is in them.", valueName: "P%"))
  var sample: SampleShare = SampleShare(percent: 100)

  @Option(help: ArgumentHelp("Where chance starts: the texts that --sample takes.", valueName: "N"))
  var seed: UInt64 = 0

  @Option(help: ArgumentHelp("Leave out pieces of more bytes (default: take all).", valueName: "SIZE"))
  var maxWordBytes: Quantity?

  init() {}

  func validate() throws { try checked { () throws(JobFailure) in try values.check() } }

  /// The options as jobs take them.
  var values: PrepJobs.CorpusOptions {
    var values = PrepJobs.CorpusOptions()
    values.pattern = pattern
    values.normalization = normalize
    values.weights = weight
    values.sample = sample.percent / 100
    values.seed = seed
    values.longestWord = maxWordBytes?.value
    return values
  }
}

extension PrepJobs.CorpusOptions.Normalization: ExpressibleByArgument {}

/// `--weight FILE=N`.
extension SourceWeight: ExpressibleByArgument {
  package init?(argument: String) {
    guard let sign = argument.lastIndex(of: "="), let factor = Int(argument[argument.index(after: sign)...]),
      (1...1_000_000).contains(factor)
    else { return nil }
    self.init(path: String(argument[..<sign]), factor: factor)
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

import ArgumentParser
import PrepJobs
import PrepTraining

/// What a new vocabulary is to be like.
struct VocabularyOptions: ParsableArguments {
  @Option(help: ArgumentHelp("How many ids the vocabulary has, special tokens and the 256 bytes included.", valueName: "N"))
  var vocabSize: Quantity

  @Option(help: ArgumentHelp("How often a pair has to occur to be merged.", valueName: "N"))
  var minFrequency: Quantity = Quantity(0)

  @Option(parsing: .singleValue, help: ArgumentHelp("A special token; the first one given gets id 0. May be given several times.", valueName: "TOKEN"))
  var specialTokens: [String] = []

  @Option(help: ArgumentHelp("Make no token of so many bytes or more.", valueName: "N"))
  var maxTokenLength: Quantity?

  @Option(help: ArgumentHelp("The most different bytes that are tokens; texts lose the rarer ones.", valueName: "N"))
  var limitAlphabet: Quantity?

  @Option(
    help: ArgumentHelp(
      "The bytes that are tokens even when no text has them: 'all', 'none', or those of a text (default: all).", valueName: "TEXT"))
  var initialAlphabet: String?

  @Option(
    name: .customLong("continue"),
    help: ArgumentHelp("Go on from a tokenizer, whose ids stay as they are: a name, file or folder.", valueName: "FROM"))
  var base: String?

  @Option(help: "Whose rules give ids and decide between pairs that occur equally often.")
  var ties: TrainingOptions.Ties = .huggingface

  init() {}

  func validate() throws { try checked { () throws(JobFailure) in try values.check() } }

  /// The options as jobs take them.
  var values: PrepJobs.VocabularyOptions {
    var values = PrepJobs.VocabularyOptions(size: vocabSize.value)
    values.minimumFrequency = minFrequency.value
    values.specialTokens = specialTokens
    values.maximumTokenLength = maxTokenLength?.value
    values.alphabetLimit = limitAlphabet?.value
    values.initialAlphabet = initialAlphabet
    values.base = base
    values.ties = ties
    return values
  }
}

extension TrainingOptions.Ties: ExpressibleByArgument {}

import ArgumentParser
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

  func validate() throws {
    if let limitAlphabet, limitAlphabet.value < 1 { throw ValidationError("--limit-alphabet takes at least 1") }
    if base != nil, limitAlphabet != nil || initialAlphabet != nil {
      throw ValidationError("--continue takes the alphabet of the tokenizer it goes on from")
    }
    if initialAlphabet ?? "all" == "all" || ties == .rustbpe, limitAlphabet == nil, vocabSize.value < 256 + Set(specialTokens).count {
      throw ValidationError("--vocab-size takes at least 256 ids for the bytes, and one for each special token")
    }
    if vocabSize.value > 1 << 24 { throw ValidationError("--vocab-size takes at most 16Mi") }
    if specialTokens.contains("") { throw ValidationError("a special token is not empty") }
  }

  /// The rules as the trainer takes them.
  var trainingOptions: TrainingOptions {
    var options = TrainingOptions(vocabularySize: vocabSize.value)
    options.minimumFrequency = minFrequency.value
    options.specialTokens = specialTokens
    options.maximumTokenLength = maxTokenLength?.value
    options.alphabetLimit = limitAlphabet?.value
    options.ties = ties
    switch initialAlphabet ?? "all" {
    case "all": options.initialAlphabet = .all
    case "none": options.initialAlphabet = .only([])
    case let text: options.initialAlphabet = .only(Set(text.utf8))
    }
    return options
  }
}

extension TrainingOptions.Ties: ExpressibleByArgument {}

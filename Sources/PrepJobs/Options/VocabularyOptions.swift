import PrepTraining

/// What a new vocabulary is to be like.
package struct VocabularyOptions: Sendable {
  /// How many ids it has, special tokens and the 256 bytes included.
  package var size: Int
  /// How often a pair has to occur to be merged.
  package var minimumFrequency = 0
  /// The first one given gets id 0.
  package var specialTokens: [String] = []
  /// No token has so many bytes or more; nil is no limit.
  package var maximumTokenLength: Int?
  /// The most different bytes that are tokens; nil is no limit. Texts lose the rarer ones.
  package var alphabetLimit: Int?
  /// The bytes that are tokens even when no text has them: `all`, `none`, or those of a text; nil is all.
  package var initialAlphabet: String?
  /// A tokenizer to go on from, whose ids stay as they are: a name, file or folder.
  package var base: String?
  /// Whose rules give ids and decide between pairs that occur equally often.
  package var ties: TrainingOptions.Ties = .huggingface

  /// The defaults, for a size.
  package init(size: Int) { self.size = size }

  /// Characters that are tokens even when no text has them, of models whose symbols are characters.
  var initialCharacters: Set<UInt32> {
    switch initialAlphabet ?? "none" {
    case "all", "none": []
    case let text: Set(text.unicodeScalars.map(\.value))
    }
  }

  /// - Parameter isOfCharacters: Whether symbols are characters, not bytes.
  /// - Throws: ``JobFailure`` for what makes no sense together.
  package func check(isOfCharacters: Bool = false) throws(JobFailure) {
    if let alphabetLimit, alphabetLimit < 1 { throw JobFailure("out-of-range", "--limit-alphabet takes at least 1") }
    if base != nil, alphabetLimit != nil || initialAlphabet != nil {
      throw JobFailure("options-exclude-each-other", "--continue takes the alphabet of the tokenizer it goes on from")
    }
    if !isOfCharacters, base == nil, initialAlphabet ?? "all" == "all" || ties == .rustbpe, alphabetLimit == nil,
      size < 256 + Set(specialTokens).count
    {
      throw JobFailure(
        "out-of-range", "--vocab-size takes at least 256 ids for the bytes, and one for each special token")
    }
    if size > 1 << 24 { throw JobFailure("out-of-range", "--vocab-size takes at most 16Mi") }
    if specialTokens.contains("") { throw JobFailure("empty-special-token", "a special token is not empty") }
  }

  /// The rules as the trainer takes them.
  var trainingOptions: TrainingOptions {
    var options = TrainingOptions(vocabularySize: size)
    options.minimumFrequency = minimumFrequency
    options.specialTokens = specialTokens
    options.maximumTokenLength = maximumTokenLength
    options.alphabetLimit = alphabetLimit
    options.ties = ties
    switch initialAlphabet ?? "all" {
    case "all": options.initialAlphabet = .all
    case "none": options.initialAlphabet = .only([])
    case let text: options.initialAlphabet = .only(Set(text.utf8))
    }
    return options
  }
}

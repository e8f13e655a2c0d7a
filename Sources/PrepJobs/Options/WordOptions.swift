import PrepExamples
import PrepOptions
import PrepTokenizing

/// How the labels of words and spans, and the answers to questions, become numbers beside the tokens.
public struct WordOptions: Sendable, Hashable {
  /// How tags say where entities begin.
  public var scheme = TagScheme.auto
  /// What places in texts are counted in.
  public var unit = OffsetUnit.characters
  /// Which tokens of a word have its label.
  public var labelled = TokenTaskOptions.LabelledTokens.auto
  /// How many tokens two windows of a long text have in common; nil where long texts do not become windows.
  public var stride: Int?
  /// In which of two windows the tokens that both have are labelled.
  public var overlap = TokenTaskOptions.Overlap.first
  /// What the first label of a window becomes where its entity began before.
  public var windowStart = TokenTaskOptions.WindowStart.begin
  /// What becomes of spans that overlap.
  public var overlapping = TokenTaskOptions.Overlapping.error
  /// What becomes of a span that begins or ends inside of a token.
  public var misaligned = TokenTaskOptions.Misaligned.expand
  /// Which answers to a question are learnt.
  public var answers = TokenTaskOptions.Answers.first
  /// Which of two texts loses tokens where they are too many.
  public var pairCut = TokenTaskOptions.PairCut.longestFirst
  /// Whether texts are for models that foretell words which are masked.
  public var masksWords = false
  /// The share of words that are masked for good; nil leaves it to the trainer.
  public var maskShare: Double?
  /// Whether every label is held against the characters that its token stands for.
  public var checks = false

  /// The defaults.
  public init() {}

  /// Puts the options in their places.
  ///
  /// - Throws: ``JobFailure`` for what makes no sense together.
  func apply(to options: inout TokenizingOptions) throws(JobFailure) {
    if let stride {
      guard let limit = options.maxTokens else {
        throw JobFailure("option-needs-another", "--stride needs --max-tokens")
      }
      if options.overflow != .error, options.overflow != .split {
        throw JobFailure(
          "options-exclude-each-other",
          "--stride makes windows of what is too long, so --overflow \(options.overflow.rawValue) cannot hold")
      }
      if !(0..<limit).contains(stride) {
        throw JobFailure("out-of-range", "--stride takes a number from 0 to below --max-tokens")
      }
    }
    options.tasks.scheme = scheme
    options.tasks.unit = unit
    options.tasks.labelled = labelled
    options.tasks.stride = stride
    options.tasks.overlap = overlap
    options.tasks.windowStart = windowStart
    options.tasks.overlapping = overlapping
    options.tasks.misaligned = misaligned
    options.tasks.answers = answers
    options.tasks.checks = checks
    options.tasks.pairCut = pairCut
    options.tasks.masksWords = masksWords
    if maskShare != nil, !masksWords {
      throw JobFailure("option-needs-another", "--mlm-probability needs --masked-lm")
    }
  }
}

extension WordOptions {
  /// The options, by their names on the command line, in JSON and in recipes.
  package static var definitions: [OptionDefinition<WordOptions>] {
    [
      .value("tag-scheme", "SCHEME", \.scheme, .choice, "How tags of words say where an entity begins").defaulting(
        to: "auto, which the first records tell"),
      .value(
        "span-unit", "UNIT", \.unit, .choice,
        "What the places of spans and answers are counted in, unless their words show otherwise"
      ).defaulting(to: "characters"),
      .value("label-tokens", "auto|first|all", \.labelled, .choice, "Which tokens of a word have its label")
        .defaulting(to: "auto, the first of a word and all of a span"),
      .value(
        "stride", "N", \.stride, .quantity(),
        "Make windows of texts longer than --max-tokens, each of which begins with the last N tokens of the one before"),
      .value(
        "overlap", "first|both", \.overlap, .choice, "In which of two windows the tokens that both have are labelled"
      )
      .defaulting(to: "first"),
      .value(
        "window-start", "begin|keep", \.windowStart, .choice,
        "What the first label of a window becomes whose entity began before"
      ).defaulting(to: "begin"),
      .value("overlapping", "HOW", \.overlapping, .choice, "What becomes of spans that overlap").defaulting(
        to: "error"),
      .value(
        "misaligned", "HOW", \.misaligned, .choice,
        "What becomes of a span that begins or ends inside of a token"
      ).defaulting(to: "expand"),
      .value("answers", "first|all", \.answers, .choice, "Which answers to a question are learnt").defaulting(
        to: "first"),
      .value(
        "truncation", "STRATEGY", \.pairCut, .choice,
        "With --overflow cut-end: which of two texts loses tokens, as tokenizers name it"
      ).defaulting(to: "longest-first"),
      .flag(
        "masked-lm", \.masksWords,
        "Texts for models that foretell masked words: with what stands around them, special_tokens_mask and word_starts"
      ),
      .value(
        "mlm-probability", "P", \.maskShare, .number(in: 0...1),
        "With --masked-lm: mask this share of the words for good, by --seed"
      ).defaulting(to: "masking is left to the trainer"),
      .flag("check", \.checks, "Hold every label against the characters that its token stands for"),
    ]
  }
}

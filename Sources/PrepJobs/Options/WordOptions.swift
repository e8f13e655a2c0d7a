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
      .value(
        "tag-scheme", "SCHEME", \.scheme, .choice, "Scheme of the word tags: how they mark the beginning of an entity"
      ).defaulting(
        to: "auto, detected from the first records"),
      .value(
        "span-unit", "UNIT", \.unit, .choice,
        "Unit of span and answer offsets, unless the quoted words show another"
      ).defaulting(to: "characters"),
      .value("label-tokens", "auto|first|all", \.labelled, .choice, "Which tokens of a word get its label")
        .defaulting(to: "auto: the first of a word, all of a span"),
      .value(
        "stride", "N", \.stride, .quantity(),
        "Cut texts longer than --max-tokens into windows that overlap by N tokens"),
      .value(
        "overlap", "first|both", \.overlap, .choice, "Which window labels the tokens that two windows share"
      )
      .defaulting(to: "first"),
      .value(
        "window-start", "begin|keep", \.windowStart, .choice,
        "Label of a token that starts a window in the middle of an entity: change I- to B- (begin), or keep it"
      ).defaulting(to: "begin"),
      .value("overlapping", "HOW", \.overlapping, .choice, "How to handle overlapping spans").defaulting(
        to: "error"),
      .value(
        "misaligned", "HOW", \.misaligned, .choice,
        "How to handle a span that begins or ends inside a token"
      ).defaulting(to: "expand"),
      .value("answers", "first|all", \.answers, .choice, "Which answers to a question to label").defaulting(
        to: "first"),
      .value(
        "truncation", "STRATEGY", \.pairCut, .choice,
        "With --overflow cut-end: which text of a pair to truncate, by its name in Hugging Face tokenizers"
      ).defaulting(to: "longest-first"),
      .flag(
        "masked-lm", \.masksWords,
        "Prepare texts for masked language models: add BOS/EOS or [CLS]/[SEP], special_tokens_mask and word_starts"
      ),
      .value(
        "mlm-probability", "P", \.maskShare, .number(in: 0...1),
        "With --masked-lm: mask this share of the words once and for all, by --seed"
      ).defaulting(to: "the trainer masks"),
      .flag("check", \.checks, "Check that the characters of every labeled token match its label"),
    ]
  }
}

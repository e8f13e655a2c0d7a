public import PrepExamples

/// How words, spans and answers become numbers beside the tokens.
public struct TokenTaskOptions: Sendable, Equatable {
  /// Which tokens of a word have its label.
  public enum LabelledTokens: String, Sendable, Hashable, CaseIterable {
    /// The first of each word where words are known, and all where spans of a text have labels.
    case auto
    /// The first of each word.
    case first
    /// All; the later ones of an entity's first word go on with it.
    case all
  }

  /// In which of two windows the tokens that both have are labelled.
  public enum Overlap: String, Sendable, Hashable, CaseIterable {
    /// In the first, so that each is counted once.
    case first
    /// In both.
    case both
  }

  /// What the first label of a window becomes where its entity began before.
  public enum WindowStart: String, Sendable, Hashable, CaseIterable {
    /// The begin of an entity.
    case begin
    /// What it was.
    case keep
  }

  /// What becomes of spans that overlap.
  public enum Overlapping: String, Sendable, Hashable, CaseIterable {
    /// They are bad data.
    case error
    /// The longest counts, of several the first.
    case longest
    /// The first counts.
    case first
  }

  /// What becomes of a span that begins or ends inside of a token.
  public enum Misaligned: String, Sendable, Hashable, CaseIterable {
    /// It counts with all of the token.
    case expand
    /// It is left out.
    case drop
    /// It is bad data.
    case error
  }

  /// Which answers to a question are learnt.
  public enum Answers: String, Sendable, Hashable, CaseIterable {
    /// The first.
    case first
    /// All, an example each; those that say the same at the same place once.
    case all
  }

  /// What the label of a text is.
  public enum LabelType: String, Sendable, Hashable, CaseIterable {
    /// One of several classes.
    case `class`
    /// Any number of several classes: a number for each, 0 or 1.
    case several
    /// A number.
    case score
  }

  /// Which of two texts loses tokens where they are too many, as Hugging Face `tokenizers` names it.
  public enum PairCut: String, Sendable, Hashable, CaseIterable {
    /// The longer one first.
    case longestFirst = "longest-first"
    /// The first alone.
    case onlyFirst = "only-first"
    /// The second alone.
    case onlySecond = "only-second"
  }

  /// How words are masked for good.
  public struct Masking: Sendable, Equatable {
    /// How probable it is that a word is masked.
    public var share: Double
    /// Where chance starts.
    public var seed: UInt64
    /// The token that stands for a masked one.
    public var mask: UInt32

    public init(share: Double, seed: UInt64, mask: UInt32) {
      self.share = share
      self.seed = seed
      self.mask = mask
    }
  }

  /// Whether texts are for models that foretell masked words.
  public var masksWords = false
  /// How their words are masked; nil leaves it to the trainer.
  public var masking: Masking?
  /// What the label of a text is.
  public var labelType = LabelType.class
  /// Which of two texts loses tokens.
  public var pairCut = PairCut.longestFirst
  /// The labels of words; nil where there are none.
  public var labels: TagLabels?
  /// How tags say where entities begin.
  public var scheme = TagScheme.auto
  /// What the places of answers are counted in.
  public var unit = OffsetUnit.characters
  /// Which tokens of a word have its label.
  public var labelled = LabelledTokens.auto
  /// How many tokens two windows have in common; nil where long texts do not become windows.
  public var stride: Int?
  public var overlap = Overlap.first
  public var windowStart = WindowStart.begin
  public var overlapping = Overlapping.error
  public var misaligned = Misaligned.expand
  public var answers = Answers.first
  /// Whether every label is held against the characters that its token stands for.
  public var checks = false

  public init() {}
}

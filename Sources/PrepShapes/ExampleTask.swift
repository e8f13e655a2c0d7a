/// What a set of prompts and completions is for, by the measure of OpenAI's `fine_tunes.prepare_data` (openai-python
/// 0.28.1).
package enum ExampleTask: String, Sendable, Hashable {
  case openEnded = "open-ended generation"
  case classification
  case conditional = "conditional generation"

  /// The guess: with empty prompts alone text is made freely; fewer different completions than a third of all are
  /// classes.
  ///
  /// - Parameters:
  ///   - prompts: How many prompts there are, and how many of them are empty.
  ///   - completions: How many completions there are.
  ///   - different: How many different ones; nil when they are too many to be classes.
  ///   - isLabelled: Whether the completions are labels by name.
  package init(prompts: (all: Int, empty: Int), completions: Int, different: Int?, isLabelled: Bool = false) {
    if isLabelled {
      self = .classification
    } else if completions == 0 || (prompts.all > 0 && prompts.empty == prompts.all) {
      self = .openEnded
    } else {
      self = different.map { $0 * 3 < completions } ?? false ? .classification : .conditional
    }
  }
}

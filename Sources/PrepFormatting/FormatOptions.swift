// PrepFormatting gives prompts and completions the form that completion models are trained with: a separator behind
// every prompt, a stop sequence behind every completion, a space before it, labels of one token. It also shows
// conversations as the text a chat template makes of them. Tokens of whole examples are not made here.

/// What is to be done to prompts and completions.
package struct FormatOptions: Sendable {
  /// What texts are to end in.
  package enum Ending: Sendable, Equatable {
    /// As they are.
    case keep
    /// What the whole set suggests, as prepare_data chose it.
    case suggest
    /// This text.
    case text([UInt8])
  }

  /// What is to be taken away from the start or end of texts.
  package enum Removal: Sendable, Equatable {
    case nothing
    /// What all texts share.
    case common
    /// This text, where it is there.
    case text([UInt8])
  }

  /// What becomes of labels.
  package enum Labels: String, Sendable, CaseIterable {
    /// They stay as they are.
    case keep
    /// Those that are not one token, told from all others, are replaced.
    case single
    /// They become numbers, in the order of their bytes.
    case numbers
  }

  package var separator = Ending.suggest
  package var stop = Ending.suggest
  /// Whether every completion is to begin with a space.
  package var addsSpace = true
  package var promptPrefix = Removal.nothing
  package var promptSuffix = Removal.nothing
  package var completionPrefix = Removal.nothing
  package var completionSuffix = Removal.nothing
  package var trims = false
  package var lowersPrompts = false
  package var lowersCompletions = false
  package var labels = Labels.keep

  package init() {}

  /// Whether anything depends on the whole set, so that it has to be read before the first record is written.
  package var needsWholeSet: Bool { separator == .suggest || stop == .suggest || labels != .keep || removesCommon }

  /// Whether what is taken away depends on the whole set.
  package var removesCommon: Bool {
    [promptPrefix, promptSuffix, completionPrefix, completionSuffix].contains(.common)
  }
}

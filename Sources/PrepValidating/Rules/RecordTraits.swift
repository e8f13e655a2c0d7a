import PrepShapes

/// What a record has that most lack, by which rules are left out that would look for it in vain: a pair of texts has no
/// messages, and two rules of five are about messages.
struct RecordTraits: OptionSet, Sendable {
  let rawValue: UInt16

  /// What every record has.
  static let record = RecordTraits(rawValue: 1)
  /// Lists of messages, or single ones where others have lists.
  static let dialogs = RecordTraits(rawValue: 1 << 1)
  /// A message that is more than a role and a text.
  static let richTurns = RecordTraits(rawValue: 1 << 2)
  /// A list of tools or functions, whatever its value.
  static let tools = RecordTraits(rawValue: 1 << 3)
  /// A field of images.
  static let images = RecordTraits(rawValue: 1 << 4)
  /// One of Gemini's two shapes.
  static let gemini = RecordTraits(rawValue: 1 << 5)
  /// Two answers, or judged steps of one.
  static let judgments = RecordTraits(rawValue: 1 << 6)
  /// Labels of words or places of answers.
  static let places = RecordTraits(rawValue: 1 << 7)
  /// A byte beyond ASCII, or an escaped character.
  static let beyondASCII = RecordTraits(rawValue: 1 << 8)
  /// A byte beyond ASCII, or an ampersand.
  static let entities = RecordTraits(rawValue: 1 << 9)
}

extension ExampleView {
  /// What the record has.
  var traits: RecordTraits {
    var traits: RecordTraits = .record
    if !dialogs.isEmpty { traits.insert(.dialogs) }
    if !richTurns.isEmpty { traits.insert(.richTurns) }
    if has(.tools) || has(.functions) || has(.availableTools) { traits.insert(.tools) }
    if has(.images) || has(.image) { traits.insert(.images) }
    switch shape {
    case .gemini: traits.insert(.gemini)
    case .geminiPreference: traits.insert([.gemini, .judgments])
    case .preference, .openAIPreference, .stepwise: traits.insert(.judgments)
    case .tokenClassification, .questionAnswering: traits.insert(.places)
    default: break
    }
    if has(.chosen) || has(.preferredOutput) { traits.insert(.judgments) }
    if !isASCII || hasUnicodeEscapes { traits.insert(.beyondASCII) }
    if !isASCII || hasAmpersands { traits.insert(.entities) }
    return traits
  }
}

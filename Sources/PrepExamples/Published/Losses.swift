import PrepShapes

/// What a conversion leaves behind: what is told at the end, and the parts of an example that nobody let go.
package struct Losses: Sendable {
  /// What is not carried over, in words.
  package private(set) var names: Set<String> = []
  /// The first part of an example that would be lost, and what it is in words.
  package private(set) var part: (field: RecordField, words: String)?
  private let omitted: OmittedFields

  package init(omitting omitted: OmittedFields) { self.omitted = omitted }

  /// Whether the user let a key go.
  func isLetGo(_ key: String) -> Bool { omitted.contains(key) }

  /// Notes what is not carried over and is no part of an example, or was to be chosen from.
  package mutating func insert(_ name: String) { names.insert(name) }

  /// Notes that a part of an example is not carried over: an error, unless it may be left out.
  package mutating func lose(_ field: RecordField, _ words: String) {
    names.insert(words)
    if part == nil, !omitted.contains(field.name, field) { part = (field, words) }
  }

  /// Notes that a member of a message is not carried over: an error where it is a part of an example.
  package mutating func lose(member key: String) {
    let words = "\(key) of messages"
    guard let field = Self.parts[key] else { return insert(words) }
    if omitted.contains(key, field) { insert(words) } else { lose(field, words) }
  }

  /// The members of messages that are parts of an example: what is thought and called, and how much is learnt.
  private static let parts: [String: RecordField] = {
    var parts: [String: RecordField] = [:]
    for field in [
      RecordField.reasoning, .toolCalls, .functionCall, .refusal, .train, .trainDetail, .images, .videos, .audios,
    ] {
      for name in field.names { parts[name] = field }
    }
    for mark in [
      "trainable", "training", "loss", "loss_mask", "masked", "is_trainable", "train_on_turn", "compute_loss",
      "calculate_loss", "cal_loss", "include_in_loss", "step_loss_mask", "no_loss", "ignore_loss",
    ] {
      parts[mark] = .train
    }
    return parts
  }()
}

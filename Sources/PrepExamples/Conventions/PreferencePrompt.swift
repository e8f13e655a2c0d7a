import PrepShapes

/// Finds the prompt that both answers of a preference share.
package enum PreferencePrompt {
  /// The prompt, and the answers without it.
  package static func split(_ preference: Preference) -> (
    prompt: ExampleText, chosen: ExampleText, rejected: ExampleText
  ) {
    if let prompt = preference.prompt, !repeats(prompt, preference) {
      return (prompt, preference.chosen, preference.rejected)
    }
    switch (preference.chosen, preference.rejected) {
    case (.messages(let chosen), .messages(let rejected)):
      var count = 0
      while count < min(chosen.count, rejected.count) - 1, chosen[count] == rejected[count] { count += 1 }
      return (
        .messages(Array(chosen[..<count])), .messages(Array(chosen[count...])), .messages(Array(rejected[count...]))
      )
    case (.text(let chosen), .text(let rejected)):
      let count = sharedTranscript(chosen, rejected)
      return (.text(Array(chosen[..<count])), .text(Array(chosen[count...])), .text(Array(rejected[count...])))
    default: return (.text([]), preference.chosen, preference.rejected)
    }
  }

  /// Whether a prompt that is a text stands once more in both answers, which are whole conversations then.
  private static func repeats(_ prompt: ExampleText, _ preference: Preference) -> Bool {
    guard case .text(let words) = prompt else { return false }
    return [preference.chosen, preference.rejected].allSatisfy { answer in
      guard case .messages(let list) = answer, list.count > 1,
        let asked = list.last(where: { RoleKind($0.role) == .user }),
        case .text(let text) = asked.content
      else { return false }
      return text == words
    }
  }

  private static let turn = Transcript.marks.first { $0.role == .assistant }?.bytes ?? []

  /// How much of two transcripts is the same, up to the last time the assistant is asked to speak; words that both
  /// answers happen to begin with are no prompt.
  private static func sharedTranscript(_ chosen: [UInt8], _ rejected: [UInt8]) -> Int {
    var count = 0
    while count < min(chosen.count, rejected.count), chosen[count] == rejected[count] { count += 1 }
    var end = count
    while end >= turn.count {
      if chosen[end - 1] == turn[turn.count - 1], chosen[end - turn.count..<end].elementsEqual(turn) { return end }
      end -= 1
    }
    return 0
  }
}

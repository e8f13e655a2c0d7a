import TestSupport

@testable import PrepExamples

/// Random examples of every shape.
struct ExampleGenerator {
  private var random: SeededGenerator

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  mutating func next(_ shape: ExampleShape) -> Example {
    switch shape {
    case .text: .text(text())
    case .promptCompletion: asked(nil)
    case .chat: .chat(Chat(messages: messages(), tools: tools()))
    case .preference: pair()
    case .unpairedPreference: asked(.random(using: &random))
    case .promptOnly: .promptOnly(either(), tools: tools())
    case .classification: .classification(text: text(), pair: Bool.random(using: &random) ? text() : nil, label: text())
    case .tokenClassification: .tokenClassification(tagged())
    case .questionAnswering:
      .questionAnswering(
        Question(
          question: text(), context: text(),
          answers: (0..<Int.random(in: 0...3, using: &random)).map { _ in
            Question.Answer(text: text(), start: .random(in: 0...9, using: &random))
          }, isImpossible: [nil, true, false].randomElement(using: &random) ?? nil))
    }
  }

  private mutating func tagged() -> TaggedText {
    let tags = ["O", "B-PER", "I-PER", "NOUN"].map { Array($0.utf8) }
    if Bool.random(using: &random) {
      let words = (0..<Int.random(in: 0...5, using: &random)).map { _ in text() }
      return TaggedText(words: words, tags: words.map { _ in tags.randomElement(using: &random) ?? [] })
    }
    let whole = text()
    // Spans begin and end with characters.
    let places = whole.indices.filter { whole[$0] & 0xC0 != 0x80 } + [whole.count]
    let spans = (0..<Int.random(in: 0...3, using: &random)).compactMap { _ -> TextSpan? in
      let ends = [places.randomElement(using: &random) ?? 0, places.randomElement(using: &random) ?? 0].sorted()
      return ends[0] < ends[1] ? TextSpan(ends[0]..<ends[1], Array("LOC".utf8)) : nil
    }
    return TaggedText(text: whole, spans: spans)
  }

  private mutating func text() -> [UInt8] {
    let alphabet = Array("aZ \"\\\n\t\u{0}\u{1F}é漢😀/".unicodeScalars)
    var result = ""
    for _ in 0..<Int.random(in: 0...12, using: &random) {
      result.unicodeScalars.append(alphabet[Int.random(in: 0..<alphabet.count, using: &random)])
    }
    return Array(result.utf8)
  }

  /// What is asked and its answer, both texts or both messages, as records that say what is asked once have it.
  private mutating func asked(_ label: Bool?) -> Example {
    let prompt = either()
    let completion = answer(to: prompt)
    guard let label else { return .promptCompletion(prompt: prompt, completion: completion) }
    return .unpairedPreference(prompt: prompt, completion: completion, label: label)
  }

  private mutating func pair() -> Example {
    guard Bool.random(using: &random) else {
      return .preference(Preference(prompt: nil, chosen: either(), rejected: either(), tools: tools()))
    }
    let prompt = either()
    return .preference(
      Preference(prompt: prompt, chosen: answer(to: prompt), rejected: answer(to: prompt), tools: tools()))
  }

  /// An answer of the kind of what is asked, which does not begin as a conversation does.
  private mutating func answer(to prompt: ExampleText) -> ExampleText {
    guard case .messages = prompt else { return .text(text()) }
    let first = Message(role: "assistant", content: .text(text()))
    return .messages([first] + messages())
  }

  private mutating func either() -> ExampleText { Bool.random(using: &random) ? .text(text()) : .messages(messages()) }

  private mutating func tools() -> [UInt8]? {
    Bool.random(using: &random) ? Array(#"[{"type": "function", "function": {"name": "f"}}]"#.utf8) : nil
  }

  private mutating func messages() -> [Message] {
    (0..<Int.random(in: 0...3, using: &random)).map { _ in
      let content: Message.Content =
        switch Int.random(in: 0..<4, using: &random) {
        case 0: .none
        case 1: .parts(Array(#"[{"type": "text", "text": "x"}]"#.utf8))
        default: .text(text())
        }
      return Message(
        role: String(decoding: text(), as: UTF8.self), content: content,
        weight: Bool.random(using: &random) ? Double(Int.random(in: 0...4, using: &random)) / 2 : nil,
        other: Bool.random(using: &random) ? [.init(key: "name", json: Array(#""n""#.utf8))] : [])
    }
  }
}

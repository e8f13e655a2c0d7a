import CKernels
import PrepRecords
import PrepShapes

/// What a record is compared by, to find records that are the same, or nearly, or that ask the same.
struct RecordKeys: Sendable {
  var place: RecordPlace
  /// The line as it is written.
  var row: ContentHash
  /// The line without blanks, its letters of ASCII in lower case.
  var normalised: ContentHash
  /// What stands before the answer, where there is something.
  var prompt: ContentHash?
  /// Where there is a prompt, a fingerprint of the answer, whose lowest bit says whether the answer is a label: then
  /// one prompt with two answers is a conflict. Else 0.
  var answer: UInt64
  /// Where there is no prompt, what the record says besides its ids and what nobody knows.
  var content: ContentHash?
  /// The prompt and both answers in either order, and in which.
  var pair: (hash: ContentHash, isReversed: Bool)?

  init(_ example: ExampleView, _ place: RecordPlace, text: UnsafeBufferPointer<UInt8>) {
    self.place = place
    var text = text
    while let last = text.last, last == 0x20 || last == 0x09 { text = UnsafeBufferPointer(rebasing: text.dropLast()) }
    row = ContentHash(text)
    normalised = Self.normalise(text)
    prompt = Self.prompt(of: example)
    pair = Self.pair(of: example)
    guard prompt == nil else {
      let isLabelled = example.shape == .classification || Self.answerIsShort(example)
      answer = (Self.answer(of: example)?.low ?? 0) & ~1 | (isLabelled ? 1 : 0)
      return
    }
    answer = 0
    content = Self.content(of: example)
  }

  /// A completion without blanks inside, up to 24 bytes: most probably a class.
  private static func answerIsShort(_ example: ExampleView) -> Bool {
    guard example.shape == .promptCompletion, let answer = example.answerText else { return false }
    let text = answer.text
    return text.count <= 24 && !text.dropFirst().dropLast().contains(0x20)
  }

  /// The prompt with this answer to it.
  static func content(_ prompt: ContentHash, _ answer: UInt64) -> ContentHash {
    prompt.joined(ContentHash(low: answer, high: 1))
  }

  /// What members say that mean something, in whatever order they stand.
  private static func content(of example: ExampleView) -> ContentHash? {
    guard example.shape != nil else { return nil }
    var sum = ContentHash(low: 0, high: 0)
    var isEmpty = true
    for member in example.members {
      guard let key = member.key, !ids.contains(key) else { continue }
      let hash = ContentHash(member.value.raw, seed: UInt64(key.ordinal) + 1)
      sum = ContentHash(low: sum.low &+ hash.low, high: sum.high &+ hash.high)
      isEmpty = false
    }
    return isEmpty ? nil : sum
  }

  /// Fields that tell records apart and say nothing.
  private static let ids: [RecordField] = [.id, .messageID, .parentID, .treeID]

  private static func normalise(_ text: UnsafeBufferPointer<UInt8>) -> ContentHash {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: text.count + 1) { folded in
      guard let source = text.baseAddress, let target = folded.baseAddress else { return ContentHash(text) }
      let count = prep_fold_text(source, text.count, target)
      return ContentHash(UnsafeBufferPointer(start: folded.baseAddress, count: count))
    }
  }

  /// What is judged, and which way: two answers to a question, or one that was liked or not.
  private static func pair(of example: ExampleView) -> (ContentHash, Bool)? {
    if example.shape == .unpairedPreference {
      guard let verdict = example[.verdict].flatMap({ Verdict($0) }), let asked = prompt(of: example),
        let answer = answer(of: example)
      else { return nil }
      return (asked.joined(answer), !verdict.isLiked)
    }
    guard example.shape == .preference || example.shape == .openAIPreference,
      let rejected = example[.rejected] ?? example[.nonPreferredOutput]
    else { return nil }
    var asked = (example[.prompt] ?? example[.input] ?? example[.messages]).map { said($0) }
    var chosen = example[.chosen] ?? example[.preferredOutput]
    if chosen == nil, let dialog = example.dialogs.first, let last = example.turns[dialog.turns].last {
      // The conversation ends with the answer that was preferred.
      chosen = last.content
      asked = Self.bytes(before: last, in: dialog)
    }
    guard let chosen else { return nil }
    let (left, right) = (said(chosen), said(rejected))
    let isReversed = (left.low, left.high) > (right.low, right.high)
    let question = asked ?? ContentHash(low: 0, high: 0)
    return (question.joined(isReversed ? right : left).joined(isReversed ? left : right), isReversed)
  }

  /// What a text, a message or a list of one message says; of anything else what is written.
  private static func said(_ value: BorrowedJSON) -> ContentHash {
    var message = value
    if value.isArray {
      guard value.count == 1 else { return ContentHash(value.raw) }
      value.forEachElement { message = $0 }
    }
    if message.isObject, let content = message.member("content") ?? message.member("value"), content.isString {
      return ContentHash(content.raw)
    }
    return ContentHash(value.raw)
  }

  /// The bytes of a list of messages before one of them.
  private static func bytes(before last: Turn, in dialog: Dialog) -> ContentHash {
    let start = dialog.list.start
    return ContentHash(
      UnsafeBufferPointer(start: dialog.list.bytes + start, count: last.value.start - start))
  }

  /// Fields that belong to the question, beside messages and beside a prompt.
  private static let besideMessages: [RecordField] = [.images, .image, .videos, .audios, .tools, .system]
  private static let besidePrompt: [RecordField] = [
    .input, .textB, .system, .history, .images, .image, .videos, .audios,
  ]

  private static func prompt(of example: ExampleView) -> ContentHash? {
    if example.shape == .openAIPreference { return example[.input].map { ContentHash($0.raw) } }
    if let dialog = example.dialogs.first, dialog.part == .whole {
      guard let last = example.turns[dialog.turns].last(where: { $0.role == .assistant }) else { return nil }
      let start = dialog.list.start
      guard last.value.node > dialog.list.node + 1 else { return nil }
      if let said = said(by: example.turns[dialog.turns].prefix { $0.value.node < last.value.node }, in: example) {
        return joined(said, example, besideMessages)
      }
      let asked = ContentHash(UnsafeBufferPointer(start: dialog.list.bytes + start, count: last.value.start - start))
      return joined(asked, example, besideMessages)
    }
    if example.shape == .preference, let dialog = example.dialogs.first, dialog.part == .prompt {
      if example.has(.chosen) { return joined(ContentHash(dialog.list.raw), example, besidePrompt) }
      guard let last = example.turns[dialog.turns].last else { return nil }
      return joined(bytes(before: last, in: dialog), example, besideMessages)
    }
    guard example.answerText != nil || example.shape == .preference, let prompt = example.promptText,
      !prompt.isBlankText
    else { return nil }
    return joined(ContentHash(prompt.text), example, besidePrompt)
  }

  /// What is answered, however the record is written otherwise.
  private static func answer(of example: ExampleView) -> ContentHash? {
    if example.shape == .openAIPreference || example.shape == .preference {
      let chosen =
        example[.chosen] ?? example[.preferredOutput]
        ?? example.dialogs.first.flatMap { example.turns[$0.turns].last?.content }
      let answers = [chosen, example[.rejected] ?? example[.nonPreferredOutput]]
      return answers.reduce(ContentHash(low: 0, high: 0)) { hash, answer in
        answer.map { hash.joined(ContentHash($0.raw)) } ?? hash
      }
    }
    if let dialog = example.dialogs.first, dialog.part == .whole {
      guard let last = example.turns[dialog.turns].last(where: { $0.role == .assistant }) else { return nil }
      if let said = said(by: example.turns[dialog.turns].drop { $0.value.node < last.value.node }, in: example) {
        return said
      }
      let end = dialog.list.start + dialog.list.raw.count
      return ContentHash(
        UnsafeBufferPointer(start: dialog.list.bytes + last.value.start, count: end - last.value.start))
    }
    return example.answerText.map { ContentHash($0.text) }
  }

  /// What messages say besides their ids; nil where no message of the dialogue has one, and its bytes say it.
  private static func said(by turns: Slice<UnsafeBufferPointer<Turn>>, in example: ExampleView) -> ContentHash? {
    guard example.richTurns.contains(where: \.hasID) else { return nil }
    var hash = ContentHash(low: 1, high: 0)
    for turn in turns {
      turn.value.forEachMember { name, value in
        if let field = FieldNames.field(example.names.number(of: name.text)), ids.contains(field) { return }
        hash = hash.joined(ContentHash(name.text)).joined(ContentHash(value.raw))
      }
    }
    return hash
  }

  /// What is asked, with other fields that belong to the question.
  private static func joined(_ asked: ContentHash, _ example: ExampleView, _ keys: [RecordField]) -> ContentHash {
    var hash = asked
    for key in keys { if let more = example.find(key) { hash = hash.joined(ContentHash(more.raw)) } }
    return hash
  }
}

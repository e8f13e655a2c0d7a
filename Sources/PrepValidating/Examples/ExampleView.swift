import CKernels
import PrepBytes
import PrepExamples

/// The first of some shapes, and how many there are.
private struct ShapeList {
  var first: Shape?
  var count = 0
  var isEmpty: Bool { count == 0 }

  mutating func append(_ shape: Shape) {
    if first == nil { first = shape }
    count += 1
  }
}

/// A record as the rules see it: its members found, its shape told, its messages listed. One for each worker, which reads one record after
/// the other into it.
///
/// Nothing it calls comes back to it, so accesses need no check.
final class ExampleView {
  struct Member {
    /// The key, when it is one that means something somewhere.
    let key: KnownKey?
    let name: Value
    let value: Value
  }

  private let keys: KeyTable
  /// Whether fields are also looked for under the names that others give them.
  private let takesOtherNames: Bool
  /// The fields that the record has under such a name.
  @exclusivity(unchecked) private(set) var otherNames: [(key: KnownKey, name: String)] = []
  @exclusivity(unchecked) private(set) var root: Value
  /// The line, counted from 1.
  @exclusivity(unchecked) private(set) var line = 0
  /// Its bytes.
  @exclusivity(unchecked) private(set) var text: UnsafeBufferPointer<UInt8>
  @exclusivity(unchecked) private(set) var shape = Shape.unknown
  /// How many shapes that exclude each other the keys would fit.
  @exclusivity(unchecked) private(set) var matches = 0
  @exclusivity(unchecked) private var memberList = PlainList<Member>()
  @exclusivity(unchecked) private var dialogList = PlainList<Dialog>()
  @exclusivity(unchecked) private var turnList = PlainList<Turn>()
  @exclusivity(unchecked) private var hasRichTurns = false
  @exclusivity(unchecked) private var marks = 0
  @exclusivity(unchecked) private(set) var hasUnicodeEscapes = false
  @exclusivity(unchecked) private var slots = [Int32](repeating: -1, count: KnownKey.slots)

  init(_ root: Value, keys: KeyTable = .shared, takesOtherNames: Bool = false) {
    self.keys = keys
    self.takesOtherNames = takesOtherNames
    self.root = root
    text = root.raw
  }

  var members: UnsafeBufferPointer<Member> { memberList.all }
  var dialogs: UnsafeBufferPointer<Dialog> { dialogList.all }
  /// The messages of all dialogues.
  var turns: UnsafeBufferPointer<Turn> { turnList.all }
  /// The messages when one of them is more than a role and a text, else none: for what plain messages have nothing of.
  var richTurns: UnsafeBufferPointer<Turn> { hasRichTurns ? turns : UnsafeBufferPointer(start: nil, count: 0) }

  private func has(_ mark: Int) -> Bool { marks & mark != 0 }
  var isASCII: Bool { !has(PREP_MARK_HIGH) }
  /// Whether a backslash stands anywhere in the line.
  var hasEscapes: Bool { has(PREP_MARK_BACKSLASH) }
  var hasAmpersands: Bool { has(PREP_MARK_AMPERSAND) }
  var hasBackticks: Bool { has(PREP_MARK_BACKTICK) }

  /// The first member with a key.
  @inline(__always) subscript(key: KnownKey) -> Value? {
    let node = slots[key.slot]
    return node < 0 ? nil : root.at(Int(node))
  }

  func has(_ key: KnownKey) -> Bool { slots[key.slot] >= 0 }

  /// Reads a record; what was read before is forgotten.
  func read(_ root: Value, line: Int, text: UnsafeBufferPointer<UInt8>) {
    self.root = root
    self.line = line
    self.text = text
    marks = text.baseAddress.map { Int(prep_text_marks($0, text.count)) } ?? 0
    hasUnicodeEscapes = has(PREP_MARK_UNICODE_ESCAPE) && Self.findsUnicodeEscape(text)
    for member in members { if let key = member.key { slots[key.slot] = -1 } }
    memberList.removeAll()
    dialogList.removeAll()
    turnList.removeAll()
    hasRichTurns = false
    root.forEachMember { name, value in
      let key = keys.key(name.text)
      memberList.append(Member(key: key, name: name, value: value))
      if let key, slots[key.slot] < 0 { slots[key.slot] = Int32(truncatingIfNeeded: value.node) }
    }
    (shape, matches) = judgeShape()
    if takesOtherNames {
      if !otherNames.isEmpty { otherNames.removeAll() }
      if shape == .unknown || shape == .text, !members.isEmpty, members.count < Self.mostMembers { readOtherNames() }
    }
    listDialogs()
  }

  private static func findsUnicodeEscape(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var position = 0
    while let found = Bytes.find(UInt8(ascii: "\\"), in: text, from: position) {
      if found + 1 < text.count, text[found + 1] == UInt8(ascii: "u") { return true }
      position = found + 2
    }
    return false
  }

  /// Records with more members than this are not looked through for other names.
  private static let mostMembers = 1000

  /// Finds the fields of a shape under the names that others give them.
  private func readOtherNames() {
    let wanted: [[(field: FieldMapping.Field, key: KnownKey)]] = [
      [(.chosen, .chosen), (.rejected, .rejected)], [(.textA, .textA), (.textB, .textB), (.label, .label)],
      [(.prompt, .prompt), (.completion, .completion)], [(.label, .label), (.text, .text)], [(.prompt, .prompt)],
    ]
    // A text beside a label under another name is more than a text.
    for fields in shape == .text ? [[(.label, .label), (.text, .text)]] : wanted {
      var found: [(key: KnownKey, member: Int)] = []
      for (field, key) in fields {
        guard let member = member(called: FieldMapping.knownNames[field] ?? [], besides: found.map(\.member)) else { break }
        found.append((key, member))
      }
      guard found.count == fields.count else { continue }
      for (key, index) in found {
        let member = members[index]
        if let old = member.key { slots[old.slot] = -1 }
        memberList.replace(at: index, with: Member(key: key, name: member.name, value: member.value))
        slots[key.slot] = Int32(truncatingIfNeeded: member.value.node)
        let name = String(decoding: member.name.text, as: UTF8.self)
        if name != key.rawValue { otherNames.append((key, name)) }
      }
      (shape, matches) = judgeShape()
      return
    }
  }

  /// The member with the first of some names that is there and not taken.
  private func member(called names: [String], besides taken: [Int]) -> Int? {
    for name in names {
      for index in members.indices where !taken.contains(index) && members[index].name.text.elementsEqual(name.utf8) { return index }
    }
    return nil
  }

  private func judgeShape() -> (Shape, matches: Int) {
    var shapes = ShapeList()
    if has(.messages) {
      let isJudged = self[.label]?.isBool ?? false
      shapes.append(has(.chosen) && has(.rejected) ? .preference : isJudged ? .unpairedPreference : .chat)
    }
    if has(.conversations) || has(.conversation) { shapes.append(has(.chosen) && has(.rejected) ? .preference : .conversations) }
    if has(.interactions) { shapes.append(.interactions) }
    if has(.contents) { shapes.append(.gemini) }
    if has(.preferredOutput) || has(.nonPreferredOutput) || has(.preferredCompletion) || has(.nonPreferredCompletion) {
      shapes.append(.openAIPreference)
    } else if has(.chosen), has(.rejected) {
      if shapes.isEmpty { shapes.append(.preference) }
    } else if has(.prompt), has(.completion) {
      shapes.append(has(.label) ? .unpairedPreference : .promptCompletion)
    } else if has(.prompt), has(.completions) {
      shapes.append(.stepwise)
    } else if has(.instruction) {
      shapes.append(.instruction)
    } else if has(.inputIDs) {
      shapes.append(.pretokenized)
    } else if has(.segments) {
      shapes.append(.segments)
    } else if has(.label), hasClassifiedText, shapes.isEmpty {
      return (.classification, 1)
    }
    if has(.text) { shapes.append(.text) }
    if let shape = shapes.first { return (shape, shapes.count) }
    if has(.chosen) || has(.rejected) { return (.preference, 1) }
    if has(.prompt) { return (has(.response) || has(.output) || has(.answer) ? .unknown : .promptOnly, 1) }
    return has(.completion) ? (.promptCompletion, 1) : (.unknown, 0)
  }

  private var hasClassifiedText: Bool {
    has(.text) || (has(.textA) && has(.textB)) || has(.sentence) || (has(.sentence1) && has(.sentence2))
      || (has(.premise) && has(.hypothesis))
  }

  private func listDialogs() {
    switch shape {
    case .chat: add(self[.messages], .whole)
    case .conversations: add(self[.conversations] ?? self[.conversation], .whole)
    case .interactions: add(self[.interactions], .whole)
    case .gemini: add(self[.contents], .whole)
    case .openAIPreference:
      if let input = self[.input] { add(input.member("messages"), .prompt) }
      for key in [KnownKey.preferredOutput, .nonPreferredOutput, .preferredCompletion, .nonPreferredCompletion] {
        add(self[key], .answer)
      }
    case .preference:
      let prompt = self[.prompt] ?? self[.messages] ?? self[.conversations]
      add(prompt, .prompt)
      for key in [KnownKey.chosen, .rejected] {
        guard let answer = self[key] else { continue }
        if answer.isObject { addMessage(answer) } else if answer.isArray { add(answer, prompt.map { $0.isArray } ?? false ? .answer : .whole) }
      }
    case .promptCompletion, .unpairedPreference, .promptOnly:
      add(self[.prompt], .prompt)
      add(self[.completion], .answer)
      if shape == .unpairedPreference { add(self[.messages], .whole) }
    default: break
    }
  }

  private func add(_ list: Value?, _ part: Dialog.Part) {
    guard let list, list.isArray else { return }
    let first = turns.count
    let keys = keys
    list.forEachElement { append(Turn($0, keys)) }
    dialogList.append(Dialog(part: part, list: list, turns: first..<turns.count))
  }

  /// One message where others have a list.
  private func addMessage(_ message: Value) {
    append(Turn(message, keys))
    dialogList.append(Dialog(part: .answer, list: message, turns: turns.count - 1..<turns.count))
  }

  private func append(_ turn: Turn) {
    turnList.append(turn)
    if !turn.isPlain { hasRichTurns = true }
  }

  /// The text that stands before what is learned, where it is one string.
  var promptText: Value? {
    let value: Value? =
      switch shape {
      case .promptCompletion, .unpairedPreference, .preference, .stepwise, .promptOnly: self[.prompt]
      case .instruction: self[.instruction]
      case .classification: self[.text] ?? self[.sentence] ?? self[.textA] ?? self[.sentence1] ?? self[.premise]
      default: nil
      }
    return value.flatMap { $0.isString ? $0 : nil }
  }

  /// The text that is learned, where it is one string.
  var answerText: Value? {
    let value: Value? =
      switch shape {
      case .promptCompletion, .unpairedPreference: self[.completion]
      case .instruction: self[.output] ?? self[.response]
      case .text: self[.text]
      case .preference: self[.chosen]
      case .classification: self[.label]
      default: nil
      }
    return value.flatMap { $0.isString ? $0 : nil }
  }
}

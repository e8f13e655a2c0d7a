import CKernels
import PrepBytes
import PrepExamples
import PrepRecords
import PrepShapes

/// A record as the rules see it: its members found, its shape told, its messages listed. One for each worker, which
/// reads one record after the other into it.
///
/// Nothing it calls comes back to it, so accesses need no check.
final class ExampleView {
  struct Member {
    /// The field that the key stands for, when it is one that means something somewhere.
    let key: RecordField?
    let name: BorrowedJSON
    let value: BorrowedJSON
  }

  private let slots: KeySlots
  // SAFETY: one thread has it at a time, and it calls nobody while it changes these, so that accesses need no check.
  /// The fields that the record has under another name than the one looked for first.
  @exclusivity(unchecked) private(set) var otherNames: [(key: RecordField, name: String)] = []
  @exclusivity(unchecked) private(set) var root: BorrowedJSON
  /// The line, counted from 1.
  @exclusivity(unchecked) private(set) var line = 0
  /// Its bytes.
  @exclusivity(unchecked) private(set) var text: UnsafeBufferPointer<UInt8>
  /// The shape that its keys tell; nil when they tell none.
  @exclusivity(unchecked) private(set) var detected: RecordShape?
  /// The shape with those fields, whatever is written in them: what the rules go by.
  @exclusivity(unchecked) private(set) var shape: RecordShape?
  /// Whether it has all fields that the shape needs.
  @exclusivity(unchecked) private(set) var isWhole = false
  /// What the fields tell.
  @exclusivity(unchecked) private(set) var told: DetectedShape?
  /// The set that the record is of; nil where it is judged alone.
  @exclusivity(unchecked) var set: SetShape?
  /// How many shapes that exclude each other the keys would fit.
  @exclusivity(unchecked) private(set) var matches = 0
  /// The text that stands before what is learned, where it is one string.
  @exclusivity(unchecked) private(set) var promptText: BorrowedJSON?
  /// The text that is learned, where it is one string.
  @exclusivity(unchecked) private(set) var answerText: BorrowedJSON?
  @exclusivity(unchecked) private var memberList = PlainList<Member>()
  @exclusivity(unchecked) private var dialogList = PlainList<Dialog>()
  @exclusivity(unchecked) private var turnList = PlainList<Turn>()
  @exclusivity(unchecked) private var hasRichTurns = false
  /// Whether a reader of messages may have something against one of them that rules about messages have not.
  @exclusivity(unchecked) private(set) var hasOddTurns = false
  @exclusivity(unchecked) private var marks = 0
  @exclusivity(unchecked) private(set) var hasUnicodeEscapes = false

  init(_ root: BorrowedJSON, names: FieldNames) {
    slots = KeySlots(names)
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

  /// What the record is to those who read fields under all their usual names.
  private lazy var usual = KeySlots(.usual)

  /// The shape that the record has to those who read fields under all their usual names, and the members of its example
  /// with the fields they are then: nil and none where it has none to them.
  func readUsually() -> (shape: RecordShape?, parts: [(field: RecordField, member: Member)]) {
    usual.removeAll()
    for member in members { _ = usual.add(member.name, member.value) }
    guard let told = usual.detect(root, { _, _ in }) else { return (nil, []) }
    var parts: [(RecordField, Member)] = []
    // Whatever the example is, it is read with these.
    for field in Set(told.shape.fields).union([.system, .history, .tools]).sorted(by: { $0.rawValue < $1.rawValue })
    where !RecordField.besides.contains(field) {
      let node = usual.find(field)
      guard node >= 0, let member = members.first(where: { $0.value.node == node }) else { continue }
      parts.append((field, member))
    }
    return (told.shape, parts)
  }

  /// What fields are called.
  var names: FieldNames { slots.names }

  /// The first member with a field's name; of a needed field that has another name, that one.
  @inline(__always) subscript(key: RecordField) -> BorrowedJSON? {
    let node = slots[key]
    return node < 0 ? nil : root.at(node)
  }

  @inline(__always) func has(_ key: RecordField) -> Bool { slots[key] >= 0 }

  /// The value of a field under the first of its names that the record has.
  func find(_ key: RecordField) -> BorrowedJSON? {
    let node = slots.find(key)
    return node < 0 ? nil : root.at(node)
  }

  /// Whether the examples are dialogues in one list of messages.
  var isChat: Bool { shape == .chat || shape == .shareGPT || shape == .mistral || shape == .gemini }

  /// Whether the record has parts of an example besides some fields.
  func hasParts(besides fields: [RecordField]) -> Bool { slots.hasParts(besides: fields) }

  /// Whether the record has a field under any of its names.
  func hasAny(_ key: RecordField) -> Bool { slots.hasAny(key) }

  /// Reads a record; what was read before is forgotten.
  func read(_ root: BorrowedJSON, line: Int, text: UnsafeBufferPointer<UInt8>) {
    self.root = root
    self.line = line
    self.text = text
    marks = text.baseAddress.map { Int(prep_text_marks($0, text.count)) } ?? 0
    hasUnicodeEscapes = has(PREP_MARK_UNICODE_ESCAPE) && Self.findsUnicodeEscape(text)
    slots.removeAll()
    memberList.removeAll()
    dialogList.removeAll()
    turnList.removeAll()
    hasRichTurns = false
    hasOddTurns = false
    root.forEachMember { name, value in
      memberList.append(Member(key: FieldNames.field(slots.add(name, value)), name: name, value: value))
    }
    if !otherNames.isEmpty { otherNames.removeAll() }
    told = slots.detect(root) { takeOtherName($0, $1) }
    if let told {
      (detected, shape, isWhole) = (told.shape, told.layout, told.isWhole)
      // To whoever reads under any names a text beside an example is a remark; others may take it for the example.
      matches = slots.fitting(told.shape, countingTexts: names.mapping.known == .exact)
    } else {
      (detected, shape, isWhole, matches) = (nil, nil, false, 0)
    }
    listDialogs()
    promptText = findPrompt()
    answerText = findAnswer()
  }

  private static func findsUnicodeEscape(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var position = 0
    while let found = Bytes.find(UInt8(ascii: "\\"), in: text, from: position) {
      if found + 1 < text.count, text[found + 1] == UInt8(ascii: "u") { return true }
      position = found + 2
    }
    return false
  }

  /// Lists a member under the field that it was taken for.
  private func takeOtherName(_ field: RecordField, _ number: Int) {
    let node = slots[field]
    guard let index = members.indices.first(where: { members[$0].value.node == node }) else { return }
    let member = members[index]
    memberList.replace(
      at: index, with: Member(key: field == .verdict ? .label : field, name: member.name, value: member.value))
    otherNames.append((field, names.names[number]))
  }

  private func listDialogs() {
    switch shape {
    case .chat:
      let answer = self[.choices]?.firstObject?.member("message")
      add(self[.messages], answer == nil ? .whole : .prompt)
      if let answer, answer.isObject { addMessage(answer) }
    case .shareGPT: add(self[.conversations], .whole)
    case .mistral: add(self[.interactions], .whole)
    case .gemini: add(self[.contents], .whole)
    case .geminiPreference:
      add(self[.contents], .prompt)
      self[.completions]?.forEachElement { element in
        if let answer = element.member("completion"), answer.isObject { addMessage(answer) }
      }
    case .openAIPreference:
      if let input = self[.input] { add(input.member("messages"), .prompt) }
      add(self[.preferredOutput], .answer)
      add(self[.nonPreferredOutput], .answer)
    case .preference:
      let prompt = self[.prompt] ?? self[.messages] ?? self[.conversations]
      add(prompt, .prompt)
      for key in [RecordField.chosen, .rejected] {
        guard let answer = self[key] else { continue }
        if answer.isObject {
          addMessage(answer)
        } else if answer.isArray {
          let isAnswer = prompt.map { $0.isArray || Self.beginsWithAnswer(answer) } ?? false
          add(answer, isAnswer ? .answer : .whole)
        }
      }
    case .promptCompletion, .unpairedPreference, .promptOnly:
      add(self[.prompt], .prompt)
      add(self[.completion], .answer)
      if shape == .unpairedPreference { add(self[.messages] ?? self[.conversations], .whole) }
    default: break
    }
  }

  /// Whether the first of some messages is the assistant's.
  private static func beginsWithAnswer(_ list: BorrowedJSON) -> Bool {
    guard let role = list.firstObject.flatMap({ $0.member("role") ?? $0.member("from") }), role.isString else {
      return false
    }
    return RoleKind.mark(role.text).kind == .assistant
  }

  private func add(_ list: BorrowedJSON?, _ part: Dialog.Part) {
    guard let list, list.isArray else { return }
    let first = turns.count
    let names = names
    // Turns that are conversations themselves, as BFCL has them, of which the first is asked.
    let takesOthers = names.mapping.known == .usual
    let dialog = takesOthers ? list.firstList ?? list : list
    dialog.forEachElement { element in
      if takesOthers, element.isObject, appendSpoken(element) { return }
      append(Turn(element, names))
    }
    dialogList.append(Dialog(part: part, list: dialog, turns: first..<turns.count))
  }

  /// Appends the turns of an object whose keys say who speaks.
  ///
  /// - Returns: false for any other.
  private func appendSpoken(_ element: BorrowedJSON) -> Bool {
    if element.member("role") != nil || element.member("from") != nil || element.member("type") != nil { return false }
    var turns: [Turn] = []
    var isSpoken = true
    element.forEachMember { name, value in
      guard isSpoken, value.isString || value.isNull, let role = RoleKind.speaker(name.shown) else {
        isSpoken = false
        return
      }
      if !value.isNull, !role.isInstruction || !value.text.isEmpty {
        turns.append(Turn(spoken: value, by: role, in: element))
      }
    }
    guard isSpoken, !turns.isEmpty else { return false }
    for turn in turns { append(turn) }
    return true
  }

  /// One message where others have a list.
  private func addMessage(_ message: BorrowedJSON) {
    append(Turn(message, names))
    dialogList.append(Dialog(part: .answer, list: message, turns: turns.count - 1..<turns.count))
  }

  private func append(_ turn: Turn) {
    turnList.append(turn)
    if !turn.isPlain { hasRichTurns = true }
    if turn.isOdd { hasOddTurns = true }
  }

  /// The text that stands before what is learned, where it is one string.
  private func findPrompt() -> BorrowedJSON? {
    let value: BorrowedJSON? =
      switch shape {
      case .promptCompletion, .unpairedPreference, .preference, .stepwise, .promptOnly: self[.prompt]
      case .alpaca, .rankedAlpaca, .instances: self[.instruction]
      case .classification: self[.text] ?? self[.textA]
      default: nil
      }
    return value.flatMap { $0.isString ? $0 : nil }
  }

  /// The text that is learned, where it is one string.
  private func findAnswer() -> BorrowedJSON? {
    let value: BorrowedJSON? =
      switch shape {
      case .promptCompletion, .unpairedPreference: self[.completion]
      case .alpaca: self[.output] ?? self[.completion]
      case .text: self[.text]
      case .preference: self[.chosen]
      case .classification: self[.label]
      default: nil
      }
    return value.flatMap { $0.isString ? $0 : nil }
  }
}

extension BorrowedJSON {
  /// The first element of a list; nil for an empty list, and for anything else.
  fileprivate var firstElement: BorrowedJSON? {
    guard isArray else { return nil }
    var found: BorrowedJSON?
    forEachElement { if found == nil { found = $0 } }
    return found
  }

  /// The first element, where it is a list.
  fileprivate var firstList: BorrowedJSON? { firstElement.flatMap { $0.isArray ? $0 : nil } }

  /// The first element, where it is an object.
  fileprivate var firstObject: BorrowedJSON? { firstElement.flatMap { $0.isObject ? $0 : nil } }
}

import PrepRecords
import PrepShapes

/// One message of a dialogue, its members found.
struct Turn {
  /// The message itself; not always an object.
  let value: BorrowedJSON
  var role = RoleKind.other
  /// Whether the role goes by a name that only some formats use.
  var isAlias = false
  /// Whether the role is called `from`, as in ShareGPT, whose names of roles are its own.
  private(set) var isFrom = false
  /// Whether it has no role, and its key says who speaks.
  private(set) var isSpoken = false
  /// Whether the message has an id of its own.
  private(set) var hasID = false
  /// Whether the message is an object with the name of a role that speaks, a text, and nothing else.
  private(set) var isPlain = false
  /// Whether a reader of messages may have something against it that rules about messages have not.
  private(set) var isOdd = false
  private var nodes = (
    role: Int32(-1), content: Int32(-1), toolCalls: Int32(-1), toolCallID: Int32(-1), functionCall: Int32(-1)
  )
  private var more = (weight: Int32(-1), name: Int32(-1), train: Int32(-1), trainDetail: Int32(-1), text: Int32(-1))

  init(_ value: BorrowedJSON, _ names: FieldNames) {
    self.value = value
    var members = 0
    var isOdd = !value.isObject
    value.forEachMember { name, member in
      members += 1
      guard let key = FieldNames.field(names.number(of: name.text)) else {
        isOdd = true
        return
      }
      let node = Int32(truncatingIfNeeded: member.node)
      switch key {
      case .role, .from:
        if nodes.role < 0 {
          nodes.role = node
          isFrom = key == .from
        } else {
          isOdd = true
        }
      case .content, .value, .parts:
        if nodes.content < 0 { nodes.content = node } else { isOdd = true }
      case .text:
        more.text = node
        isOdd = true
      case .toolCalls:
        nodes.toolCalls = node
        if !member.isArray, !member.isNull { isOdd = true }
      case .toolCallID: nodes.toolCallID = node
      case .functionCall: nodes.functionCall = node
      case .weight: more.weight = node
      case .name: more.name = node
      case .train: more.train = node
      case .trainDetail: more.trainDetail = node
      case .id, .messageID: hasID = true
      case .parentID:
        hasID = true
        isOdd = true
      case .reasoning, .thinking, .refusal: break
      default: isOdd = true
      }
    }
    if nodes.content < 0, nodes.role >= 0 {
      nodes.content = more.text
      // Cohere's name of it.
      if more.text < 0, names.mapping.known == .usual, let words = value.member("message") {
        nodes.content = Int32(truncatingIfNeeded: words.node)
      }
    }
    if let roleValue, roleValue.isString {
      let named = RoleKind.mark(roleValue.text)
      role = named.kind
      isAlias = named.isAlias
    }
    let isSpeaker = role == .user || role == .assistant || role == .system || role == .developer
    isPlain = members == 2 && isSpeaker && content?.isString ?? false
    self.isOdd = isOdd || !isPlain && !hasUsualForm
  }

  /// A turn without a role, whose key says who speaks.
  init(spoken content: BorrowedJSON, by role: RoleKind, in value: BorrowedJSON) {
    self.value = value
    self.role = role
    nodes.content = Int32(truncatingIfNeeded: content.node)
    isSpoken = true
    isPlain = true
  }

  /// Whether it has a role and a content as all readers of messages know them: a text, parts with a type, or nothing
  /// beside calls of tools.
  private var hasUsualForm: Bool {
    guard let roleValue, roleValue.isString, role != .other, !(isAlias && role == .assistant) else { return false }
    guard let content else { return false }
    if content.isString { return true }
    if content.isNull { return hasCalls || !role.isResult && role == .assistant && toolCalls != nil }
    guard content.isArray else { return false }
    var isUsual = true
    content.forEachElement { part in
      guard isUsual, part.isObject, let type = part.member("type"), type.isString,
        Self.usualParts.contains(where: { type.text.elementsEqual($0) })
      else {
        isUsual = false
        return
      }
    }
    return isUsual
  }

  /// Types of parts that stay as they are whoever reads them.
  private static let usualParts = ["text", "image", "image_url", "video", "audio", "input_audio"].map { Array($0.utf8) }

  private func at(_ node: Int32) -> BorrowedJSON? { node < 0 ? nil : value.at(Int(node)) }

  var roleValue: BorrowedJSON? { at(nodes.role) }
  var content: BorrowedJSON? { at(nodes.content) }
  var toolCalls: BorrowedJSON? { at(nodes.toolCalls) }
  var toolCallID: BorrowedJSON? { at(nodes.toolCallID) }
  var functionCall: BorrowedJSON? { at(nodes.functionCall) }
  var weight: BorrowedJSON? { at(more.weight) }
  var name: BorrowedJSON? { at(more.name) }
  var train: BorrowedJSON? { at(more.train) }
  var trainDetail: BorrowedJSON? { at(more.trainDetail) }
  /// The member `text`, which is the content in Mistral's older form.
  var textMember: BorrowedJSON? { at(more.text) }

  /// Whether the content is a text, or parts one of which is, with something in it.
  var hasContent: Bool {
    guard let content else { return false }
    if content.isString { return !content.text.isEmpty }
    return content.isArray && !content.isEmptyContainer
  }

  /// Whether it is the assistant's and its own marks leave it something to be learned: any weight but 0.
  var isLearned: Bool {
    guard role == .assistant else { return false }
    return weight.map { !$0.isZero } ?? (train.map { $0.first != UInt8(ascii: "f") } ?? true)
  }

  /// Whether the message calls tools.
  var hasCalls: Bool {
    if let toolCalls, toolCalls.isArray, !toolCalls.isEmptyContainer { return true }
    return functionCall.map { !$0.isNull } ?? false
  }
}

/// A list of messages in a record, and what it is there for.
struct Dialog {
  /// What place the messages have in the example.
  enum Part { case whole, prompt, answer }

  let part: Part
  let list: BorrowedJSON
  private let first: Int
  private let end: Int

  init(part: Part, list: BorrowedJSON, turns: Range<Int>) {
    self.part = part
    self.list = list
    first = turns.lowerBound
    end = turns.upperBound
  }

  /// Its messages among the example's turns.
  var turns: Range<Int> { first..<end }
}

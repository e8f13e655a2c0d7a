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
  private var nodes = (
    role: Int32(-1), content: Int32(-1), toolCalls: Int32(-1), toolCallID: Int32(-1), functionCall: Int32(-1)
  )
  private var more = (weight: Int32(-1), name: Int32(-1), train: Int32(-1), trainDetail: Int32(-1), text: Int32(-1))

  init(_ value: BorrowedJSON, _ names: FieldNames) {
    self.value = value
    var members = 0
    value.forEachMember { name, member in
      members += 1
      guard let key = FieldNames.field(names.number(of: name.text)) else { return }
      let node = Int32(truncatingIfNeeded: member.node)
      switch key {
      case .role, .from:
        if nodes.role < 0 {
          nodes.role = node
          isFrom = key == .from
        }
      case .content, .value, .parts: if nodes.content < 0 { nodes.content = node }
      case .text: more.text = node
      case .toolCalls: nodes.toolCalls = node
      case .toolCallID: nodes.toolCallID = node
      case .functionCall: nodes.functionCall = node
      case .weight: more.weight = node
      case .name: more.name = node
      case .train: more.train = node
      case .trainDetail: more.trainDetail = node
      case .id, .messageID, .parentID: hasID = true
      default: break
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
  }

  /// A turn without a role, whose key says who speaks.
  init(spoken content: BorrowedJSON, by role: RoleKind, in value: BorrowedJSON) {
    self.value = value
    self.role = role
    nodes.content = Int32(truncatingIfNeeded: content.node)
    isSpoken = true
    isPlain = true
  }

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

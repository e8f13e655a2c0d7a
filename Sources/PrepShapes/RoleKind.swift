/// Who speaks in a message.
package enum RoleKind: UInt8, Sendable, Hashable, CaseIterable, BitwiseCopyable {
  case system, developer, user, assistant, tool, function, other

  /// A line of the table: a name of a role.
  package struct Name: Sendable, Hashable {
    package let name: String
    package let kind: RoleKind
    /// Whether only some formats use the name.
    package fileprivate(set) var isAlias: Bool
    /// Whether what the message says is a call of a tool, as JSON.
    package let isCall: Bool
    /// Its number in the table.
    package fileprivate(set) var number: UInt8 = 0

    fileprivate init(_ name: String, _ kind: RoleKind, isAlias: Bool = true, isCall: Bool = false) {
      self.name = name
      self.kind = kind
      self.isAlias = isAlias
      self.isCall = isCall
    }
  }

  /// The table of all names that roles have; the commonest come first. A new name is a line here.
  package static let table: [Name] = {
    var names = [
      Name("user", .user, isAlias: false), Name("assistant", .assistant, isAlias: false),
      Name("system", .system, isAlias: false),
      Name("tool", .tool, isAlias: false), Name("developer", .developer, isAlias: false),
      Name("function", .function, isAlias: false),
      Name("human", .user), Name("gpt", .assistant), Name("model", .assistant), Name("bot", .assistant),
      Name("User", .user), Name("Assistant", .assistant), Name("System", .system), Name("Human", .user),
      Name("Chatbot", .assistant), Name("chatbot", .assistant), Name("chatgpt", .assistant), Name("bing", .assistant),
      Name("bard", .assistant), Name("ai", .assistant), Name("AI", .assistant), Name("prompter", .user),
      Name("USER", .user), Name("ASSISTANT", .assistant), Name("SYSTEM", .system), Name("customer", .user),
      Name("agent", .assistant),
      Name("function_call", .assistant, isCall: true), Name("tool_call", .assistant, isCall: true),
      Name("observation", .tool), Name("function_response", .tool), Name("tool_response", .tool),
      Name("ipython", .tool),
      // Words of some templates that are no speaker's.
      Name("environment", .other), Name("context", .other), Name("critic", .other), Name("documents", .other),
      Name("available_tools", .other),
    ]
    for index in names.indices { names[index].number = UInt8(index) }
    return names
  }()

  /// The line of a name; nil when no format has it. Another way to write its letters, small or capital, is another's
  /// name for the same.
  package static func named(_ name: String) -> Name? {
    if let exact = byName[name] { return exact }
    guard name.utf8.contains(where: { (0x41...0x5A).contains($0) }), var same = byName[lowercased(name)] else {
      return nil
    }
    same.isAlias = true
    return same
  }

  /// A name with the letters of ASCII written small.
  private static func lowercased(_ name: String) -> String {
    String(decoding: name.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
  }

  private static let byName = Dictionary(uniqueKeysWithValues: table.map { ($0.name, $0) })

  /// The number of a role's own name.
  package static func number(of kind: RoleKind) -> UInt8 { table.first { $0.kind == kind }?.number ?? 0 }

  /// The kind of role that a name stands for.
  package init(_ name: String) { self = Self.named(name)?.kind ?? .other }

  /// What a name stands for, without the name.
  package struct Mark: Sendable, BitwiseCopyable {
    package let kind: RoleKind
    package let isAlias: Bool
  }

  /// What a name stands for, by the bytes it is written with.
  package static func mark(_ text: UnsafeBufferPointer<UInt8>) -> Mark {
    for (name, kind) in commonest where isEqual(text, name) { return Mark(kind: kind, isAlias: false) }
    guard text.count <= longest, let name = named(String(decoding: text, as: UTF8.self)) else {
      return Mark(kind: .other, isAlias: false)
    }
    return Mark(kind: name.kind, isAlias: name.isAlias)
  }

  /// The names that nearly all messages have, for the loop over them.
  private static let commonest: [(StaticString, RoleKind)] = [
    ("user", .user), ("assistant", .assistant), ("system", .system),
  ]
  private static let longest = table.reduce(0) { max($0, $1.name.utf8.count) }

  @inline(__always)
  private static func isEqual(_ text: UnsafeBufferPointer<UInt8>, _ name: StaticString) -> Bool {
    guard text.count == name.utf8CodeUnitCount else { return false }
    for index in 0..<text.count where text[index] != name.utf8Start[index] { return false }
    return true
  }

  /// The name in OpenAI's format; `unknown` for what is none of its roles.
  package var name: String {
    switch self {
    case .system: "system"
    case .developer: "developer"
    case .user: "user"
    case .assistant: "assistant"
    case .tool: "tool"
    case .function: "function"
    case .other: "unknown"
    }
  }

  /// The name in ShareGPT's format; nil for what it has no name for.
  package var shareGPTName: String? {
    switch self {
    case .user: "human"
    case .assistant: "gpt"
    case .tool, .function: "observation"
    default: nil
    }
  }

  /// The name of a message with a call in ShareGPT's format.
  package static let shareGPTCall = "function_call"

  /// The name in Gemini's format, which knows two.
  package var geminiName: String { self == .user ? "user" : "model" }

  /// Who says the text under a key of a turn that has no role: one whose keys are names of speakers, or of what is asked
  /// and answered; nil for any other key.
  package static func speaker(_ key: String) -> RoleKind? {
    if let name = named(key) { return name.kind == .other ? nil : name.kind }
    if RecordField.prompt.names.contains(key) { return .user }
    return RecordField.completion.names.contains(key) ? .assistant : nil
  }

  /// Whether the words are what a tool gave back.
  package var isResult: Bool { self == .tool || self == .function }

  /// Whether the words are instructions for the assistant: system and developer.
  package var isInstruction: Bool { self == .system || self == .developer }
}

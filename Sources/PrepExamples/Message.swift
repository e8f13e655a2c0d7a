/// One message of a conversation.
public struct Message: Sendable, Equatable {
  /// Who speaks: `system`, `user`, `assistant`, `tool` and whatever else a template knows.
  public var role: String
  public var content: Content
  /// The weight of its loss; nil where the message has none of its own.
  public var weight: Double?
  /// Every other member in order: its key, and its value as the JSON text that was read.
  public var other: [Member]

  /// What a message says.
  public enum Content: Sendable, Equatable {
    /// Nothing: the member is missing or null, as in messages that only call tools.
    case none
    /// A text, as UTF-8.
    case text([UInt8])
    /// The JSON text of an array of parts, or of an object, which a template may know what to do with.
    case parts([UInt8])
  }

  /// A member of the message that the model does not interpret, such as `name`, `tool_calls` or `tool_call_id`.
  public struct Member: Sendable, Equatable {
    public var key: String
    public var json: [UInt8]

    public init(key: String, json: [UInt8]) {
      self.key = key
      self.json = json
    }
  }

  public init(role: String, content: Content, weight: Double? = nil, other: [Member] = []) {
    self.role = role
    self.content = content
    self.weight = weight
    self.other = other
  }

  /// A message that says a text.
  public init(role: String, _ text: String) { self.init(role: role, content: .text(Array(text.utf8))) }

  /// The JSON text of a member that is not interpreted; nil when there is none.
  public subscript(key: String) -> [UInt8]? { other.first { $0.key == key }?.json }
}

/// What the roles of messages are called, by others and by us.
package struct RoleNames: Sendable {
  private var names: [String: String] = [
    "human": "user", "prompter": "user", "User": "user", "USER": "user", "Human": "user", "customer": "user",
    "gpt": "assistant", "chatgpt": "assistant", "bot": "assistant", "model": "assistant", "Chatbot": "assistant",
    "chatbot": "assistant", "Assistant": "assistant", "ASSISTANT": "assistant", "bing": "assistant", "bard": "assistant",
    "ai": "assistant", "AI": "assistant", "agent": "assistant", "System": "system", "SYSTEM": "system", "observation": "tool",
    "function_response": "tool", "ipython": "tool",
  ]
  private static let ours: Set<String> = ["system", "developer", "user", "assistant", "tool", "function", "function_call"]

  /// The names that were added to those that are known already, in their order.
  package private(set) var added: [(name: String, role: String)] = []

  package init() {}

  /// Reads `THEIRS=OURS,…`, which goes before what is known already; nil for a part without `=` or a role that is not ours.
  package init?(parsing argument: String) {
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard sides.count == 2, !sides[0].isEmpty, Self.ours.contains(sides[1]) else { return nil }
      names[sides[0]] = sides[1]
      added.append((sides[0], sides[1]))
    }
  }

  /// Our name of a role; nil when it is not known.
  func role(_ name: String) -> String? { names[name] ?? (Self.ours.contains(name) ? name : nil) }
}

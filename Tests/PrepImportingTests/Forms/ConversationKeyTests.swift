import PrepDiagnostics
import TestSupport
import Testing

@testable import PrepImporting

/// Which conversation a message belongs to that stands on a line of its own, whatever names its fields have.
@Suite struct ConversationKeyTests {
  /// Lines of two conversations, each with a question and its answer.
  private static func lines(_ key: String, _ values: [String], role: String = "role", said: String = "content")
    -> String
  {
    values.enumerated().map { index, value in
      let speaker = values[..<index].count { $0 == value } % 2 == 0 ? "user" : "assistant"
      return #"{"\#(key)":\#(value),"\#(role)":"\#(speaker)","\#(said)":"\#(index)"}"#
    }.joined(separator: "\n")
  }

  private static func messages(_ text: String) throws -> [[String]] {
    try imported(text).lines.map { line in
      line.matches(of: /"(?:role|content)":"([^"]*)"/).map { String($0.1) }
    }
  }

  private static let words = [
    "conversation", "conv", "convo", "dialogue", "dialog", "thread", "chat", "session", "ticket",
  ]
  private static let others = ["sample_id", "group_id", "uuid", "id", "example_key", "ID", "caseId", "item_hash"]

  static let names: [String] = {
    var names: [String] = others
    for word in words {
      names += [word, "\(word)_id", "\(word)Id", "\(word.uppercased())_ID", "\(word)-key", "\(word) No"]
    }
    return names
  }()

  @Test(arguments: names) func `an id under any name keeps conversations apart, or is refused`(name: String) throws {
    for (first, second) in [("\"x\"", "\"y\""), ("1", "2")] {
      let together = try Self.messages(Self.lines(name, [first, first, second, second]))
      #expect(together == [["user", "0", "assistant", "1"], ["user", "2", "assistant", "3"]], "\(name)")
      let fault = #expect(throws: Diagnostic.self) {
        try imported(Self.lines(name, [first, second, first, second]))
      }
      #expect(fault?.code == "interleaved-messages" && fault?.location.line == 3)
    }
  }

  @Test func `an id that each line has for itself names no conversation`() throws {
    for name in ["id", "uuid", "message_id", "msgId"] {
      #expect(try Self.messages(Self.lines(name, ["1", "2", "3", "4"])).count == 1, "\(name)")
    }
    // Who takes part is no conversation, and neither is when.
    for name in ["timestamp", "created_date"] {
      #expect(try Self.messages(Self.lines(name, ["1", "1", "2", "2"])).count == 1, "\(name)")
    }
  }

  @Test func `a field that is the same over runs of lines is asked about, and the answer works`() throws {
    for name in ["topic", "user_id", "split of it"] {
      let text = Self.lines(name, ["\"x\"", "\"x\"", "\"y\"", "\"y\""])
      let fault = #expect(throws: Diagnostic.self) { try imported(text) }
      #expect(fault?.code == "unnamed-conversation" && fault?.location.line == 3, "\(name)")
      #expect(fault?.message.contains(".conversation_id") == true)
      #expect(try Self.messages(text.replacing("\"\(name)\":", with: "\"conversation_id\":")).count == 2)
    }
    #expect(try Self.messages(Self.lines("topic", ["\"x\"", "\"x\"", "\"x\""])).count == 1)
    // What changes within a turn says nothing of conversations.
    #expect(try Self.messages(Self.lines("topic", ["\"x\"", "\"y\"", "\"x\"", "\"y\""])).count == 1)
  }

  @Test func `conversations longer than what is looked at are told by the same id`() throws {
    let count = ConversationKey.mostLines
    let values = Array(repeating: "\"x\"", count: count + 10) + Array(repeating: "\"y\"", count: 4)
    #expect(try Self.messages(Self.lines("conv_id", values)).count == 2)
    #expect(try Self.messages(Self.lines("sample_id", values)).count == 2)
  }

  @Test(arguments: ["role", "from", "speaker", "sender", "author"])
  func `messages under other names are messages`(role: String) throws {
    for said in ["content", "text", "utterance", "message"] {
      let found = try Self.messages(Self.lines("conversation_id", ["1", "1"], role: role, said: said))
      #expect(found == [role == "from" ? ["0", "1"] : ["user", "0", "assistant", "1"]], "\(role) \(said)")
    }
  }

  @Test func `LangChain's messages are messages`() throws {
    let expected = [["human", "a", "ai", "b"]]
    #expect(
      try Self.messages("{\"type\":\"human\",\"content\":\"a\"}\n{\"type\":\"ai\",\"content\":\"b\"}") == expected)
    #expect(
      try Self.messages(
        "{\"type\":\"human\",\"data\":{\"content\":\"a\"}}\n{\"type\":\"ai\",\"data\":{\"content\":\"b\"}}") == expected
    )
    // Texts of people and of machines are texts.
    let texts = "{\"text\":\"a\",\"type\":\"human\"}\n{\"text\":\"b\",\"type\":\"ai\"}"
    #expect(try imported(texts).lines.count == 2)
  }
}

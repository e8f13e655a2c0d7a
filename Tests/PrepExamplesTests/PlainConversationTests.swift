import PrepBytes
import PrepRecords
import PrepShapes
import TestSupport
import Testing

@testable import PrepExamples

@Suite struct PlainConversationTests {
  private static let reader = ExampleReader(shape: .chat)

  private static func messages(_ conversation: borrowing PlainConversation) -> [Message] {
    var messages: [Message] = []
    for index in 0..<conversation.roles.count {
      let role = RoleKind.table[Int(conversation.roles.all[index])].name
      messages.append(Message(role: role, content: .text(Array(conversation.content(index)))))
    }
    return messages
  }

  @Test func `what is plain is read as everything else reads it`() throws {
    var conversation = PlainConversation()
    for line in [
      #"{"messages": []}"#, #"{"messages": [{"role": "user", "content": "a\n\u00e9\ud83d\ude00"}]}"#,
      #"{"id": 3, "messages": [{"content": "", "role": "system"}, {"role": "user", "content": " x "}], "tools": null}"#,
      #"{"messages": [{"role": "assistant", "content": "long enough to be copied in vectors, and \"quoted\" too"}]}"#,
    ] {
      let record = try record(line)
      let isPlain = Self.reader.read(record, into: &conversation)
      #expect(isPlain)
      let messages = Self.messages(conversation)
      #expect(try Self.reader.read(record) == .chat(Chat(messages: messages)), "\(line)")
    }
  }

  @Test func `what is more than plain is left to others`() throws {
    var conversation = PlainConversation()
    for line in [
      "[]", "{}", #"{"messages": {}}"#, #"{"messages": [1]}"#, #"{"messages": [{"role": "user"}]}"#,
      #"{"messages": [], "messages": []}"#,
      #"{"messages": [{"role": "user", "content": null}]}"#,
      #"{"messages": [{"role": "user", "content": "a", "weight": 1}]}"#,
      #"{"messages": [{"role": "poet", "content": "a"}]}"#, #"{"messages": [{"role": "user", "content": "a\ud800"}]}"#,
      #"{"messages": [{"role": "user", "content": "a"}], "tools": []}"#,
      #"{"messages": [{"role": "user", "content": "a"}, null]}"#,
    ] {
      let isPlain = Self.reader.read(try record(line), into: &conversation)
      #expect(!isPlain, "\(line)")
    }
    let isText = ExampleReader(shape: .text).read(try record(#"{"messages": []}"#), into: &conversation)
    #expect(!isText)
  }

  @Test func `messages are taken when they are plain`() {
    var conversation = PlainConversation()
    let plain = [Message(role: "tool", "t"), Message(role: "user", ""), Message(role: "assistant", "é")]
    let isPlain = conversation.take(plain)
    #expect(isPlain)
    let taken = Self.messages(conversation)
    #expect(taken == plain)
    for message in [
      Message(role: "poet", "a"), Message(role: "user", content: .none),
      Message(role: "user", content: .parts(Array("[]".utf8))),
      Message(role: "user", content: .text([]), other: [.init(key: "name", json: [0x31])]),
    ] {
      let isTaken = conversation.take(plain + [message])
      #expect(!isTaken, "\(message)")
    }
  }
}

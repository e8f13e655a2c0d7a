import PrepExamples
import PrepRecords
import PrepTemplates
import Testing

@testable import PrepFormatting

@Suite struct ConversationTextTests {
  private func text(_ example: Example) throws -> String {
    let text = ConversationText(try ChatRenderer(try ChatTemplate.named("chatml")))
    var writer = JSONWriter()
    writer.beginObject()
    try text.writeMembers(of: example, to: &writer)
    writer.endObject()
    return String(decoding: writer.take(), as: UTF8.self)
  }

  @Test func `prompts and completions become turns of a conversation`() throws {
    #expect(
      try text(.promptCompletion(prompt: .text(Array("q".utf8)), completion: .text(Array("a".utf8))))
        == #"{"text":"<|im_start|>user\nq<|im_end|>\n<|im_start|>assistant\na<|im_end|>\n"}"#)
    #expect(
      try text(.promptOnly(.messages([Message(role: "user", "q")])))
        == #"{"prompt":"<|im_start|>user\nq<|im_end|>\n<|im_start|>assistant\n"}"#)
    #expect(
      try text(.preference(Preference(prompt: nil, chosen: .text([0x61]), rejected: .text([0x62]))))
        == #"{"chosen":"<|im_start|>assistant\na<|im_end|>\n","rejected":"<|im_start|>assistant\nb<|im_end|>\n"}"#)
  }
}

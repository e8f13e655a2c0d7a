import PrepBytes
import PrepDiagnostics
import PrepExamples
import PrepRecords
import PrepTemplates

/// Writes examples as the text that a chat template makes of them.
///
/// A prompt and its completion are a message of the user and one of the assistant, as trainers take them.
package final class ConversationText {
  private let renderer: ChatRenderer
  private var rendered = ChatBuffer()
  /// Variables of the template for the next example, a JSON object.
  package var variables: [UInt8]?
  /// What the template left out of the last example, or showed as no model should see it.
  package private(set) var losses: [RenderingLoss] = []
  /// In how many messages of the last example it left out what the assistant thinks.
  package private(set) var thoughts = 0

  package init(_ renderer: ChatRenderer) { self.renderer = renderer }

  /// Writes the members of a record: `text`; `prompt` for a prompt alone; `prompt`, `chosen` and `rejected` for a
  /// preference.
  ///
  /// - Throws: ``TemplateFailure`` when the template refuses the messages.
  package func writeMembers(of example: Example, to writer: inout JSONWriter) throws(TemplateFailure) {
    (losses, thoughts) = ([], 0)
    switch example {
    case .chat(let chat): write("text", try text(chat.messages, chat.tools), &writer)
    case .promptCompletion(let prompt, let completion):
      write("text", try text(messages(prompt, "user") + messages(completion, "assistant"), nil), &writer)
    case .unpairedPreference(let prompt, let completion, let label):
      write("text", try text(messages(prompt, "user") + messages(completion, "assistant"), nil), &writer)
      writer.key("label")
      writer.bool(label)
    case .promptOnly(let prompt, let tools):
      write("prompt", try text(messages(prompt, "user"), tools, addsPrompt: true), &writer)
    case .preference(let pair): try write(pair, to: &writer)
    case .text(let text): write("text", text, &writer)
    case .classification(let text, let pair, let label):
      let prompt = pair.map { text + Array("\n".utf8) + $0 } ?? text
      write("text", try self.text(messages(.text(prompt), "user") + messages(.text(label), "assistant"), nil), &writer)
    case .tokenClassification(let tagged): write("text", tagged.text, &writer)
    case .questionAnswering(let question):
      let prompt = question.context + Array("\n\n".utf8) + question.question
      let answer = question.answers.first?.text ?? []
      write("text", try self.text(messages(.text(prompt), "user") + messages(.text(answer), "assistant"), nil), &writer)
    }
  }

  private func write(_ pair: Preference, to writer: inout JSONWriter) throws(TemplateFailure) {
    let prompt = pair.prompt.map { messages($0, "user") } ?? []
    if !prompt.isEmpty { write("prompt", try text(prompt, pair.tools, addsPrompt: true), &writer) }
    write("chosen", try text(prompt + messages(pair.chosen, "assistant"), pair.tools), &writer)
    write("rejected", try text(prompt + messages(pair.rejected, "assistant"), pair.tools), &writer)
  }

  private func messages(_ text: ExampleText, _ role: String) -> [Message] {
    switch text {
    case .text(let bytes): [Message(role: role, content: .text(bytes))]
    case .messages(let messages): messages
    }
  }

  private func text(_ messages: [Message], _ tools: [UInt8]?, addsPrompt: Bool = false) throws(TemplateFailure)
    -> [UInt8]
  {
    try renderer.render(messages, tools: tools, variables: variables, addsPrompt: addsPrompt, into: &rendered)
    let (losses, thoughts) = RenderingLoss.all(of: messages, in: rendered, wroteObject: renderer.wroteObject)
    self.losses += losses
    self.thoughts += thoughts
    return Array(rendered.bytes.all)
  }

  private func write(_ key: String, _ text: [UInt8], _ writer: inout JSONWriter) {
    writer.key(key)
    writer.string(text)
  }
}

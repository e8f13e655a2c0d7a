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
  /// Variables of the template for the next example.
  package var variables: TemplateVariables?
  /// What the template left out of the last example, or showed as no model should see it.
  package private(set) var losses: [RenderingLoss] = []
  /// In how many messages of the last example it left out what the assistant thinks.
  package private(set) var thoughts = 0
  /// Messages whose names the template leaves out.
  package private(set) var names = 0

  package init(_ renderer: ChatRenderer) { self.renderer = renderer }

  /// Whether the template asks for a field of records.
  package func shows(_ field: RecordField) -> Bool { renderer.template.mentions(field.name) }

  /// Writes the members of a record: `text`; `prompt` for a prompt alone; `prompt`, `chosen` and `rejected` for a
  /// preference.
  ///
  /// - Throws: ``TemplateFailure`` when the template refuses the messages.
  package func writeMembers(of example: Example, to writer: inout JSONWriter) throws(TemplateFailure) {
    (losses, thoughts, names) = ([], 0, 0)
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

  /// Writes the prompt that both answers share, and what each answer adds to it: whoever reads them puts the prompt
  /// before both. What the template writes otherwise once there is an answer belongs to the answers.
  private func write(_ pair: Preference, to writer: inout JSONWriter) throws(TemplateFailure) {
    let (prompt, chosen, rejected) = PreferencePrompt.split(pair)
    let asked = prompt == .text([]) ? [] : messages(prompt, "user")
    let texts = try [chosen, rejected].map { (answer) throws(TemplateFailure) in
      try text(asked + messages(answer, "assistant"), pair.tools)
    }
    var shared = asked.isEmpty ? [] : try text(asked, pair.tools, addsPrompt: true)
    for text in texts { shared = Array(zip(shared, text).prefix { $0 == $1 }.map(\.0)) }
    // The rest of a character stays with its beginning.
    while texts.contains(where: { $0.count > shared.count && $0[shared.count] & 0xC0 == 0x80 }) { shared.removeLast() }
    if !shared.isEmpty { write("prompt", shared, &writer) }
    write("chosen", Array(texts[0][shared.count...]), &writer)
    write("rejected", Array(texts[1][shared.count...]), &writer)
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
    let (losses, thoughts, _, names) = RenderingLoss.all(
      of: messages, tools: tools, variables: variables, in: rendered, by: renderer)
    self.losses += losses
    self.thoughts += thoughts
    self.names += names
    return Array(rendered.bytes.all)
  }

  private func write(_ key: String, _ text: [UInt8], _ writer: inout JSONWriter) {
    writer.key(key)
    writer.string(text)
  }
}

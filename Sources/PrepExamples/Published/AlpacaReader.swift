import PrepDiagnostics
import PrepRecords
import PrepShapes

/// Reads instructions with an optional input, as Alpaca and its like have them.
struct AlpacaReader {
  private let source: SourceRecord

  init(_ source: SourceRecord) { self.source = source }

  func examples(_ shape: RecordShape) throws(Diagnostic) -> [Example] {
    guard let instruction = source.member(.instruction) else { throw source.missing(.instruction) }
    let task = try source.text(instruction)
    switch shape {
    case .instances:
      guard let list = source.member(.instances) else { throw source.missing(.instances) }
      var examples: [Example] = []
      for instance in try source.elements(list) {
        guard let output = instance["output"] else { throw source.missing("output", in: instance) }
        let input = try instance["input"].map { view throws(Diagnostic) in try source.text(view) } ?? []
        examples.append(
          .promptCompletion(prompt: .text(Self.joined(task, input)), completion: .text(try source.text(output))))
      }
      return examples
    case .rankedAlpaca:
      let prompt = try prompt(task)
      guard let list = source.member(.output) else { throw source.missing(.output) }
      let answers = try source.elements(list)
      guard answers.count >= 2 else { throw source.impossible("a ranked record has fewer than two answers", at: list) }
      if answers.count > 2 { source.losses.lose(.output, "answers between the best and the worst") }
      return [
        .preference(
          Preference(
            prompt: prompt, chosen: .text(try source.text(answers[0])),
            rejected: .text(try source.text(answers[answers.count - 1]))))
      ]
    default:
      let prompt = try prompt(task)
      let answer = try source.text(try answer())
      let thought = try source.withThoughts(.text(answer))
      if thought == nil, case .text = prompt { return [.promptCompletion(prompt: prompt, completion: .text(answer))] }
      let answered = thought ?? source.messages(.text(answer), .assistant)
      return [.chat(Chat(messages: source.messages(prompt, .user) + answered, tools: try source.tools()))]
    }
  }

  private func answer() throws(Diagnostic) -> JSONView {
    if let output = source.member(.output) { return output }
    return try source.required(.completion)
  }

  /// The instruction and its input; with a system text or earlier turns a conversation.
  func prompt(_ task: [UInt8]) throws(Diagnostic) -> ExampleText {
    let extra = source.member(.input)
    let text = Self.joined(task, try extra.map { view throws(Diagnostic) in try source.text(view) } ?? [])
    return try source.asked(.text(text))
  }

  /// The two on lines of their own; the instruction alone where there is no input.
  private static func joined(_ task: [UInt8], _ input: [UInt8]) -> [UInt8] {
    input.isEmpty ? task : task + [0x0A] + input
  }
}

import PrepDiagnostics
import PrepRecords
import PrepShapes

/// Reads pairs of answers, one of which was preferred.
struct PreferenceReader {
  private let source: SourceRecord

  init(_ source: SourceRecord) { self.source = source }

  func examples(_ shape: RecordShape) throws(Diagnostic) -> [Example] {
    switch shape {
    case .openAIPreference: [.preference(try openAI())]
    case .shareGPTPreference: [.preference(try shareGPT())]
    case .transcripts: [.preference(try transcripts())]
    case .stanfordPreferences: [.preference(try stanford())]
    case .summarizeFromFeedback: [.preference(try summaries())]
    case .geminiPreference: [.preference(try gemini())]
    case .rankedAnswers: [.preference(try ranked())]
    default: [.preference(try plain())]
    }
  }

  private func plain() throws(Diagnostic) -> Preference {
    if !source.has(.chosen), source.has(.rejected), source.has(.messages) { return try rejected() }
    let chosen = try source.textOrMessages(try source.required(.chosen))
    let rejected = try source.textOrMessages(try source.required(.rejected))
    if let found = source.find(.prompt) {
      let isInstruction = found.key == RecordField.instruction.name && found.view.kind == .string
      // As Alpaca has it: an input, a system text and earlier turns belong to the question.
      let prompt =
        isInstruction
        ? try AlpacaReader(source).prompt(try source.text(found.view))
        : try source.asked(try source.textOrMessages(found.view))
      return try asked(prompt, found, [.chosen, .rejected], chosen, rejected, tools: try source.tools())
    } else if let found = source.find(.messages) {
      // Messages beside the answers are what they answer, unless the answers begin with them already.
      let chat = try ChatReader(source).chat(of: found.view)
      if Self.areWhole(chosen, rejected, with: chat.messages) {
        return Preference(prompt: nil, chosen: chosen, rejected: rejected, tools: chat.tools)
      }
      return try asked(
        .messages(chat.messages), found, [.chosen, .rejected], chosen, rejected, tools: chat.tools)
    }
    return Preference(prompt: nil, chosen: chosen, rejected: rejected, tools: try source.tools())
  }

  /// A pair of answers to what is asked, which stands once before each.
  private func asked(
    _ prompt: ExampleText, _ found: (key: String, view: JSONView), _ fields: [RecordField], _ chosen: ExampleText,
    _ rejected: ExampleText, tools: [UInt8]?
  ) throws(Diagnostic) -> Preference {
    guard let settled = RepeatedPrompt(prompt, [chosen, rejected], keepsWhole: true) else {
      if source.losses.isLetGo(found.key) || source.losses.isLetGo(RecordField.prompt.name) {
        return Preference(prompt: nil, chosen: chosen, rejected: rejected, tools: tools)
      }
      throw Diagnostic(
        "lost-field", RepeatedPrompt.words(found.key, fields.map { source.names.mapping.name(of: $0) }),
        at: source.record.location(of: found.view, pointer: RecordFields.pointer(found.key)))
    }
    let answers = settled.answers
    guard case .messages? = settled.prompt else {
      return Preference(prompt: settled.prompt, chosen: answers[0], rejected: answers[1], tools: tools)
    }
    return Preference(
      prompt: settled.prompt, chosen: Self.answer(answers[0]), rejected: Self.answer(answers[1]), tools: tools)
  }

  /// A pair whose chosen answer ends the messages, and whose rejected one stands beside them: alone, or as a whole
  /// conversation. ms-swift has both.
  private func rejected() throws(Diagnostic) -> Preference {
    let view = try source.required(.messages)
    let chat = try ChatReader(source).chat(of: view)
    let rejected = Self.answer(try source.textOrMessages(try source.required(.rejected)))
    if case .messages(let list) = rejected, list.count > 1 {
      return Preference(prompt: nil, chosen: .messages(chat.messages), rejected: rejected, tools: chat.tools)
    }
    guard let last = chat.messages.last, last.role == RoleKind.assistant.name else {
      throw source.impossible("the conversation does not end with an answer that was chosen", at: view)
    }
    return Preference(
      prompt: .messages(chat.messages.dropLast()), chosen: .messages([last]), rejected: rejected, tools: chat.tools)
  }

  /// Gemini's preference tuning: what is asked, and two completions with scores.
  private func gemini() throws(Diagnostic) -> Preference {
    let chat = try ChatReader(source).chat(.gemini)
    guard let view = source.member(.completions) else { throw source.missing(.completions) }
    var answers: [(score: Double, text: ExampleText)] = []
    for element in try source.elements(view) {
      guard let score = element["score"]?.double, let answer = element["completion"] else {
        throw source.wrong(element, "a completion with a score")
      }
      answers.append((score, try source.textOrMessages(answer)))
    }
    guard answers.count == 2, answers[0].score != answers[1].score else {
      throw source.impossible("there are not two completions, one with the higher score", at: view)
    }
    answers.sort { $0.score > $1.score }
    return Preference(
      prompt: .messages(chat.messages), chosen: answers[0].text, rejected: answers[1].text, tools: chat.tools)
  }

  /// Answers with ranks, or a list of answers beside one of their scores: the best and the worst make the pair.
  private func ranked() throws(Diagnostic) -> Preference {
    // NeMo RL calls the messages that are answered their context.
    let context = source.has(.prompt) ? nil : source.member(.context)
    let prompt =
      if let context { try source.asked(try source.textOrMessages(context)) } else { try source.whatIsAsked() }
    guard let view = source.member(.answers) ?? source.member(.completions) else { throw source.missing(.answers) }
    let elements = try source.elements(view)
    var scores: [JSONView]?
    if let list = source.member(.scores) { scores = try source.elements(list) }
    if let scores, scores.count != elements.count {
      throw source.impossible(
        "the numbers of answers and scores differ: \(elements.count) and \(scores.count)", at: view)
    }
    var answers: [(rank: Double, text: ExampleText)] = []
    for (place, element) in elements.enumerated() {
      if let scores {
        guard let score = scores[place].double else { throw source.wrong(scores[place], "a number") }
        answers.append((-score, try source.textOrMessages(element)))
        continue
      }
      // A score is the better the higher it is, a rank the lower.
      guard let rank = element["rank"]?.double ?? element["overall_score"]?.double.map({ -$0 }) else {
        throw source.wrong(element, "an answer with a rank or a score")
      }
      guard let answer = element["answer"] ?? element["text"] ?? element["response"] ?? element["completion"] else {
        throw source.missing("answer", in: element)
      }
      answers.append((rank, try source.textOrMessages(answer)))
    }
    guard let best = answers.min(by: { $0.rank < $1.rank }), let worst = answers.max(by: { $0.rank < $1.rank }),
      best.rank < worst.rank
    else { throw source.impossible("no answer has another rank than the others", at: view) }
    if answers.count > 2 { source.losses.lose(.answers, "answers between the best and the worst") }
    guard case .messages = prompt else {
      return Preference(prompt: prompt, chosen: best.text, rejected: worst.text, tools: try source.tools())
    }
    return Preference(
      prompt: prompt, chosen: Self.answer(best.text), rejected: Self.answer(worst.text), tools: try source.tools())
  }

  private func openAI() throws(Diagnostic) -> Preference {
    guard let input = source.member(.input), let list = input["messages"] else { throw source.missing(.messages) }
    input.forEachMember { key, value in
      let name = (try? key.string()) ?? "?"
      if name != "messages", name != "tools", !value.isNull { source.losses.insert("field input.\(name)") }
    }
    guard let chosen = source.member(.preferredOutput) else {
      throw source.missing(.preferredOutput)
    }
    guard let rejected = source.member(.nonPreferredOutput) else {
      throw source.missing(.nonPreferredOutput)
    }
    return try asked(
      .messages(try source.messages(list)), (RecordField.input.name, input), [.preferredOutput, .nonPreferredOutput],
      try source.textOrMessages(chosen), try source.textOrMessages(rejected),
      tools: try source.tools(input["tools"]))
  }

  private func shareGPT() throws(Diagnostic) -> Preference {
    guard let list = source.member(.conversations), let chosen = source.member(.chosen),
      let rejected = source.member(.rejected)
    else { throw source.missing(.conversations) }
    let chat = try ChatReader(source).chat(of: list)
    return try asked(
      .messages(chat.messages), (RecordField.conversations.name, list), [.chosen, .rejected],
      Self.answer(try source.textOrMessages(chosen)), Self.answer(try source.textOrMessages(rejected)),
      tools: chat.tools)
  }

  /// The prompt is what both conversations begin with, whole turns of it.
  private func transcripts() throws(Diagnostic) -> Preference {
    guard let chosen = source.member(.chosen), let rejected = source.member(.rejected) else {
      throw source.missing(.chosen)
    }
    guard let left = TranscriptText.messages(try source.text(chosen)),
      let right = TranscriptText.messages(try source.text(rejected))
    else { throw source.impossible("the conversation does not begin with a turn", at: chosen) }
    var shared = zip(left, right).prefix { $0 == $1 }.count
    // Each side keeps at least its last message, and the prompt ends with the user.
    shared = min(shared, left.count - 1, right.count - 1)
    while shared > 0, left[shared - 1].role == "assistant" { shared -= 1 }
    return Preference(
      prompt: .messages(Array(left[..<shared])), chosen: .messages(Array(left[shared...])),
      rejected: .messages(Array(right[shared...])))
  }

  private func stanford() throws(Diagnostic) -> Preference {
    guard let history = source.member(.history), let first = source.member(.firstAnswer),
      let second = source.member(.secondAnswer),
      let label = source.member(.labels)
    else { throw source.missing(.history) }
    // 1 says that the first answer is preferred, however tables write it.
    guard let isFirst = Verdict(label)?.isLiked else { throw source.wrong(label, "1 or 0") }
    let (chosen, rejected) = isFirst ? (first, second) : (second, first)
    return Preference(
      prompt: .text(try source.text(history)), chosen: .text(try source.text(chosen)),
      rejected: .text(try source.text(rejected)))
  }

  private func summaries() throws(Diagnostic) -> Preference {
    guard let info = source.member(.info), let list = source.member(.summaries), let choice = source.member(.choice)
    else {
      throw source.missing(.summaries)
    }
    let summaries = try source.elements(list)
    guard summaries.count == 2, let chosen = choice.int, (0...1).contains(chosen),
      let better = summaries[chosen]["text"],
      let worse = summaries[1 - chosen]["text"]
    else { throw source.impossible("there are not two summaries with a choice of 0 or 1", at: list) }
    var lines: [[UInt8]] = []
    for (title, key) in [
      ("SUBREDDIT: r/", "subreddit"), ("TITLE: ", "title"), ("POST: ", "post"), ("ARTICLE: ", "article"),
    ] {
      guard let view = info[key], view.kind == .string else { continue }
      lines.append(Array(title.utf8) + (try source.text(view)))
    }
    lines.append(Array("TL;DR:".utf8))
    return Preference(
      prompt: .text(Array(lines.joined(separator: [0x0A]))), chosen: .text(try source.text(better)),
      rejected: .text(try source.text(worse)))
  }

  /// Whether one of the answers is the conversation in messages, and both are conversations.
  private static func areWhole(_ chosen: ExampleText, _ rejected: ExampleText, with messages: [Message]) -> Bool {
    guard case .messages(let left) = chosen, case .messages(let right) = rejected else { return false }
    return left == messages && right.count > 1 || right == messages && left.count > 1
  }

  /// A text as a message of the assistant.
  private static func answer(_ text: ExampleText) -> ExampleText {
    guard case .text(let words) = text else { return text }
    return .messages([Message(role: "assistant", content: .text(words))])
  }
}

import PrepDiagnostics
import PrepExamples
import PrepRecords
import PrepShapes

extension EvaluationItem {
  private static let questionNames = [
    "question", "prompt", "input", "problem", "instruction", "ctx", "goal", "sentence", "query", "text",
  ]
  private static let answerNames = [
    "answer", "target", "completion", "canonical_solution", "output", "label", "answerKey", "correct_answer",
    "best_answer", "answers", "solution", "response", "code",
  ]

  /// The item that a record is: the first of ``questionNames`` that says something, an instruction together with its
  /// input, or the turns before the last answer; the first of ``answerNames`` or the last answer, resolved where it is the
  /// number or letter of one of `choices`, `options` or `endings`. nil where there is no question.
  package init?(_ record: Record) {
    let root = record.root
    guard root.kind == .object || SourceRecord.isConversation(root) else { return nil }
    let location = record.location()
    let asks = root["prompt"]?.kind == .array ? nil : Self.first(Self.questionNames, of: root)
    var question = asks
    if let asked = question, root["question"] == nil, root["prompt"] == nil,
      let instruction = root["instruction"].flatMap(Self.text), let input = root["input"].flatMap(Self.text),
      !Self.isBlank(instruction), !Self.isBlank(input)
    {
      question = asked == instruction ? asked : instruction + [0x0A] + input
    }
    let choices = Self.choices(of: root)
    var answers = Self.answers(of: root, choices)
    if asks == nil, let turns = Self.conversation(record) {
      let told = Self.item(turns)
      question = told.question ?? question
      if turns.contains(where: \.isAnswer) { answers = told.answers }
    }
    guard let question = question ?? Self.first(Self.questionNames, of: root) else { return nil }
    let file = location.file.split(separator: "/").last.map(String.init) ?? location.file
    let set =
      ["eval", "eval_key"].compactMap { root[$0].flatMap(Self.text) }.first.map { String(decoding: $0, as: UTF8.self) }
      ?? file
    self.init(
      name: Self.name(of: root) ?? "\(location.file):\(location.line)", set: set, question: question,
      answers: answers.flatMap(Self.withoutReasons), choices: choices.map(\.text))
  }

  /// What the first of some fields says that says something; what the first says that is there, if none does.
  private static func first(_ names: [String], of root: JSONView) -> [UInt8]? {
    var blank: [UInt8]?
    for name in names {
      guard let view = root[name], view.kind != .null, let text = text(view) else { continue }
      if !isBlank(text) { return text }
      blank = blank ?? text
    }
    return blank
  }

  private static func isBlank(_ text: [UInt8]) -> Bool { text.allSatisfy { $0 <= 0x20 } }

  private typealias Turn = (isAnswer: Bool, text: [UInt8])

  /// The turns of the conversation that a record is, as every command reads it, without instructions; nil where it is
  /// none.
  private static func conversation(_ record: Record) -> [Turn]? {
    let names = FieldNames.usual
    guard let shape = try? ExampleShape(of: record, names),
      let example = try? ExampleReader(shape: shape, names: names, omitting: .all).read(record)
    else { return nil }
    var messages: [Message] = []
    func take(_ text: ExampleText, _ role: RoleKind) {
      switch text {
      case .text(let words): messages.append(Message(role: role.name, content: .text(words)))
      case .messages(let list): messages += list
      }
    }
    switch example {
    case .chat(let chat): messages = chat.messages
    case .promptOnly(let prompt, _): take(prompt, .user)
    case .promptCompletion(let prompt, let completion):
      take(prompt, .user)
      take(completion, .assistant)
    default: return nil
    }
    return messages.compactMap { message in
      let role = RoleKind(message.role)
      if role.isInstruction { return nil }
      switch message.content {
      case .none: return nil
      case .text(let words): return (role == .assistant, words)
      case .parts(let json): return (try? JSONDocument(json).root).flatMap(text).map { (role == .assistant, $0) }
      }
    }
  }

  /// What is asked in a conversation, and its last answer.
  private static func item(_ turns: [Turn]) -> (question: [UInt8]?, answers: [[UInt8]]) {
    var turns = turns
    var answers: [[UInt8]] = []
    if let last = turns.lastIndex(where: \.isAnswer) {
      answers = [turns[last].text]
      turns.removeSubrange(last...)
    }
    return (turns.isEmpty ? nil : Array(turns.map(\.text).joined(separator: [0x0A])), answers)
  }

  private static func name(of root: JSONView) -> String? {
    if let key = root["eval_key"].flatMap(text), let index = root["eval_instance_index"] {
      let split = root["split"].flatMap(text).map { String(decoding: $0, as: UTF8.self) + "/" } ?? ""
      return String(decoding: key, as: UTF8.self) + "/" + split + written(index)
    }
    return root["id"].flatMap { $0.kind == .string || $0.kind == .number ? written($0) : nil }
  }

  private static func written(_ view: JSONView) -> String {
    if view.kind == .string, let text = try? view.string() { return text }
    return view.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
  }

  /// A text, or the texts in a value, a line each.
  private static func text(_ view: JSONView) -> [UInt8]? {
    switch view.kind {
    case .string: return try? view.unescaped()
    case .number: return view.withUnsafeBytes { Array($0) }
    case .array, .object:
      let inside = RecordText(view)
      return inside.fields.isEmpty ? nil : inside.bytes
    default: return nil
    }
  }

  // MARK: Answers

  private typealias Choice = (text: [UInt8], label: [UInt8]?)

  /// What an answer is chosen among, with what each is called.
  private static func choices(of root: JSONView) -> [Choice] {
    var texts: [[UInt8]] = []
    var labels: [[UInt8]] = []
    guard let choices = root["choices"] ?? root["options"] ?? root["endings"] else { return [] }
    if choices.kind == .object, choices["text"] == nil {
      // Letters as keys.
      choices.forEachMember { key, value in
        labels.append((try? key.unescaped()) ?? [])
        texts.append(text(value) ?? [])
      }
    } else {
      (choices["text"] ?? choices).forEachElement { choice in
        texts.append((choice.kind == .object ? choice["text"].flatMap(text) : nil) ?? text(choice) ?? [])
        if let label = choice["label"].flatMap(text) { labels.append(label) }
      }
      choices["label"]?.forEachElement { labels.append(text($0) ?? []) }
    }
    return texts.enumerated().map { ($1, labels.count == texts.count ? labels[$0] : nil) }
  }

  /// The answers of a record: of several spellings each.
  private static func answers(of root: JSONView, _ choices: [Choice]) -> [[UInt8]] {
    for name in answerNames {
      guard let view = root[name], view.kind != .null else { continue }
      var answers: [[UInt8]] = []
      let list = view["text"] ?? view
      if name == "answers", list.kind == .array {
        list.forEachElement { if let answer = text($0["text"] ?? $0) { answers.append(answer) } }
      } else if let answer = answer(view, among: choices) {
        answers.append(answer)
      }
      if answers.contains(where: { !isBlank($0) }) { return answers }
    }
    return []
  }

  /// An answer, or the choice that it is the number or the letter of.
  private static func answer(_ view: JSONView, among choices: [Choice]) -> [UInt8]? {
    guard !choices.isEmpty, let written = text(view) else { return text(view) }
    // `(B)`, `B.` and `b` are B.
    let name = written.filter { $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 26 || $0 >= 0x80 }
    if let choice = choices.first(where: { $0.label == name && !name.isEmpty }) { return choice.text }
    guard name.count == 1 else { return written }
    let index = name[0] &- 0x30 < 10 ? Int(name[0]) - 0x30 : Int(name[0] | 0x20) - 0x61
    return choices.indices.contains(index) ? choices[index].text : written
  }

  /// An answer, and what stands behind `####` or in `\boxed{}` in one that gives its reasons first.
  private static func withoutReasons(_ answer: [UInt8]) -> [[UInt8]] {
    for mark in ["####", "\\boxed{"] {
      let mark = Array(mark.utf8)
      guard answer.count > mark.count,
        let place = (0...(answer.count - mark.count)).last(where: { answer[$0..<$0 + mark.count].elementsEqual(mark) })
      else { continue }
      var end = answer.count
      if mark.last == UInt8(ascii: "{"), let last = answer.lastIndex(of: UInt8(ascii: "}")) { end = last }
      let rest = answer[min(place + mark.count, end)..<end]
      if !rest.isEmpty { return [answer, Array(rest)] }
    }
    return [answer]
  }
}

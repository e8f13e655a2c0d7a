import PrepExamples
import PrepShapes

extension ChatRenderer {
  /// How the turns of an assistant look: a few conversations of words that stand nowhere else tell.
  func findShape() -> TurnShape {
    shape.endOfText = settings.tokens.first { $0.name == "eos_token" }.map { Array($0.text.utf8) } ?? []
    guard let opening = findOpening() else {
      shape.isUnknown = true
      return shape
    }
    self.opening = opening
    let (prompt, isAsked) = findPrompt()
    shape.prompt = prompt
    noteAnswer()
    if !isAsked { keepPromptThatBeginsAnswers() }
    leavePromptFromHeader()
    noteConstantPrompt()
    noteNextTurn()
    noteBehindAll()
    noteResult()
    return shape
  }

  static let question = Message(role: "user", "prep asks")
  static let answer = Message(role: "assistant", "prep answers")

  /// What conversations begin with that the template takes, and the tools it asks for; nil where it takes none that is
  /// tried.
  func findOpening() -> TemplateOpening? {
    TemplateOpening.all.first { opening in
      (try? run(opening.messages + [Self.question, Self.answer], opening.tools, addsPrompt: false, isRepeatable: false))
        != nil
    }
  }

  /// Documents that stand for those of a record where it is found out what turns look like.
  static let someDocuments = Array(#"[{"title":"prep title","text":"prep text","content":"prep text"}]"#.utf8)

  /// Finds how conversations begin in a template that renders none without documents.
  func findOpeningWithDocuments() {
    guard template.mentions(RecordField.documents.name) else { return }
    usual = TemplateVariables(named: nil, documents: Self.someDocuments)
    variables = usual
    if let found = findOpening() { opening = found } else { (usual, variables) = (nil, nil) }
  }

  /// The rendering of messages behind the opening; nil when the template refuses them.
  func probe(_ messages: [Message], addsPrompt: Bool = false) -> TemplateOutput? {
    (try? run(opening.messages + messages, opening.tools, addsPrompt: addsPrompt, isRepeatable: false))?.0
  }

  /// What asks for an answer, and whether it is printed only when one is asked for.
  private func findPrompt() -> (words: [UInt8], isAsked: Bool) {
    guard let without = probe([Self.question]) else { return ([], true) }
    if let with = probe([Self.question], addsPrompt: true) {
      if with.bytes.starts(with: without.bytes), with.bytes.count > without.bytes.count {
        return (Array(with.bytes[without.bytes.count...]), true)
      }
      // Some end the text unless they ask for an answer.
      let length = TurnShape.common(with.bytes, without.bytes, from: 0, [])
      let asked = ByteSearch.first(Array("prep asks".utf8), in: with.bytes[...]).map { $0 + 9 } ?? .max
      if length >= asked, length < with.bytes.count, length < without.bytes.count {
        return (Array(with.bytes[length...]), true)
      }
    }
    // Some templates ask for an answer in any case.
    let units = segmenter(without, opening.messages + [Self.question]).units(promptStart: without.bytes.count)
    let start = units.lastIndex { $0.part != .prompt }.map { $0 + 1 } ?? 0
    return (units[start...].flatMap { Array(without.bytes[$0.range]) }, false)
  }

  /// The stretches of a conversation behind the opening, with the messages they belong to; nil when the template refuses
  /// it.
  private func units(_ messages: [Message]) -> (units: [ChatSegmenter.Unit], segmenter: ChatSegmenter)? {
    guard let output = probe(messages) else { return nil }
    let segmenter = segmenter(output, opening.messages + messages)
    let first = Int32(opening.messages.count)
    var units = segmenter.attributed(segmenter.cut(at: output.bytes.count), output.bytes.count)
    for index in units.indices { units[index].message -= first }
    return (units, segmenter)
  }

  /// Notes what stands around a plain answer.
  private func noteAnswer() {
    guard let (all, segmenter) = units([Self.question, Self.answer]) else { return }
    let own = all.filter { $0.message == 1 }
    guard let first = own.firstIndex(where: { $0.isData }), let last = own.lastIndex(where: { $0.isData }) else {
      return
    }
    shape.header = own[..<first].flatMap { Array(segmenter.bytes($0)) }
    let tail = own[(last + 1)...]
    shape.endControl = tail.last { $0.control != nil }?.control
    shape.hasEnd = tail.contains { $0.control != nil || !segmenter.isBlank($0) }
  }

  /// Words that are printed whether an answer is asked for or not ask for one only where answers begin as they do.
  private func keepPromptThatBeginsAnswers() {
    let prompt = Array(shape.prompt[TextSpaces.trimmedStart(shape.prompt[...])...])
    let header = Array(shape.header[TextSpaces.trimmedStart(shape.header[...])...])
    guard !prompt.isEmpty, !header.isEmpty else { return }
    let end = TextSpaces.trimmedEnd(prompt[...])
    if !header.starts(with: prompt[..<max(0, end)]), TurnShape.common(header, prompt, from: 0, []) == 0 {
      shape.prompt = []
    }
  }

  /// Where a message ends otherwise when an answer is asked for, that end stands before the words that ask.
  private func leavePromptFromHeader() {
    let start = TextSpaces.trimmedStart(shape.header[...])
    let header = Array(shape.header[start..<max(start, TextSpaces.trimmedEnd(shape.header[...]))])
    guard !header.isEmpty, let place = ByteSearch.first(header, in: shape.prompt[...]), place > 0,
      shape.prompt[..<place].contains(where: { $0 > 0x20 })
    else { return }
    shape.prompt = Array(shape.prompt[place...])
  }

  /// Where a template asks for an answer whenever a question stands last, as part of the turn of whoever asks: the words
  /// of an answer's own turn that stand there too are what asks.
  private func noteConstantPrompt() {
    guard shape.prompt.allSatisfy({ $0 <= 0x20 }) else { return }
    let header = shape.header[...]
    let start = TextSpaces.trimmedStart(header)
    let words = Array(header[start..<max(start, TextSpaces.trimmedEnd(header))])
    guard !words.isEmpty, let output = probe([Self.question]) else { return }
    let asked = output.bytes[..<TextSpaces.trimmedEnd(output.bytes[...])]
    if TextEditing.ends(asked, in: words) { shape.prompt = shape.header }
  }

  /// Notes the words behind the last message that stand there whoever spoke last, unless they end every answer.
  private func noteBehindAll() {
    guard let asked = probe([Self.question]), let answered = probe([Self.question, Self.answer]),
      let more = probe([Self.question, Self.answer, Self.question])
    else { return }
    let words = Self.wordsBehindAll(answered)
    guard words.contains(where: { $0 > 0x20 }), words == Self.wordsBehindAll(asked), words != shape.endOfText,
      let said = ByteSearch.first(Array("prep answers".utf8), in: more.bytes[...]).map({ $0 + 12 })
    else { return }
    let next = ByteSearch.first(Array("prep asks".utf8), in: more.bytes[said...]) ?? more.bytes.count
    let start = TextSpaces.trimmedStart(words[...])
    let core = Array(words[start..<TextSpaces.trimmedEnd(words[...])])
    if ByteSearch.first(core, in: more.bytes[said..<next]) != nil, !beginsAnswers(core) { return }
    // A control token alone may be what ends a text, unless answers begin with it.
    var isControl = false
    controls.forEachPart(of: core[...]) { part, control in isControl = control != nil && part.count == core.count }
    if !isControl || beginsAnswers(core) { shape.behindAll = words }
  }

  private func beginsAnswers(_ words: [UInt8]) -> Bool {
    shape.header[TextSpaces.trimmedStart(shape.header[...])...].starts(with: words)
  }

  /// What a template prints for no message behind the last one.
  private static func wordsBehindAll(_ output: TemplateOutput) -> [UInt8] {
    var start = output.bytes.count
    var runs = output.runs[...]
    while let run = runs.last, run.origin.kind == .template, run.message < 0 {
      runs.removeLast()
      start = runs.last?.end ?? 0
    }
    return Array(output.bytes[start...])
  }

  /// Notes whether the end of an answer is printed with the next turn.
  private func noteNextTurn() {
    guard let (all, _) = units([Self.question, Self.answer, Self.question]),
      let last = all.lastIndex(where: { $0.message == 1 && $0.isData }), last + 1 < all.count,
      all[last + 1].message != 1,
      let control = all[last + 1].control
    else { return }
    let asked = all.firstIndex { $0.isData && $0.message == 0 } ?? 0
    if !all[..<asked].contains(where: { $0.control == control }) || control == shape.endControl {
      shape.lateEnd = control
    }
  }

  /// Notes what stands before an answer to the result of a tool.
  private func noteResult() {
    let call = Array(#"[{"id":"prepcall0","type":"function","function":{"name":"prep","arguments":{"a":"b"}}}]"#.utf8)
    let before: [Message] = [
      Self.question, Message(role: "assistant", content: .text([]), other: [.init(key: "tool_calls", json: call)]),
      Message(
        role: "tool", content: .text(Array("prep gives".utf8)),
        other: [
          .init(key: "name", json: Array("\"prep\"".utf8)),
          .init(key: "tool_call_id", json: Array("\"prepcall0\"".utf8)),
        ]),
    ]
    guard let (all, segmenter) = units(before + [Self.answer]),
      let asked = probe(before, addsPrompt: true)?.bytes,
      let first = all.firstIndex(where: { $0.message == 3 && $0.isData })
    else { return }
    var start = first
    while start > 0, all[start - 1].message == 3 { start -= 1 }
    let offset = all[start].range.lowerBound
    let words = Array(segmenter.output.bytes[offset..<all[first].range.lowerBound])
    guard !words.isEmpty, asked.count >= offset, segmenter.output.bytes[..<offset].elementsEqual(asked[..<offset])
    else { return }
    var controls: [Range<Int>] = []
    for unit in all[start..<first] where unit.control != nil {
      controls.append(unit.range.lowerBound - offset..<unit.range.upperBound - offset)
    }
    let length = TurnShape.common(words, Array(asked[offset...]), from: 0, controls)
    shape.headerAfterResult = Array(words[..<length])
  }
}

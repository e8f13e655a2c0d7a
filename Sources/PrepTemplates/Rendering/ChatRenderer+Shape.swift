import PrepExamples

extension ChatRenderer {
  /// How the turns of an assistant look: a few conversations of words that stand nowhere else tell.
  func findShape() -> TurnShape {
    shape.endOfText = settings.tokens.first { $0.name == "eos_token" }.map { Array($0.text.utf8) } ?? []
    shape.prompt = findPrompt()
    noteAnswer()
    noteConstantPrompt()
    noteNextTurn()
    noteResult()
    return shape
  }

  static let question = Message(role: "user", "prep asks")
  static let answer = Message(role: "assistant", "prep answers")

  /// What asks for an answer.
  private func findPrompt() -> [UInt8] {
    guard let (without, _) = try? run([Self.question], nil, addsPrompt: false, isRepeatable: false) else { return [] }
    if let (with, _) = try? run([Self.question], nil, addsPrompt: true, isRepeatable: false) {
      if with.bytes.starts(with: without.bytes), with.bytes.count > without.bytes.count {
        return Array(with.bytes[without.bytes.count...])
      }
      // Some end the text unless they ask for an answer.
      let length = TurnShape.common(with.bytes, without.bytes, from: 0, [])
      let asked = ByteSearch.first(Array("prep asks".utf8), in: with.bytes[...]).map { $0 + 9 } ?? .max
      if length >= asked, length < with.bytes.count, length < without.bytes.count {
        return Array(with.bytes[length...])
      }
    }
    // Some templates ask for an answer in any case.
    let units = segmenter(without, [Self.question]).units(promptStart: without.bytes.count)
    let start = units.lastIndex { $0.part != .prompt }.map { $0 + 1 } ?? 0
    return units[start...].flatMap { Array(without.bytes[$0.range]) }
  }

  /// The stretches of a conversation, with the messages they belong to; nil when the template refuses it.
  private func units(_ messages: [Message]) -> (units: [ChatSegmenter.Unit], segmenter: ChatSegmenter)? {
    guard let (output, _) = try? run(messages, nil, addsPrompt: false, isRepeatable: false) else { return nil }
    let segmenter = segmenter(output, messages)
    return (segmenter.attributed(segmenter.cut(at: output.bytes.count), output.bytes.count), segmenter)
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

  /// Where a template asks for an answer whenever a question stands last, as part of the turn of whoever asks: the words
  /// of an answer's own turn that stand there too are what asks.
  private func noteConstantPrompt() {
    guard shape.prompt.allSatisfy({ $0 <= 0x20 }) else { return }
    let header = shape.header[...]
    let start = TextSpaces.trimmedStart(header)
    let words = Array(header[start..<max(start, TextSpaces.trimmedEnd(header))])
    guard !words.isEmpty, let (output, _) = try? run([Self.question], nil, addsPrompt: false, isRepeatable: false)
    else { return }
    let asked = output.bytes[..<TextSpaces.trimmedEnd(output.bytes[...])]
    if TextEditing.ends(asked, in: words) { shape.prompt = shape.header }
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
    let before = [
      Self.question, Message(role: "assistant", content: .text([]), other: [.init(key: "tool_calls", json: call)]),
      Message(
        role: "tool", content: .text(Array("prep gives".utf8)),
        other: [
          .init(key: "name", json: Array("\"prep\"".utf8)),
          .init(key: "tool_call_id", json: Array("\"prepcall0\"".utf8)),
        ]),
    ]
    guard let (all, segmenter) = units(before + [Self.answer]),
      let asked = try? run(before, nil, addsPrompt: true, isRepeatable: false).0.bytes,
      let first = all.firstIndex(where: { $0.message == 3 && $0.isData })
    else { return }
    var start = first
    while start > 0, all[start - 1].message == 3 { start -= 1 }
    let offset = all[start].range.lowerBound
    let words = Array(segmenter.output.bytes[offset..<all[first].range.lowerBound])
    guard !words.isEmpty, asked.count >= offset, segmenter.output.bytes[..<offset].elementsEqual(asked[..<offset])
    else { return }
    var length = 0
    while length < words.count, offset + length < asked.count, words[length] == asked[offset + length] { length += 1 }
    shape.headerAfterResult = Array(words[..<length])
  }
}

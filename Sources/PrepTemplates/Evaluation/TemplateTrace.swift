/// What a rendering found out about the contents of messages. When it is little, the rendering can be repeated for
/// other contents without running the template again.
struct TemplateTrace {
  /// Whether the rendering depends on nothing but the roles, and on the questions that were asked.
  private(set) var isRepeatable: Bool
  /// The questions that were asked about contents, with their answers.
  private(set) var questions: [Question] = []

  /// More questions than this are not worth asking again.
  private static let mostQuestions = 512

  init(isRepeatable: Bool) { self.isRepeatable = isRepeatable }

  /// A question about the content of one message.
  struct Question: Sendable, Equatable {
    enum Kind: Sendable, Equatable { case isEmpty, equals, contains, hasPrefix, hasSuffix }

    let kind: Kind
    let message: Int32
    let shape: TextOrigin.Shape
    let operand: [UInt8]
    let answer: Bool
  }

  /// Notes that the rendering depends on contents in a way that cannot be asked again.
  mutating func giveUp() { isRepeatable = false }

  /// Notes that bytes of a text were looked at.
  mutating func look(at text: TemplateText) {
    if isRepeatable, text.holdsContent { isRepeatable = false }
  }

  /// Notes that bytes of texts anywhere in a value may be looked at.
  mutating func look(at value: TemplateValue) {
    if isRepeatable, value.holdsContent { isRepeatable = false }
  }

  /// Notes a question about a text and its answer.
  mutating func ask(_ kind: Question.Kind, _ text: TemplateText, _ operand: [UInt8] = [], answer: Bool) {
    guard isRepeatable, text.holdsContent else { return }
    guard let origin = text.soleOrigin, origin.shape.isKnown, questions.count < Self.mostQuestions else {
      // Words beside a content answer the question whether there is any text.
      if kind == .isEmpty, holdsOtherWords(text) { return }
      isRepeatable = false
      return
    }
    let question = Question(kind: kind, message: origin.message, shape: origin.shape, operand: operand, answer: answer)
    if !questions.contains(question) { questions.append(question) }
  }

  /// Notes that a text was searched for some words, and every place where they stand is of interest. Nothing of that
  /// depends on the contents in it where none of them holds the words, and none can be part of them.
  mutating func search(_ text: TemplateText, for words: [UInt8]) {
    guard isRepeatable, text.holdsContent else { return }
    guard standApart(words, in: text) else { return giveUp() }
    forEachContent(of: text) { trace, content in trace.ask(.contains, content, words, answer: false) }
  }

  /// Notes whether a text holds some words.
  mutating func ask(whether text: TemplateText, holds words: [UInt8], answer: Bool) {
    guard isRepeatable, text.holdsContent else { return }
    if text.soleOrigin != nil { return ask(.contains, text, words, answer: answer) }
    guard answer else { return search(text, for: words) }
    var isOfTemplate = false
    text.forEachRun { range, origin in
      if origin.kind != .content, ByteSearch.first(words, in: text.bytes[range]) != nil { isOfTemplate = true }
    }
    if !isOfTemplate { giveUp() }
  }

  /// Whether no content in a text holds some words, nor could hold a part of them whatever it said: what stands before
  /// a content does not end, and what stands behind it does not begin, with a byte of them.
  private func standApart(_ words: [UInt8], in text: TemplateText) -> Bool {
    if words.isEmpty { return false }
    var apart = true
    var last: TextOrigin?
    text.forEachRun { range, origin in
      let bytes = text.bytes[range]
      if origin.kind == .content {
        if bytes.isEmpty && text.soleOrigin == nil || ByteSearch.first(words, in: bytes) != nil { apart = false }
        if last?.kind == .content { apart = false }
        if let before = text.bytes[..<range.lowerBound].last, words.dropLast().contains(before) { apart = false }
      } else if last?.kind == .content, let first = bytes.first, words.dropFirst().contains(first) {
        apart = false
      }
      last = origin
    }
    return apart
  }

  private mutating func forEachContent(of text: TemplateText, _ body: (inout TemplateTrace, TemplateText) -> Void) {
    var contents: [TemplateText] = []
    text.forEachRun { range, origin in
      if origin.kind == .content { contents.append(TemplateText(Array(text.bytes[range]), origin)) }
    }
    for content in contents { body(&self, content) }
  }

  /// Notes that white space at the ends of a text is dropped: fine where a content stands alone, or where the end that
  /// is looked at is not blank.
  mutating func trim(_ text: TemplateText, start: Bool, end: Bool) {
    guard isRepeatable, text.soleOrigin == nil, text.holdsContent, let first = text.runs.first,
      let last = text.runs.last
    else { return }
    if start { trim(text, 0..<first.end, first.origin) }
    if end { trim(text, text.lastRunStart..<text.bytes.count, last.origin) }
  }

  private mutating func trim(_ text: TemplateText, _ range: Range<Int>, _ origin: TextOrigin) {
    let words = TextOrigin.Shape.trimmed.apply(text.bytes[range])
    guard !words.isEmpty, origin.kind != .content || origin.shape.isKnown else { return giveUp() }
    guard origin.kind == .content else { return }
    ask(
      .isEmpty, TemplateText(Array(words), TextOrigin(kind: .content, shape: .trimmed, message: origin.message)),
      answer: false)
  }

  private func holdsOtherWords(_ text: TemplateText) -> Bool {
    var found = false
    text.forEachRun { range, origin in if origin.kind != .content, !range.isEmpty { found = true } }
    return found
  }
}

extension TextOrigin.Shape {
  /// What a content becomes.
  func apply<Text: RandomAccessCollection<UInt8>>(_ content: Text) -> Text.SubSequence where Text.Index == Int {
    var lower = content.startIndex
    var upper = content.endIndex
    switch start {
    case .nothing: break
    case .lineFeeds: while lower < upper, content[lower] == 0x0A { lower += 1 }
    case .spaces: lower = TextSpaces.trimmedStart(content)
    }
    switch end {
    case .nothing: break
    case .lineFeeds: while upper > lower, content[upper - 1] == 0x0A { upper -= 1 }
    case .spaces: upper = max(lower, TextSpaces.trimmedEnd(content))
    }
    return content[lower..<upper]
  }
}

extension TemplateTrace.Question {
  /// Whether another content gets the same answer.
  func holds(for content: UnsafeBufferPointer<UInt8>) -> Bool {
    let text = UnsafeBufferPointer(rebasing: shape.apply(content))
    let found: Bool
    switch kind {
    case .isEmpty: found = text.isEmpty
    case .equals: found = text.elementsEqual(operand)
    case .contains: found = ByteSearch.first(operand, in: text) != nil
    case .hasPrefix: found = text.starts(with: operand)
    case .hasSuffix: found = text.count >= operand.count && text.suffix(operand.count).elementsEqual(operand)
    }
    return found == answer
  }
}

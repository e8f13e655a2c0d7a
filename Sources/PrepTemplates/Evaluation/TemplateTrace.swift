/// What a rendering found out about the contents of messages. When it is little, the rendering can be repeated for
/// other contents without running the template again.
struct TemplateTrace {
  /// Whether the rendering depends on nothing but the roles, and on the questions that were asked.
  private(set) var isRepeatable: Bool
  /// The questions that were asked about contents, with their answers.
  private(set) var questions: [Question] = []

  /// More questions than this are not worth asking again.
  private static let mostQuestions = 64

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

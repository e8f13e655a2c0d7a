internal import PrepDiagnostics
import PrepExamples
import PrepTokenizers
import PrepTokens

/// Questions about texts, as models take them that mark the first and the last token of the answer.
extension ExampleTokenizer {
  /// The sequences of a question: the windows of its context, of each answer that is learnt; none when it is left out.
  func answered(_ question: Question) throws(TokenizingFault) -> [TokenSequence] {
    if question.isImpossible == true, !question.answers.isEmpty {
      throw TokenizingFault("answer-though-impossible", "the question has an answer, and is said to have none")
    }
    if question.isImpossible == false, question.answers.isEmpty {
      throw TokenizingFault("answer-missing", "the question has no answer, and is said to have one")
    }
    let asked = try placed(Array(question.question.drop { $0 == 0x20 || (0x09...0x0D).contains($0) })).ids
    let context = try placed(question.context)
    let frame = frame
    if context.ids.isEmpty { throw .nothingToLearn }
    let added = frame.pairCount + asked.count
    if let limit = options.maxTokens, added >= limit {
      throw TokenizingFault(
        "too-long", "the question and its special tokens have \(Counted(added, "token")), and --max-tokens is \(limit)")
    }
    guard let windows = try windows(context.ids.count, added: added) else { return [] }
    let places = TextPlaces(question.context, .characters)
    let first = frame.pairPrefix.count + asked.count + frame.middle.count
    let sides = Sides(
      asked: asked, context: context, places: places, frame: frame, first: first, text: question.context)
    var result: [TokenSequence] = []
    let answers = try answers(question, context)
    let marks: [Range<Int>?] = answers.isEmpty ? [nil] : answers
    for answer in marks {
      for (number, window) in windows.enumerated() {
        var marked: Range<Int>?
        if let answer, window.lowerBound <= answer.lowerBound, answer.upperBound <= window.upperBound {
          marked = answer.lowerBound - window.lowerBound + first..<answer.upperBound - window.lowerBound + first
        }
        result.append(sequence(sides, window, number, marked))
      }
    }
    if windows.count > 1 { counts.windows += windows.count * max(1, answers.count) }
    return result
  }

  /// What is the same in all windows.
  private struct Sides {
    let asked: [UInt32]
    let context: PlacedTokens
    let places: TextPlaces
    let frame: TextFrame
    /// How many tokens stand before those of the context.
    let first: Int
    let text: [UInt8]

    /// Where the character begins that a byte is part of: all of its tokens stand for all of it.
    func characterStart(_ byte: Int) -> Int {
      var start = byte
      while start > 0, start < text.count, text[start] & 0xC0 == 0x80 { start -= 1 }
      return start
    }
  }

  /// - Parameter answer: The tokens of the answer in the window; nil where it is not in it.
  private func sequence(_ sides: Sides, _ window: Range<Int>, _ number: Int, _ answer: Range<Int>?) -> TokenSequence {
    let frame = sides.frame
    let ids = frame.pairPrefix + sides.asked + frame.middle + sides.context.ids[window] + frame.pairSuffix
    counts.tokens += ids.count
    counts.tokensByRole[.prompt] += sides.first
    counts.tokensByRole[.text] += ids.count - sides.first
    var sequence = TokenSequence(
      knownDocument: ids, loss: .mask([UInt8](repeating: 0, count: ids.count)), id: documentID)
    // The token that stands for the class of a text is where there is no answer: the first, or XLNet's last.
    let none = frame.pairPrefix.isEmpty && frame.pairSuffix.count > 1 ? ids.count - 1 : 0
    func offsets(_ place: (Range<Int>) -> Int) -> TokenColumnValues {
      var values = [Int32](repeating: -1, count: ids.count)
      for index in window {
        values[sides.first + index - window.lowerBound] = Int32(
          clamping: sides.places.place(ofByte: place(sides.context.places[index])))
      }
      return .integers(values)
    }
    sequence.columns = TaskColumn.all(for: .questionAnswering, tokenizer, options).map { column in
      switch column {
      case .types: .integers(frame.types(first: sides.asked.count, second: window.count))
      case .start: .integers([Int32(clamping: answer?.lowerBound ?? none)])
      case .end: .integers([Int32(clamping: answer.map { $0.upperBound - 1 } ?? none)])
      case .offsetStart: offsets { sides.characterStart($0.lowerBound) }
      case .offsetEnd: offsets { $0.upperBound }
      case .window: .integers([Int32(clamping: number)])
      default: .integers([])
      }
    }
    return sequence
  }

  /// The tokens of the context that each answer which is learnt has.
  private func answers(_ question: Question, _ context: PlacedTokens) throws(TokenizingFault) -> [Range<Int>] {
    var found: [Range<Int>] = []
    let finder = AnswerFinder(question.context, options.tasks.unit)
    for answer in options.tasks.answers == .first ? Array(question.answers.prefix(1)) : question.answers {
      guard let place = finder.find(answer) else {
        throw TokenizingFault(
          "answer-not-in-context",
          "the context does not have the answer \(AnswerFinder.shown(answer.text)) at \(answer.start)")
      }
      if place.isMoved { counts.movedAnswers += 1 }
      let bytes = question.context.withUnsafeBufferPointer { PlacedTokens.trimmed(place.bytes, $0) }
      // From the first token that reaches into the answer to the last that begins before its end.
      let first = context.places.firstIndex { !$0.isEmpty && $0.upperBound > bytes.lowerBound }
      let last = context.places.lastIndex { !$0.isEmpty && $0.lowerBound < bytes.upperBound }
      guard let first, let last, first <= last else {
        throw TokenizingFault(
          "answer-without-token", "the vocabulary has no token for the answer \(AnswerFinder.shown(answer.text))")
      }
      if options.tasks.checks { try prove(first...last, bytes, context) }
      if !found.contains(first..<last + 1) { found.append(first..<last + 1) }
    }
    return found
  }

  /// Holds the tokens of an answer against its characters: those have a part in it, and no others have.
  ///
  /// - Throws: `label-check`, which is a fault of ours.
  private func prove(_ tokens: ClosedRange<Int>, _ answer: Range<Int>, _ context: PlacedTokens) throws(TokenizingFault)
  {
    counts.checkedLabels += 1
    for (index, place) in context.places.enumerated() where !place.isEmpty {
      guard place.overlaps(answer) != tokens.contains(index) else { continue }
      throw TokenizingFault("label-check", "token \(index + 1) of the context is not where the answer is")
    }
  }
}

/// Finds answers in their context.
struct AnswerFinder {
  /// How far beside its place an answer is looked for, in characters.
  private static let reach = 16

  private let context: [UInt8]
  private let places: TextPlaces
  /// Where characters begin, and where the text ends.
  private let starts: [Int]

  init(_ context: [UInt8], _ unit: OffsetUnit) {
    self.context = context
    places = TextPlaces(context, unit)
    starts = context.indices.filter { context[$0] & 0xC0 != 0x80 } + [context.count]
  }

  /// The bytes of an answer, and whether they are not those at its place; nil where it is nowhere near.
  func find(_ answer: Question.Answer) -> (bytes: Range<Int>, isMoved: Bool)? {
    if answer.text.isEmpty { return nil }
    if let byte = places.byte(answer.start), context[byte...].starts(with: answer.text) {
      return (byte..<byte + answer.text.count, false)
    }
    guard let near = character(near: answer.start) else { return nil }
    for distance in 0...Self.reach {
      for place in distance == 0 ? [near] : [near - distance, near + distance] where starts.indices.contains(place) {
        let byte = starts[place]
        if context[byte...].starts(with: answer.text) { return (byte..<byte + answer.text.count, true) }
      }
    }
    // The same letters may be composed otherwise.
    let wanted = CanonicalText.composed(answer.text)
    for distance in 0...Self.reach {
      for place in distance == 0 ? [near] : [near - distance, near + distance] where starts.indices.contains(place) {
        if let end = end(of: wanted, from: place) { return (starts[place]..<end, true) }
      }
    }
    return nil
  }

  /// The number of the character at a place, or of the last where it lies beyond the text, which near ones may not.
  private func character(near place: Int) -> Int? {
    if place < 0 || place > places.length + Self.reach { return nil }
    if let byte = places.byte(place) { return index(ofByte: byte) }
    return places.byte(place - 1).map { index(ofByte: $0) } ?? starts.count - 1
  }

  private func index(ofByte byte: Int) -> Int {
    var low = 0
    var high = starts.count
    while low < high {
      let middle = (low + high) / 2
      if starts[middle] < byte { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Where the characters end that are a text when they are composed.
  private func end(of wanted: [UInt8], from place: Int) -> Int? {
    // A composed character is at most four when it is taken apart.
    let last = min(starts.count - 1, place + 4 * wanted.count)
    var end = place + 1
    while end <= last {
      let composed = CanonicalText.composed(Array(context[starts[place]..<starts[end]]))
      if composed == wanted {
        // Marks behind it belong to its last letter.
        return starts[end]
      }
      if composed.count > wanted.count + 8 { return nil }
      end += 1
    }
    return nil
  }

  static func shown(_ text: [UInt8]) -> String {
    let words = String(decoding: text, as: UTF8.self)
    let short = String(String.UnicodeScalarView(words.unicodeScalars.prefix(40)))
    return short.debugDescription + (short == words ? "" : "…")
  }
}

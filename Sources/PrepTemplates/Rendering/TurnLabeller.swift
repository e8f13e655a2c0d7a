/// Gives the units of one turn their parts.
struct TurnLabeller {
  let segmenter: ChatSegmenter
  /// The units in order; some may have been cut in two.
  var own: [ChatSegmenter.TurnUnit]
  let isAnswer: Bool

  mutating func label() {
    let contentStart =
      isAnswer ? answerStart() : own.firstIndex { $0.unit.isData && $0.unit.origin.field != .role } ?? own.count
    for place in 0..<contentStart { own[place].unit.part = .header }
    let lastData = own.lastIndex { $0.unit.isData && $0.unit.origin.field != .role } ?? contentStart - 1
    let tail = max(lastData + 1, contentStart)
    let end = endPlace(from: tail)
    labelContent(contentStart..<(end.map { max($0, contentStart) } ?? tail))
    if let end {
      own[end].unit.part = .end
      for place in (end + 1)..<max(own.count, end + 1) { labelBehind(place) }
    } else {
      for place in tail..<own.count { own[place].unit.part = .end }
      splitBlankTail(from: tail)
    }
  }

  /// Where the words of an answer begin, the unit being cut where they do.
  private mutating func answerStart() -> Int {
    if let marked = own.firstIndex(where: { $0.unit.isGeneration }) { return marked }
    var words: [UInt8] = []
    var controls: [Range<Int>] = []
    var count = 0
    while count < own.count, !own[count].unit.isData {
      if own[count].unit.control != nil { controls.append(words.count..<words.count + own[count].unit.range.count) }
      words += segmenter.bytes(own[count].unit)
      count += 1
    }
    var length = segmenter.shape.givenLength(of: words, controls: controls)
    let after = segmenter.shape.headerAfterResult
    if length == 0, followsResult, words.starts(with: after) { length = after.count }
    var place = 0
    while place < count, own[place].unit.range.count <= length {
      length -= own[place].unit.range.count
      place += 1
    }
    // A control token is one token: it was given as a whole or not at all.
    guard length > 0, place < count, own[place].unit.control == nil else { return place }
    cut(place, at: own[place].unit.range.lowerBound + length)
    return place + 1
  }

  /// Whether the message before is the result of a tool.
  private var followsResult: Bool {
    guard let message = own.first?.unit.message, message > 0 else { return false }
    return segmenter.results[Int(message) - 1]
  }

  private mutating func cut(_ place: Int, at offset: Int) {
    var rest = own[place]
    rest.unit.range = offset..<rest.unit.range.upperBound
    own[place].unit.range = own[place].unit.range.lowerBound..<offset
    own.insert(rest, at: place + 1)
  }

  /// The place of the control token that ends the turn; nil when there is none.
  private func endPlace(from tail: Int) -> Int? {
    let marked = own.lastIndex { $0.unit.isGeneration }
    let tailEnd = marked.map { max($0 + 1, tail) } ?? own.count
    if isAnswer, let known = segmenter.shape.endControl,
      let found = own[tail..<tailEnd].firstIndex(where: { $0.unit.control == known })
    {
      return found
    }
    return own[tail..<tailEnd].lastIndex { $0.unit.control != nil }
  }

  /// What stands behind the end: white space follows it, words ask for another turn.
  private mutating func labelBehind(_ place: Int) {
    own[place].unit.part =
      own[place].unit.control == nil && segmenter.isBlank(own[place].unit) ? .after : isAnswer ? .prompt : .after
  }

  private static func part(_ field: TextOrigin.Field) -> RenderedChat.Part? {
    switch field {
    case .content: .content
    case .reasoning: .reasoning
    case .toolCall: .toolCall
    case .none, .role, .other: nil
    }
  }

  /// What is said, thought and called, each with the words around it.
  private mutating func labelContent(_ range: Range<Int>) {
    var parts = [RenderedChat.Part?](repeating: nil, count: own.count)
    for place in range { parts[place] = Self.part(own[place].unit.origin.field) }
    var place = range.lowerBound
    var before: RenderedChat.Part?
    while place < range.upperBound {
      if let part = parts[place] {
        own[place].unit.part = part
        before = part
        place += 1
        continue
      }
      var end = place
      while end < range.upperBound, parts[end] == nil { end += 1 }
      let after = end < range.upperBound ? parts[end] : nil
      // What closes a thought stands before what follows it; what opens a call before the call.
      var closing = place
      if before == .reasoning, after == .toolCall {
        closing =
          own[place..<end].firstIndex { $0.unit.control != nil || segmenter.bytes($0.unit).contains(UInt8(ascii: ">")) }
          ?? place
        if closing < end { closing += 1 }
      }
      let rest: RenderedChat.Part
      switch (before, after) {
      case (nil, let after): rest = after ?? .content
      case (let before?, nil): rest = before
      case (.reasoning?, .content?): rest = .reasoning
      case (.toolCall?, .content?): rest = .toolCall
      case (_, let after?): rest = after
      }
      for index in place..<end { own[index].unit.part = index < closing ? .reasoning : rest }
      place = end
    }
  }

  /// Without a control token the words behind the content end the turn, and the white space behind them is what
  /// follows.
  private mutating func splitBlankTail(from tail: Int) {
    guard tail < own.count, let last = own.indices.last else { return }
    let range = own[last].unit.range
    let end = TextSpaces.trimmedEnd(segmenter.output.bytes[range])
    guard end < range.upperBound else { return }
    if end == range.lowerBound {
      own[last].unit.part = .after
      return
    }
    cut(last, at: end)
    own[last + 1].unit.part = .after
  }
}

internal import PrepDiagnostics
import PrepExamples
import PrepTokenizers
import PrepTokens

/// Texts of which words or spans have labels, as models take them that label every token.
extension ExampleTokenizer {
  /// The sequences of a text: one, or its windows; none when it is left out.
  func tagged(_ text: TaggedText) throws(TokenizingFault) -> [TokenSequence] {
    guard let list = options.tasks.labels else {
      throw TokenizingFault("no-label-list", "labels of words need a list of labels")
    }
    let tokens = try text.isJoined && spacing == .apart ? placed(text.words, of: text.text) : placed(text.text)
    let labels = try WordLabels(text, tokens, options.tasks, list)
    let frame = frame
    if tokens.ids.isEmpty { throw .nothingToLearn }
    let added = frame.prefix.count + frame.suffix.count
    guard let windows = try windows(tokens.ids.count, added: added) else { return [] }
    note(labels.notes)
    if text.countsOtherwise { counts.otherOffsets += 1 }
    if options.tasks.checks { try prove(labels, tokens) }
    var result: [TokenSequence] = []
    for (number, window) in windows.enumerated() {
      var own = Array(labels.labels[window])
      if number > 0 {
        if options.tasks.overlap == .first {
          for index in 0..<min(own.count, windows[number - 1].upperBound - window.lowerBound) {
            own[index] = WordLabels.none
          }
        }
        if options.tasks.windowStart == .begin, let first = own.firstIndex(where: { $0 != WordLabels.none }) {
          let begin = labels.begins[window.lowerBound + first]
          if begin != own[first] {
            own[first] = begin
            counts.cutEntities += 1
          }
        }
      }
      result.append(try sequence(tokens, own, labels.words, window, number, frame))
    }
    if windows.count > 1 { counts.windows += windows.count }
    return result
  }

  /// The tokens of a text with their places.
  func placed(_ text: [UInt8]) throws(TokenizingFault) -> PlacedTokens {
    let tokens = PlacedTokens(text, plain, allowsSpecialTokens: options.allowsSpecialTokens, spacing)
    try refuseLost()
    return tokens
  }

  /// The tokens of words of a text, each by itself, with their places.
  private func placed(_ words: [Range<Int>], of text: [UInt8]) throws(TokenizingFault) -> PlacedTokens {
    let tokens = PlacedTokens(words, of: text, plain, allowsSpecialTokens: options.allowsSpecialTokens, spacing)
    try refuseLost()
    return tokens
  }

  /// Windows over so many tokens, by what is to become of too many: nil where the example is left out.
  ///
  /// - Parameter added: How many tokens each window has besides.
  func windows(_ count: Int, added: Int) throws(TokenizingFault) -> [Range<Int>]? {
    guard let limit = options.maxTokens, count + added > limit else { return [0..<count] }
    let room = limit - added
    if options.tasks.stride != nil || options.overflow == .split {
      let stride = options.tasks.stride ?? 0
      guard room > stride else {
        throw TokenizingFault(
          "too-long",
          "--max-tokens \(limit) leaves room for \(max(0, room)) tokens of a text, no more than --stride \(stride)")
      }
      return TokenWindows(count: count, room: room, stride: stride).ranges
    }
    switch options.overflow {
    case .drop:
      counts.droppedExamples += 1
      counts.lostTokensByRole[.text] += count + added
      return nil
    case .cutEnd where room > 0:
      counts.cutExamples += 1
      counts.lostTokensByRole[.text] += count - room
      return [0..<room]
    default:
      throw TokenizingFault(
        "too-long",
        "the example has \(Counted(count + added, "token")), more than \(limit); --stride makes windows of it, --overflow cut-end cuts it, and drop leaves it out"
      )
    }
  }

  private func sequence(
    _ tokens: PlacedTokens, _ labels: [Int32], _ words: [Int32], _ window: Range<Int>, _ number: Int,
    _ frame: TextFrame
  ) throws(TokenizingFault) -> TokenSequence {
    let ids = frame.prefix + tokens.ids[window] + frame.suffix
    func framed(_ values: some Collection<Int32>, _ value: Int32) -> [Int32] {
      [Int32](repeating: value, count: frame.prefix.count) + values
        + [Int32](repeating: value, count: frame.suffix.count)
    }
    let all = framed(labels, WordLabels.none)
    let mask = all.map { UInt8($0 == WordLabels.none ? 0 : 1) }
    let learnt = mask.reduce(0) { $0 + Int($1) }
    counts.tokens += ids.count
    counts.tokensByRole[.text] += ids.count
    counts.trainedTokens += learnt
    counts.trainedTokensByRole[.text] += learnt
    var sequence = TokenSequence(knownDocument: ids, loss: .mask(mask), id: documentID)
    sequence.columns = TaskColumn.all(for: .tokenClassification, tokenizer, options).map { column in
      switch column {
      case .labels: .integers(all)
      case .words: .integers(framed(words[window], -1))
      case .types: .integers(frame.types(count: window.count))
      case .window: .integers([Int32(number)])
      default: .integers([])
      }
    }
    return sequence
  }

  private func note(_ notes: WordLabels.Notes) {
    counts.repairedTags += notes.broken
    counts.wordsWithoutTokens += notes.wordsWithoutTokens
    counts.passedOnTags += notes.passedOn
    counts.overlappingSpans += notes.overlapping
    counts.droppedSpans += notes.dropped
    counts.expandedSpans += notes.expanded
    counts.spansWithoutTokens += notes.spansWithoutTokens
  }

  /// Holds every label against the characters that its token stands for: they lie in a word or span with that label,
  /// and every word or span with tokens has a label.
  ///
  /// - Throws: `label-check`, which is a fault of ours.
  private func prove(_ labels: WordLabels, _ tokens: PlacedTokens) throws(TokenizingFault) {
    var next = 0
    var found = [Bool](repeating: false, count: labels.entities.count)
    for index in tokens.places.indices {
      let label = labels.labels[index]
      // A space that is a token of its own is no part of what stands behind it.
      if tokens.places[index].isEmpty, !tokens.leads[index] { continue }
      // What stands in front of a word is held against the word.
      guard label != WordLabels.none, let place = tokens.places[index...].first(where: { !$0.isEmpty }) else {
        continue
      }
      counts.checkedLabels += 1
      while next < labels.entities.count, labels.entities[next].bytes.upperBound <= place.lowerBound { next += 1 }
      let entity = next < labels.entities.count ? labels.entities[next] : nil
      guard let entity, entity.bytes.overlaps(place) else {
        // Outside of all spans there is no label but that.
        if label == options.tasks.labels?.number(of: TagName.outside) { continue }
        throw TokenizingFault("label-check", "token \(index + 1) has label \(label), and no entity is there")
      }
      found[next] = true
      guard label == entity.first || label == entity.other else {
        throw TokenizingFault(
          "label-check", "token \(index + 1) has label \(label), and the entity there \(entity.first)")
      }
    }
    // What has a token has a label.
    next = 0
    for place in tokens.places where !place.isEmpty {
      while next < labels.entities.count, labels.entities[next].bytes.upperBound <= place.lowerBound { next += 1 }
      guard next < labels.entities.count, labels.entities[next].bytes.overlaps(place), !found[next] else { continue }
      throw TokenizingFault("label-check", "a word or span with tokens has no label: \(labels.entities[next].bytes)")
    }
  }
}

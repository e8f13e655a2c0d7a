import PrepExamples

/// The labels of the tokens of a text, before it is cut into windows.
struct WordLabels {
  /// What takes no part in learning.
  static let none: Int32 = -100

  /// What was noted on the way.
  struct Notes: Equatable {
    /// Tags that went on with an entity that had not begun.
    var broken = 0
    /// Words without a token, and entities that begin with a later word therefore.
    var wordsWithoutTokens = 0
    var passedOn = 0
    /// Spans that were left out because they overlap, were left out or grew because they end inside of a token, or
    /// have no token.
    var overlapping = 0
    var dropped = 0
    var expanded = 0
    var spansWithoutTokens = 0
  }

  /// An entity: the bytes of the text, and what its first token and the others have for a label.
  struct Entity {
    var bytes: Range<Int>
    var first: Int32
    var other: Int32
  }

  /// The label of each token.
  private(set) var labels: [Int32] = []
  /// The label of each token where it begins an entity: that of a window may have to.
  private(set) var begins: [Int32] = []
  /// The word of each token.
  private(set) var words: [Int32] = []
  private(set) var notes = Notes()
  /// The entities of the text, for the proof.
  private(set) var entities: [Entity] = []

  /// - Throws: `unknown-tag`, `overlapping-spans`, `misaligned-span`.
  init(_ tagged: TaggedText, _ tokens: PlacedTokens, _ options: TokenTaskOptions, _ list: TagLabels)
    throws(TokenizingFault)
  {
    if let spans = tagged.spans {
      try label(tagged, spans, tokens, options, list)
    } else {
      try label(tagged, tokens, options, list)
    }
  }

  private static func unknown(_ tag: [UInt8]) -> TokenizingFault {
    TokenizingFault(
      "unknown-tag", "the tag \(String(decoding: tag, as: UTF8.self).debugDescription) is not in the list of labels")
  }

  // MARK: Tags of words

  private mutating func label(
    _ tagged: TaggedText, _ tokens: PlacedTokens, _ options: TokenTaskOptions, _ list: TagLabels
  ) throws(TokenizingFault) {
    words = tokens.wordNumbers(tagged.words)
    var tags = tagged.tags
    if tagged.hasNumbers, let names = list.names {
      tags = []
      for number in tagged.tags {
        guard let place = Int(String(decoding: number, as: UTF8.self)), names.indices.contains(place) else {
          throw Self.unknown(number)
        }
        tags.append(names[place])
      }
    }
    let isWritten = options.scheme == .plain || list.form == .other
    let chain = isWritten ? nil : TagChain(tags)
    if let chain, chain.isMarked {
      tags = chain.tags
      if options.scheme != .iob1, options.scheme != .io { notes.broken += chain.broken.count }
    }
    let isMarked = chain?.isMarked ?? false
    passOn(&tags, tagged.words, isMarked)
    func number(_ tag: [UInt8]) throws(TokenizingFault) -> Int32 {
      guard let number = isMarked ? list.number(of: tag) : list.number(ofWritten: tag) else { throw Self.unknown(tag) }
      return number
    }
    var firsts: [Int32] = []
    var others: [Int32] = []
    for tag in tags {
      firsts.append(try number(tag))
      others.append(isMarked ? list.continuing(tag) ?? Self.none : firsts[firsts.count - 1])
    }
    let begins = try tags.map { (tag) throws(TokenizingFault) -> Int32 in
      guard isMarked, let name = TagName(tag), name.mark == .goesOn,
        let begin = list.number(of: TagName.begin(name.kind))
      else { return try number(tag) }
      return begin
    }
    labels = [Int32](repeating: Self.none, count: words.count)
    self.begins = labels
    var last: Int32 = -1
    for (index, word) in words.enumerated() where word >= 0 {
      let isFirst = word != last
      last = word
      if isFirst {
        labels[index] = firsts[Int(word)]
        self.begins[index] = begins[Int(word)]
      } else if options.labelled == .all {
        labels[index] = others[Int(word)]
        self.begins[index] = begins[Int(word)]
      }
    }
    if options.checks { entities = Self.entities(tags, tagged.words, firsts, others) }
  }

  /// Gives the begin of an entity whose first words have no token to the first word that has one.
  private mutating func passOn(_ tags: inout [[UInt8]], _ ranges: [Range<Int>], _ isMarked: Bool) {
    var hasToken = [Bool](repeating: false, count: ranges.count)
    for word in words where word >= 0 { hasToken[Int(word)] = true }
    for index in ranges.indices where !hasToken[index] {
      notes.wordsWithoutTokens += 1
      guard isMarked, index + 1 < tags.count, let name = TagName(tags[index]), name.mark == .begins,
        let next = TagName(tags[index + 1]), next.mark == .goesOn, next.kind.elementsEqual(name.kind)
      else { continue }
      tags[index + 1] = TagName.begin(name.kind)
      if hasToken[index + 1] { notes.passedOn += 1 }
    }
  }

  /// The entities that tags tell, each with the labels that its tokens may have.
  private static func entities(_ tags: [[UInt8]], _ words: [Range<Int>], _ firsts: [Int32], _ others: [Int32])
    -> [Entity]
  {
    words.indices.map { Entity(bytes: words[$0], first: firsts[$0], other: others[$0]) }
  }

  // MARK: Spans

  private mutating func label(
    _ tagged: TaggedText, _ spans: [TextSpan], _ tokens: PlacedTokens, _ options: TokenTaskOptions, _ list: TagLabels
  ) throws(TokenizingFault) {
    let spans = try apart(spans, options)
    let places =
      tagged.words.isEmpty
      ? PlacedTokens.words(tagged.text, cutAt: spans.flatMap { [$0.bytes.lowerBound, $0.bytes.upperBound] })
      : tagged.words
    words = tokens.wordNumbers(places)
    let outside = list.number(of: TagName.outside) ?? Self.none
    var firsts = [Int32](repeating: outside, count: words.count)
    begins = firsts
    var next = 0
    for span in spans {
      let bytes = tagged.text.withUnsafeBufferPointer { PlacedTokens.trimmed(span.bytes, $0) }
      while next < tokens.places.count, tokens.places[next].upperBound <= bytes.lowerBound { next += 1 }
      var end = next
      while end < tokens.places.count, tokens.places[end].lowerBound < bytes.upperBound { end += 1 }
      let own = (next..<end).filter { !tokens.places[$0].isEmpty }
      guard let first = own.first, let last = own.last, !bytes.isEmpty else {
        notes.spansWithoutTokens += 1
        continue
      }
      let isWithin =
        tokens.places[first].lowerBound >= bytes.lowerBound && tokens.places[last].upperBound <= bytes.upperBound
      if !isWithin {
        switch options.misaligned {
        case .expand: notes.expanded += 1
        case .drop:
          notes.dropped += 1
          continue
        case .error:
          throw TokenizingFault(
            "misaligned-span",
            "a span \(Self.shown(span.label)) begins or ends inside of a token: bytes \(span.bytes.lowerBound) to \(span.bytes.upperBound)"
          )
        }
      }
      let begin = TagName.begin(span.label)
      guard let number = list.number(of: begin) ?? list.number(ofWritten: span.label) else {
        throw Self.unknown(span.label)
      }
      let other = list.number(of: begin) == nil ? number : list.continuing(begin) ?? number
      for index in first...last {
        firsts[index] = index == first ? number : other
        begins[index] = number
      }
      next = last + 1
      if options.checks { entities.append(Entity(bytes: span.bytes, first: number, other: other)) }
    }
    // What a vocabulary puts in front of a word has the label of what stands behind it, which goes on with it then.
    for index in tokens.places.indices.reversed() where tokens.leads[index] {
      let label = firsts[index + 1]
      firsts[index] = label
      begins[index] = begins[index + 1]
      if label == begins[index + 1], label != outside { firsts[index + 1] = continuing(label, list) }
    }
    labels = firsts
    guard options.labelled == .first else { return }
    var last: Int32 = -1
    for (index, word) in words.enumerated() {
      if word < 0 || word == last { labels[index] = Self.none }
      last = word
    }
  }

  private func continuing(_ label: Int32, _ list: TagLabels) -> Int32 {
    list.name(of: Int(label)).flatMap { list.continuing($0) } ?? label
  }

  /// Spans in order, none of which overlaps another.
  private mutating func apart(_ spans: [TextSpan], _ options: TokenTaskOptions) throws(TokenizingFault) -> [TextSpan] {
    func isBefore(_ left: TextSpan, _ right: TextSpan) -> Bool {
      (left.bytes.lowerBound, left.bytes.upperBound) < (right.bytes.lowerBound, right.bytes.upperBound)
    }
    // Stable, so that of equal ones the first counts.
    let sorted = spans.enumerated().sorted {
      isBefore($0.element, $1.element) || !isBefore($1.element, $0.element) && $0.offset < $1.offset
    }.map(\.element)
    var kept: [TextSpan] = []
    for span in sorted {
      guard let last = kept.last, span.bytes.lowerBound < last.bytes.upperBound else {
        kept.append(span)
        continue
      }
      switch options.overlapping {
      case .error:
        throw TokenizingFault(
          "overlapping-spans",
          "the spans \(Self.shown(last.label)) and \(Self.shown(span.label)) overlap; --overlapping longest takes the longer one"
        )
      case .first: notes.overlapping += 1
      case .longest:
        notes.overlapping += 1
        if span.bytes.count > last.bytes.count { kept[kept.count - 1] = span }
      }
    }
    return kept
  }

  private static func shown(_ label: [UInt8]) -> String { String(decoding: label, as: UTF8.self).debugDescription }
}

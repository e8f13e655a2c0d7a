internal import PrepBytePairEncoding

/// Encodes texts to rows on one thread.
struct RowEncoder {
  let core: Encoder.Core
  let options: RowOptions
  private let prefix: [Token]
  private let suffix: [Token]
  private let matcher: SpecialTokenMatcher

  init(_ core: Encoder.Core, _ options: RowOptions) {
    self.core = core
    self.options = options
    prefix = options.wraps ? core.storage.template.prefix : []
    suffix = options.wraps ? core.storage.template.suffix : []
    matcher = core.storage.specialMatcher
  }

  /// How many tokens of a text a row may have.
  private var room: Int { options.longest.map { max(0, $0 - prefix.count - suffix.count) } ?? .max }

  /// Appends the rows of some texts.
  ///
  /// - Parameter first: The number of the first of them.
  func encode(_ texts: UnsafeBufferPointer<TextBytes>, first: Int, into rows: TokenRows) throws(RowFailure) {
    let isPlain = options.isPlain && !core.changesPlainText
    for (index, text) in texts.enumerated() {
      do throws(TokenizerFailure) {
        if isPlain { encodePlain(text.buffer, into: rows) } else { try encode(text.buffer, into: rows) }
        try core.checkPattern()
      } catch {
        throw RowFailure(failure: error, text: first + index)
      }
      rows.endRow()
    }
  }

  @inline(__always)
  private func encodePlain(_ text: UnsafeBufferPointer<UInt8>, into rows: TokenRows) {
    if !prefix.isEmpty { rows.append(prefix) }
    // A text that is encoded as it is has at most a token a byte.
    rows.append(upTo: text.count &+ BytePairEncoder.spareRoom) { core.write(text, to: $0) }
    if options.longest != nil { rows.truncateRow(to: prefix.count + room) }
    if !suffix.isEmpty { rows.append(suffix) }
  }

  private func encode(_ text: UnsafeBufferPointer<UInt8>, into rows: TokenRows) throws(TokenizerFailure) {
    core.scratch.removeAll(keepingCapacity: true)
    var tokens: [Token] = []
    swap(&tokens, &core.scratch)
    defer { swap(&tokens, &core.scratch) }
    tokens += prefix
    guard options.places != nil || options.hasWords else {
      try core.encode(text, specialTokens: options.specialTokens, into: &tokens)
      if tokens.count - prefix.count > room { tokens.removeLast(tokens.count - prefix.count - room) }
      tokens += suffix
      return rows.append(tokens)
    }
    try core.refuse(text, options.specialTokens)
    var ranges: [Range<Int>] = []
    var words = PieceCount()
    core.encodeWithRanges(text, options.specialTokens, into: &tokens, ranges: &ranges, words: &words)
    if ranges.count > room {
      tokens.removeLast(ranges.count - room)
      ranges.removeLast(ranges.count - room)
      words.ordinals.removeLast(words.ordinals.count - room)
    }
    tokens += suffix
    rows.append(tokens)
    append(ranges, of: tokens[prefix.count..<prefix.count + ranges.count], words.ordinals, in: text, to: rows)
  }

  /// Appends places and pieces; what is put around a text has none.
  private func append(
    _ ranges: [Range<Int>], of tokens: ArraySlice<Token>, _ words: [Int32], in text: UnsafeBufferPointer<UInt8>,
    to rows: TokenRows
  ) {
    var places: (begins: [UInt32], ends: [UInt32]) = ([], [])
    if let kind = options.places {
      func add(_ range: Range<Int>) {
        places.begins.append(UInt32(truncatingIfNeeded: range.lowerBound))
        places.ends.append(UInt32(truncatingIfNeeded: range.upperBound))
      }
      for _ in prefix { add(0..<0) }
      core.trimming.places(
        ranges, of: tokens, found: core.foundTokens, in: text, inCharacters: kind == .characters
      ).forEach(add)
      for _ in suffix { add(0..<0) }
    }
    var ordinals: [Int32] = []
    if options.hasWords {
      ordinals = [Int32](repeating: -1, count: prefix.count) + words + [Int32](repeating: -1, count: suffix.count)
    }
    rows.append(begins: places.begins, ends: places.ends, words: ordinals)
  }
}

internal import PrepBytePairEncoding
internal import PrepSubwords

/// Where a text may be cut before it is prepared, so that its parts have the tokens they have in the whole, and which
/// parts go through preparation as they are but for the marks of spaces.
///
/// A chunk is white space and what follows it up to the next space. It is cut off where neither a normalizer nor a
/// piece of the model can reach across: a single space stands between characters that nothing changes.
final class ChunkRules: Sendable {
  /// Whether white space only parts words, so that any space is a place to cut.
  private let partsWords: Bool
  /// Whether each mark begins a piece.
  private let splitsMarks: Bool
  /// Whether runs of spaces stay as they are.
  private let keepsRuns: Bool
  /// ASCII that may stand before a cut.
  private let edges: [Bool]
  /// ASCII that nothing changes.
  private let plain: [Bool]
  private let map: CharacterMap?
  private let forms: UInt8
  private let isFiltered: Bool
  /// Characters beyond ASCII behind which some piece goes on with a mark.
  private let joined: Set<UInt32>
  /// The model with spaces for marks, which takes chunks that nothing changes as they are; nil when there is none.
  let direct: (any SubwordModel)?
  /// What parts a chunk into words, of which the model is given one at a time.
  let words: BertWords?
  /// Where chunks may be cut that are not known.
  let joints: CharacterJoints?
  /// What happens to chunks that do not begin a stretch.
  let inner: TextPreparation

  /// What is known of a tokenizer's preparation and model; nil when chunks cannot be told.
  init?(_ preparation: TextPreparation, _ vocabulary: SubwordVocabulary) {
    guard let cutting = vocabulary.cutting, preparation.missingBytes == nil, !preparation.usesAlphabet,
      !preparation.normalizedTokens.hasPlainTokens
    else { return nil }
    var partsWords = false
    var isWhole = false
    switch preparation.steps.first?.kind {
    case .bertWords, .spaces: partsWords = true
    case .metaspace(let metaspace):
      guard metaspace.mark == Self.mark else { return nil }
      isWhole = !metaspace.splits
    case .whole: isWhole = true
    case .text(let text, _, _) where text == [0x20]: isWhole = true
    default: return nil
    }
    if !partsWords, preparation.steps.count > 1 { return nil }
    // Steps after the first cut what no space is in.
    if isWhole, !cutting.isExact { return nil }
    var maps: CharacterMap?
    var forms: UInt8 = 0
    var isFiltered = false
    var lowers = false
    var keepsRuns = true
    var changed = Set<UInt8>()
    var marksSpaces =
      !isWhole && !partsWords
      || preparation.steps.first.map { if case .metaspace = $0.kind { true } else { false } } ?? false
    if let sentencePiece = preparation.sentencePiece {
      guard sentencePiece.escapesSpaces, !sentencePiece.takesSpaceAsSuffix, sentencePiece.symbols.isEmpty else {
        return nil
      }
      maps = sentencePiece.map
      keepsRuns = !sentencePiece.removesExtraSpaces && sentencePiece.map.isEmpty
      marksSpaces = true
    }
    for normalizer in preparation.normalizers {
      switch normalizer {
      case .prepend(let text): if text != Self.mark { return nil }
      case .replace(let old, let new) where old == [0x20]:
        if new != Self.mark { return nil }
        marksSpaces = true
      case .replace(let old, let new):
        guard !partsWords, !old.isEmpty, old.count <= 2, old.allSatisfy({ $0 > 0x20 && $0 < 0x80 }),
          new.allSatisfy({ $0 > 0x20 && $0 < 0x80 })
        else { return nil }
        changed.formUnion(old)
        keepsRuns = false
      case .replaceMatches(let matcher, let new):
        guard matcher.source == " {2,}", new == [0x20] || new == Self.mark else { return nil }
        keepsRuns = false
      case .strip: keepsRuns = false
      case .map(let map):
        if maps != nil { return nil }
        maps = map
        keepsRuns = false
      case .unicode(let form):
        forms |= form.changes
        keepsRuns = false
      case .lowercase:
        lowers = true
        keepsRuns = false
      case .filter, .spaceChinese:
        isFiltered = true
        keepsRuns = false
      case .byteAlphabet: return nil
      }
    }
    if !partsWords, !marksSpaces { return nil }
    self.partsWords = partsWords
    splitsMarks = !partsWords && !isWhole
    self.keepsRuns = keepsRuns
    map = maps
    self.forms = forms
    self.isFiltered = isFiltered
    var edges = (0..<128).map { $0 > 0x20 && $0 < 0x7F && maps?.mapsASCII[$0] != true }
    var plain = edges
    for byte in changed { plain[Int(byte)] = false }
    if lowers { for byte in 0x41...0x5A { plain[byte] = false } }
    var joined = Set<UInt32>()
    if isWhole {
      for scalar in cutting.joinedBefore {
        if scalar < 0x80 { edges[Int(scalar)] = false } else { joined.insert(scalar) }
      }
      // Without other changes, what is no space is an edge.
      if keepsRuns {
        for byte in 0..<128 where byte != 0x20 && !cutting.joinedBefore.contains(UInt32(byte)) {
          edges[byte] = true
          plain[byte] = true
        }
      }
    }
    self.edges = edges
    self.joined = joined
    let isBert =
      preparation.steps.count == 1
      && preparation.steps.first.map { if case .bertWords = $0.kind { true } else { false } } ?? false
    if isBert {
      // Words and punctuation are parted, and letters made small, on the way.
      for byte in 0x41...0x5A { plain[byte] = true }
      direct = cutting.makeDirect(false)
      words = BertWords(lowercases: lowers)
      joints = nil
    } else {
      let marksWords =
        preparation.steps.last.map {
          if case .metaspace(let metaspace) = $0.kind {
            metaspace.scheme == .always && metaspace.mark == Self.mark
          } else {
            false
          }
        } ?? false
      direct =
        !partsWords && marksSpaces || partsWords && marksWords && preparation.steps.count == 2
        ? cutting.makeDirect(true) : nil
      words = nil
      joints = direct != nil && cutting.isExact ? cutting.makeJoints?() : nil
    }
    self.plain = plain
    var inner = preparation
    inner.normalizers = preparation.normalizers.compactMap { normalizer in
      switch normalizer {
      case .prepend: nil
      // White space that a chunk begins with stands between two others.
      case .strip(_, let right): .strip(left: false, right: right)
      default: normalizer
      }
    }
    inner.rawTokens = AddedTokenMatcher([])
    inner.normalizedTokens = AddedTokenMatcher([])
    // The space that a chunk begins with is the one that would be put in front, or is kept.
    inner.sentencePiece?.addsDummyPrefix = preparation.sentencePiece?.removesExtraSpaces ?? false
    self.inner = inner
  }

  private static let mark: [UInt8] = [0xE2, 0x96, 0x81]

  /// Where the chunk ends that begins at a position.
  @inline(__always)
  func end(of text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var position = start
    while position < text.count, text[position] == 0x20 { position &+= 1 }
    let isRun = position &- start > 1
    if partsWords { return Self.space(text, position) }
    position = Self.space(text, position)
    // Runs of spaces are changed, so that what stands around them belongs together.
    if isRun, !keepsRuns, position < text.count { return end(of: text, behind: position) }
    while position < text.count {
      if keepsRuns || position &+ 1 < text.count && text[position &+ 1] != 0x20 {
        if isEdge(text, position) { return position }
      }
      while position < text.count, text[position] == 0x20 { position &+= 1 }
      position = Self.space(text, position)
    }
    return position
  }

  /// Where the first chunk ends behind a place where none can.
  @inline(never)
  private func end(of text: UnsafeBufferPointer<UInt8>, behind start: Int) -> Int {
    var position = start
    while position < text.count {
      if position &+ 1 < text.count, text[position &+ 1] != 0x20, isEdge(text, position) { return position }
      while position < text.count, text[position] == 0x20 { position &+= 1 }
      position = Self.space(text, position)
    }
    return position
  }

  /// The first space from a position on.
  @inline(__always)
  private static func space(_ text: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
    var position = start
    let raw = UnsafeRawBufferPointer(text)
    while position &+ 8 <= text.count {
      // SAFETY: eight bytes from the position on are there.
      let other = raw.loadUnaligned(fromByteOffset: position, as: UInt64.self) ^ 0x2020_2020_2020_2020
      let found = (other &- 0x0101_0101_0101_0101) & ~other & 0x8080_8080_8080_8080
      if found != 0 { return position &+ found.trailingZeroBitCount >> 3 }
      position &+= 8
    }
    while position < text.count, text[position] != 0x20 { position &+= 1 }
    return position
  }

  /// Whether the character that ends at a position lets a cut stand behind it.
  @inline(__always)
  private func isEdge(_ text: UnsafeBufferPointer<UInt8>, _ end: Int) -> Bool {
    if end == 0 { return false }
    let last = text[end &- 1]
    return last < 0x80 ? edges[Int(last)] : isInertEdge(text, end)
  }

  @inline(never)
  private func isInertEdge(_ text: UnsafeBufferPointer<UInt8>, _ end: Int) -> Bool {
    guard let (scalar, width) = CharacterText.before(text, end), scalar.value != 0x2581, !joined.contains(scalar.value)
    else { return false }
    return isInert(text, end - width, end, scalar)
  }

  /// Whether nothing changes a character, whatever stands behind it that is a space.
  private func isInert(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int, _ scalar: Unicode.Scalar) -> Bool {
    if keepsRuns { return true }
    if isFiltered || CharacterText.isSpace(scalar) || CharacterText.prepends(scalar) { return false }
    if forms != 0, UnicodeTables.flags(scalar.value) & forms != 0 { return false }
    if let map, map.match(text, start, end, longest: false) != nil { return false }
    return true
  }

  /// Whether nothing but the marks of spaces is changed in a chunk, whatever stands beside it.
  @inline(__always)
  func isPlain(_ chunk: UnsafeBufferPointer<UInt8>) -> Bool {
    var position = 0
    while position < chunk.count, chunk[position] == 0x20 { position &+= 1 }
    // Marks of a run are pieces of their own where pieces are split.
    if !keepsRuns || splitsMarks, !partsWords, position != 1 || position == chunk.count { return false }
    while position < chunk.count {
      let byte = chunk[position]
      if byte >= 0x80 { return isPlainBeyondASCII(chunk, position) }
      if !plain[Int(byte)] { return false }
      position &+= 1
    }
    return true
  }

  /// A plain chunk as the direct model takes it: where white space only parts words, one space of a run.
  @inline(__always)
  func withoutExtraSpaces(_ chunk: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    if !partsWords { return chunk }
    var start = 0
    while start &+ 1 < chunk.count, chunk[start] == 0x20, chunk[start &+ 1] == 0x20 { start &+= 1 }
    // Spaces alone part nothing.
    if start &+ 1 == chunk.count, chunk[start] == 0x20 { start &+= 1 }
    return UnsafeBufferPointer(rebasing: chunk[start...])
  }

  @inline(never)
  private func isPlainBeyondASCII(_ chunk: UnsafeBufferPointer<UInt8>, _ start: Int) -> Bool {
    if isFiltered || forms != 0 { return false }
    // A mark may be mapped together with the character before it.
    var position = max(0, start - 1)
    while position < chunk.count {
      let byte = chunk[position]
      if byte < 0x80, position >= start, !plain[Int(byte)] { return false }
      guard let (scalar, width) = CharacterText.at(chunk, position) else { return false }
      if scalar.value == 0x2581 || !keepsRuns && CharacterText.isSpace(scalar)
        || partsWords && CharacterText.isSpace(scalar)
      {
        return false
      }
      if let map, map.match(chunk, position, chunk.count, longest: false) != nil { return false }
      position += width
    }
    return true
  }
}

/// Takes a chunk of ASCII apart as BERT's pre-tokenizer does, in small letters where the vocabulary is.
struct BertWords: Sendable {
  let lowercases: Bool

  func forEachWord(of chunk: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: chunk.count) { word in
      var length = 0
      func flush() {
        if length > 0 { body(UnsafeBufferPointer(rebasing: word[..<length])) }
        length = 0
      }
      for byte in chunk {
        if byte == 0x20 {
          flush()
          continue
        }
        let isLetter = byte >= 0x61 && byte <= 0x7A || byte >= 0x41 && byte <= 0x5A || byte >= 0x30 && byte <= 0x39
        if !isLetter { flush() }
        word[length] = lowercases && byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
        length += 1
        if !isLetter { flush() }
      }
      flush()
    }
  }
}

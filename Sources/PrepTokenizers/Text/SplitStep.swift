import PrepBytePairEncoding

/// One pre-tokenizer of a sequence: cuts pieces into smaller ones, and may drop some.
struct SplitStep: Sendable {
  enum Kind: Sendable {
    /// Pieces of a pattern that tile the text.
    case pattern(SplitPattern)
    /// Pieces of a pattern, those of white space dropped: for patterns that match everything else.
    case patternWithoutSpaces(SplitPattern)
    /// Each number on its own, or each run of numbers.
    case digits(individual: Bool)
    /// Runs of anything but white space; the white space is dropped.
    case spaces
    /// Runs of word characters and runs of others; white space is dropped.
    case words
    /// A text that stands alone, is dropped, or goes with what is before or after it.
    case text([UInt8], Behavior)
    /// A space in front of each piece that has none.
    case prefixSpace
  }

  /// What becomes of what a step looks for.
  enum Behavior: String, Sendable {
    case isolated = "Isolated"
    case removed = "Removed"
    case mergedWithPrevious = "MergedWithPrevious"
    case mergedWithNext = "MergedWithNext"
    case contiguous = "Contiguous"
  }

  let kind: Kind

  init(_ kind: Kind) { self.kind = kind }

  var canonicalDescription: String {
    switch kind {
    case .pattern(let pattern): "pattern \(pattern.source)"
    case .patternWithoutSpaces(let pattern): "pattern without spaces \(pattern.source)"
    default: "\(kind)"
    }
  }

  /// The pieces a piece is cut into.
  func pieces(of text: [UInt8]) -> [[UInt8]] {
    switch kind {
    case .pattern(let pattern): tiles(text, pattern)
    case .patternWithoutSpaces(let pattern):
      tiles(text, pattern).filter { piece in
        !piece.withUnsafeBufferPointer { CharacterText.at($0, 0)?.0.properties.isWhitespace ?? false }
      }
    case .digits(let individual): runs(text) { CharacterText.isNumber($0) ? (individual ? 2 : 1) : 0 }
    case .spaces: runs(text) { $0.properties.isWhitespace ? -1 : 0 }
    case .words: runs(text) { $0.properties.isWhitespace ? -1 : CharacterText.isWord($0) ? 1 : 0 }
    case .text(let wanted, let behavior): cut(text, wanted, behavior)
    case .prefixSpace: [text.first == 0x20 ? text : [0x20] + text]
    }
  }

  private func tiles(_ text: [UInt8], _ pattern: SplitPattern) -> [[UInt8]] {
    let splitter = TextSplitter(pattern)
    var pieces: [[UInt8]] = []
    var ends = [UInt32](repeating: 0, count: 64)
    var position = 0
    text.withUnsafeBufferPointer { bytes in
      while position < bytes.count {
        let count = ends.withUnsafeMutableBufferPointer { splitter.fill(bytes, from: position, into: $0) }
        if count == 0 { break }
        for index in 0..<count {
          pieces.append(Array(bytes[position..<Int(ends[index])]))
          position = Int(ends[index])
        }
      }
    }
    return pieces
  }

  /// Cuts where the class of characters changes; class 2 stands alone each time, class -1 is dropped.
  private func runs(_ text: [UInt8], _ classOf: (Unicode.Scalar) -> Int) -> [[UInt8]] {
    text.withUnsafeBufferPointer { bytes in
      var pieces: [[UInt8]] = []
      var start = 0
      var current = 0
      var position = 0
      while position < bytes.count {
        let (scalar, width) = CharacterText.at(bytes, position) ?? ("\u{FFFD}", 1)
        let next = classOf(scalar)
        if position > start, next != current || next == 2 {
          if current >= 0 { pieces.append(Array(bytes[start..<position])) }
          start = position
        }
        current = next
        position += width
      }
      if position > start, current >= 0 { pieces.append(Array(bytes[start..<position])) }
      return pieces
    }
  }

  private func cut(_ text: [UInt8], _ wanted: [UInt8], _ behavior: Behavior) -> [[UInt8]] {
    guard !wanted.isEmpty else { return [text] }
    var parts: [(bytes: [UInt8], isMatch: Bool)] = []
    var start = 0
    var position = 0
    while position < text.count {
      if text.count - position >= wanted.count, text[position..<position + wanted.count].elementsEqual(wanted) {
        if position > start { parts.append((Array(text[start..<position]), false)) }
        parts.append((wanted, true))
        position += wanted.count
        start = position
      } else {
        position += 1
      }
    }
    if position > start { parts.append((Array(text[start..<position]), false)) }
    var pieces: [[UInt8]] = []
    var previousWasMatch = false
    var carried: [UInt8] = []
    for part in parts {
      switch behavior {
      case .isolated: pieces.append(part.bytes)
      case .removed: if !part.isMatch { pieces.append(part.bytes) }
      case .mergedWithPrevious:
        if part.isMatch, !previousWasMatch, !pieces.isEmpty {
          pieces[pieces.count - 1] += part.bytes
        } else {
          pieces.append(part.bytes)
        }
      case .mergedWithNext:
        if part.isMatch {
          if !carried.isEmpty { pieces.append(carried) }
          carried = part.bytes
        } else {
          pieces.append(carried + part.bytes)
          carried = []
        }
      case .contiguous:
        if part.isMatch, previousWasMatch { pieces[pieces.count - 1] += part.bytes } else { pieces.append(part.bytes) }
      }
      previousWasMatch = part.isMatch
    }
    if !carried.isEmpty { pieces.append(carried) }
    return pieces
  }
}

package import PrepBytePairEncoding

/// SentencePiece's byte pair encoding (`bpe_model.cc`): any two neighbours merge whose texts together are a piece, the
/// best score first, and whether characters have pieces of their own does not matter.
///
/// SAFETY of `@unchecked Sendable`: nothing in it changes once it is made; what a call needs is its own.
package final class SentencePiecePairModel: PairModel, @unchecked Sendable {
  private let trie: TokenTrie
  private let ranks: [UInt32]
  private let unused: Set<Token>
  private let frozen: TokenTrie
  private let unknown: Token
  private let bytes: [Token?]
  private let dropout: Double

  /// - Parameters:
  ///   - entries: Pieces that text may become, with scores, unused ones included.
  ///   - unused: Those that are taken apart again.
  ///   - frozen: Pieces that users defined, which never merge.
  ///   - bytes: The pieces of bytes; empty without byte fallback.
  package init(
    _ entries: [(text: [UInt8], token: Token, score: Float)], count: Int, unused: Set<Token>,
    frozen: [(text: [UInt8], token: Token)],
    unknown: Token, bytes: [Token?]
  ) {
    trie = TokenTrie(entries.map { ($0.text, $0.token) })
    // Equal scores are equal ranks: the leftmost of them merges first.
    var ranks = [UInt32](repeating: .max, count: count)
    var ordered = Array(entries.indices)
    if !zip(entries, entries.dropFirst()).allSatisfy({ $0.score >= $1.score }) {
      ordered.sort { entries[$0].score > entries[$1].score }
    }
    var rank: UInt32 = 0
    for (place, index) in ordered.enumerated() {
      if place > 0, entries[ordered[place - 1]].score != entries[index].score { rank += 1 }
      ranks[Int(entries[index].token)] = rank
    }
    self.ranks = ranks
    self.unused = unused
    self.frozen = TokenTrie(frozen)
    self.unknown = unknown
    self.bytes = bytes
    dropout = 0
  }

  private init(_ other: SentencePiecePairModel, dropout: Double, trie: TokenTrie? = nil) {
    self.trie = trie ?? other.trie
    ranks = other.ranks
    unused = other.unused
    frozen = other.frozen
    unknown = other.unknown
    bytes = other.bytes
    self.dropout = dropout
  }

  package var unknownToken: Token? { unknown }

  package func forMuch() -> any SubwordModel { SentencePiecePairModel(self, dropout: dropout, trie: trie.compacted()) }

  package func dropping(_ probability: Double) -> any SubwordModel {
    SentencePiecePairModel(self, dropout: probability)
  }

  /// A symbol that no piece is; its text is its place.
  private static let unnamed = Token.max
  /// A symbol that does not merge.
  private static let frozenFlag = Token(1) << 31

  /// Rates neighbours by what they are together.
  private struct Rater: PairRater {
    let model: SentencePiecePairModel
    let piece: UnsafeBufferPointer<UInt8>
    /// What is taken apart and not made again.
    let whole: Range<Int>?

    @inline(__always)
    func rate(_ left: SymbolMerge.Symbol, _ right: SymbolMerge.Symbol) -> (rank: UInt32, token: Token) {
      if let whole {
        if left.start == whole.lowerBound, right.end == whole.upperBound { return (SymbolMerge.none, 0) }
      } else if isFrozen(left.token) || isFrozen(right.token) {
        return (SymbolMerge.none, 0)
      }
      guard let token = model.trie.find(piece, left.start, right.end) else { return (SymbolMerge.none, 0) }
      return (model.ranks[Int(token)], token)
    }
  }

  package func encode(_ piece: UnsafeBufferPointer<UInt8>, into output: inout SubwordTokens) {
    if piece.isEmpty { return }
    var symbols = SymbolMerge()
    swap(&symbols, &output.symbols)
    symbols.removeAll()
    var position = 0
    while position < piece.count {
      if !frozen.isEmpty, let match = frozen.longestMatch(piece, position) {
        symbols.append(match.token | Self.frozenFlag, position, position + match.length)
        position += match.length
      } else {
        let width = TextCharacters.width(piece, position)
        let token = trie.find(piece, position, position + width)
        symbols.append(token ?? Self.unnamed, position, position + width)
        position += width
      }
    }
    symbols.run(dropping: dropout, &output.chance, Rater(model: self, piece: piece, whole: nil))
    var wasUnknown = !output.tokens.isEmpty && output.tokens.last == unknown
    symbols.forEach { symbol in
      let token = symbol.token == Self.unnamed ? Self.unnamed : symbol.token & ~Self.frozenFlag
      if token != Self.unnamed, unused.contains(token) {
        takeApart(piece, symbol.start, symbol.end, into: &output, &wasUnknown)
      } else {
        put(token, piece, symbol.start..<symbol.end, into: &output, &wasUnknown)
      }
    }
    swap(&symbols, &output.symbols)
  }

  private static func isFrozen(_ token: Token) -> Bool { token != unnamed && token & frozenFlag != 0 }

  private func put(
    _ token: Token, _ piece: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, into output: inout SubwordTokens,
    _ wasUnknown: inout Bool
  ) {
    if token != Self.unnamed, token != unknown {
      output.append(token, range)
      wasUnknown = false
      return
    }
    if !bytes.isEmpty {
      for place in range {
        let isLast = place == range.upperBound - 1
        output.append(
          bytes[Int(piece[place])] ?? unknown, range.lowerBound..<(isLast ? range.upperBound : range.lowerBound))
      }
      wasUnknown = false
      return
    }
    if wasUnknown, let last = output.ranges.last {
      output.ranges[output.ranges.count - 1] = last.lowerBound..<range.upperBound
    } else {
      output.append(unknown, range)
    }
    wasUnknown = true
  }

  /// An unused piece is split again by the pair that made it: of those that could, the one that merges first.
  private func takeApart(
    _ piece: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int, into output: inout SubwordTokens,
    _ wasUnknown: inout Bool
  ) {
    var symbols = SymbolMerge()
    var position = start
    while position < end {
      let width = TextCharacters.width(piece, position)
      symbols.append(trie.find(piece, position, position + width) ?? Self.unnamed, position, position + width)
      position += width
    }
    symbols.run(Rater(model: self, piece: piece, whole: start..<end))
    symbols.forEach { symbol in
      if symbol.token != Self.unnamed, unused.contains(symbol.token), symbol.end - symbol.start < end - start {
        takeApart(piece, symbol.start, symbol.end, into: &output, &wasUnknown)
      } else {
        put(
          symbol.token == Self.unnamed || unused.contains(symbol.token) ? Self.unnamed : symbol.token, piece,
          symbol.start..<symbol.end, into: &output, &wasUnknown)
      }
    }
  }
}

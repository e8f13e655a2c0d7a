internal import PrepBytePairEncoding

/// Encodes a text the slow and obvious way: piece by piece, always the smallest merge first, remembering nothing.
///
/// What the fast encoder gives is held against it.
struct ReferenceEncoder: Sendable {
  /// Longer pieces are not looked at: the time grows with the square.
  static let longestPiece = 1024

  private let table: MergeTable
  private let splitter: SplitPattern
  private let ranks: [UInt64: (rank: Int, token: Token)]

  init(_ storage: TokenizerStorage) {
    table = storage.table
    splitter = storage.pattern
    var ranks: [UInt64: (rank: Int, token: Token)] = [:]
    for (rank, merge) in table.list.enumerated() {
      ranks[UInt64(merge.left) << 32 | UInt64(merge.right)] = (rank, merge.token)
    }
    self.ranks = ranks
  }

  /// The tokens of a text; nil when it has a piece that is too long.
  func encode(_ text: UnsafeBufferPointer<UInt8>) -> [Token]? {
    let splitter = TextSplitter(splitter)
    var tokens: [Token] = []
    var end: UInt32 = 0
    var position = 0
    while position < text.count {
      let written = withUnsafeMutablePointer(to: &end) {
        splitter.fillOneByOne(text, from: position, into: UnsafeMutableBufferPointer(start: $0, count: 1))
      }
      if written == 0 { break }
      guard let piece = encode(piece: UnsafeBufferPointer(rebasing: text[position..<Int(end)])) else { return nil }
      tokens += piece
      position = Int(end)
    }
    return tokens
  }

  private func encode(piece: UnsafeBufferPointer<UInt8>) -> [Token]? {
    if table.takesWholePieces, let whole = table.index.id(of: piece) { return [whole] }
    if piece.count > Self.longestPiece { return nil }
    var tokens = piece.map { table.index.byteTokens[Int($0)] }
    while true {
      var best: (rank: Int, token: Token, place: Int)?
      for place in 0..<max(0, tokens.count - 1) {
        guard let merge = merge(tokens[place], tokens[place + 1]), best.map({ merge.rank < $0.rank }) ?? true else {
          continue
        }
        best = (merge.rank, merge.token, place)
      }
      guard let best else { return tokens }
      tokens[best.place] = best.token
      tokens.remove(at: best.place + 1)
    }
  }

  private func merge(_ left: Token, _ right: Token) -> (rank: Int, token: Token)? {
    if !table.mergesByRank { return ranks[UInt64(left) << 32 | UInt64(right)] }
    guard let first = table.index.tokens.bytes(of: left), let second = table.index.tokens.bytes(of: right) else {
      return nil
    }
    return (Array(first) + Array(second)).withUnsafeBufferPointer { table.index.id(of: $0) }.map { (Int($0), $0) }
  }
}

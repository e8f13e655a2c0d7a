package import PrepBytePairEncoding

/// Byte pair encoding over bytes in which merges are left out by chance (Provilkov, Emelianenko and Voita 2020,
/// arxiv.org/abs/1910.13267), as Hugging Face `tokenizers` does it: a merge whose turn it is is passed over with the
/// probability, and waits until another one was made. That a piece is a token as a whole does not count.
package struct BytePairDropoutModel: SubwordModel {
  /// How early neighbours merge, by their ids and by their text, and into what.
  package enum Merges: Sendable {
    /// Pairs in order.
    case list([(left: Token, right: Token, token: Token)])
    /// Any two whose text is a token, the smallest id first.
    case ranks(TokenIndex)
  }

  private let table: PairTable?
  private let index: TokenIndex?
  private let first: [Token]
  private let last: [Token]
  private let probability: Double

  /// - Parameters:
  ///   - first: The token of each byte, ``TokenIndex/none`` where there is none.
  ///   - last: The same for the last byte of a piece.
  package init(_ merges: Merges, first: [Token], last: [Token], probability: Double) {
    switch merges {
    case .list(let list):
      table = PairTable(list)
      index = nil
    case .ranks(let ranks):
      table = nil
      index = ranks
    }
    self.first = first
    self.last = last
    self.probability = probability
  }

  private struct Rater: PairRater {
    let model: BytePairDropoutModel
    let piece: UnsafeBufferPointer<UInt8>

    func rate(_ left: SymbolMerge.Symbol, _ right: SymbolMerge.Symbol) -> (rank: UInt32, token: Token) {
      if let table = model.table { return table.merge(left.token, right.token) }
      guard left.end == right.start,
        let token = model.index?.id(of: UnsafeBufferPointer(rebasing: piece[left.start..<right.end]))
      else { return (SymbolMerge.none, 0) }
      return (token, token)
    }
  }

  package func encode(_ piece: UnsafeBufferPointer<UInt8>, into output: inout SubwordTokens) {
    var symbols = SymbolMerge()
    swap(&symbols, &output.symbols)
    symbols.removeAll()
    for (place, byte) in piece.enumerated() {
      let token = place == piece.count - 1 ? last[Int(byte)] : first[Int(byte)]
      if token == TokenIndex.none {
        output.leaveOut(piece, place..<place + 1)
      } else {
        symbols.append(token, place, place + 1)
      }
    }
    symbols.run(dropping: probability, &output.chance, Rater(model: self, piece: piece))
    symbols.forEach { output.append($0.token, $0.start..<$0.end) }
    swap(&symbols, &output.symbols)
  }
}

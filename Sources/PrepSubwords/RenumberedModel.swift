package import PrepBytePairEncoding

/// A model whose tokens have other ids, and which takes more texts than its pieces: a run of characters that the model
/// does not know has the id of that text, where another list has it.
package struct RenumberedModel: SubwordModel {
  private let model: any SubwordModel
  private let ids: [Token]
  private let unknown: Token
  private let others: [[UInt8]: Token]

  /// - Parameters:
  ///   - ids: The ids by those of the model.
  ///   - unknown: The token that the model has for what it does not know.
  ///   - others: The ids of texts that are no pieces of the model.
  package init(_ model: any SubwordModel, _ ids: [Token], unknown: Token, others: [[UInt8]: Token]) {
    self.model = model
    self.ids = ids
    self.unknown = unknown
    self.others = others
  }

  package var unknownToken: Token? { ids[Int(unknown)] }

  package func encode(_ piece: UnsafeBufferPointer<UInt8>, into output: inout SubwordTokens) {
    let first = output.tokens.count
    model.encode(piece, into: &output)
    var end = first
    var place = first
    while place < output.tokens.count {
      var range = output.ranges[place]
      let token = output.tokens[place]
      place += 1
      var id = ids[Int(token)]
      if token == unknown {
        // Neighbours that are unknown are one text.
        while place < output.tokens.count, output.tokens[place] == unknown,
          output.ranges[place].lowerBound == range.upperBound
        {
          range = range.lowerBound..<output.ranges[place].upperBound
          place += 1
        }
        if let other = others[Array(piece[range])] { id = other }
      }
      output.tokens[end] = id
      output.ranges[end] = range
      end += 1
    }
    output.tokens.removeLast(output.tokens.count - end)
    output.ranges.removeLast(output.ranges.count - end)
  }
}

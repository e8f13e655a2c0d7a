package import PrepBytePairEncoding

/// A model whose tokens have other ids.
package struct RenumberedModel: SubwordModel {
  private let model: any SubwordModel
  private let ids: [Token]

  /// - Parameter ids: The ids by those of the model.
  package init(_ model: any SubwordModel, _ ids: [Token]) {
    self.model = model
    self.ids = ids
  }

  package func encode(_ piece: UnsafeBufferPointer<UInt8>, into output: inout SubwordTokens) {
    let first = output.tokens.count
    model.encode(piece, into: &output)
    for place in first..<output.tokens.count { output.tokens[place] = ids[Int(output.tokens[place])] }
  }
}

extension TokenSequence {
  /// A part of a sequence that has one segment, as if it were the whole, unless that is a part itself.
  package func part(_ range: Range<Int>) -> TokenSequence {
    if range == 0..<tokens.count, boundaries == [0, Int32(tokens.count)], rejected == nil { return self }
    return TokenSequence(
      tokens: Array(tokens[range]), loss: loss[range], boundaries: [0, Int32(range.count)], documentIDs: documentIDs,
      documentLabels: documentLabels, documentParts: documentParts)
  }

  /// The segments one by one, without padding.
  package var segments: [TokenSequence] {
    if segmentCount == 1, boundaries == [0, Int32(tokens.count)], rejected == nil { return [self] }
    return (0..<segmentCount).map { index in
      let range = range(ofSegment: index)
      var branch: TokenBranch?
      if let rejected {
        let side = Int(rejected.boundaries[index])..<Int(rejected.boundaries[index + 1])
        branch = TokenBranch(
          tokens: Array(rejected.tokens[side]), loss: rejected.loss[side], boundaries: [0, Int32(side.count)])
      }
      return TokenSequence(
        tokens: Array(tokens[range]), loss: loss[range], boundaries: [0, Int32(range.count)],
        documentIDs: [documentIDs[index]], rejected: branch,
        documentLabels: documentLabels.isEmpty ? [] : [documentLabels[index]],
        documentParts: isWhole(segment: index) ? [] : [documentParts[index]])
    }
  }
}

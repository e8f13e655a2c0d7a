extension TokenSequence {
  /// A part of a sequence that has one segment, as if it were the whole, unless that is a part itself.
  ///
  /// - Parameter columns: Those that the header declares.
  package func part(_ range: Range<Int>, columns: [TokenColumn] = []) -> TokenSequence {
    precondition(columns.count == self.columns.count, "a sequence has other columns than its header")
    if range == 0..<tokens.count, boundaries == [0, Int32(tokens.count)], rejected == nil { return self }
    return TokenSequence(
      tokens: Array(tokens[range]), loss: loss[range], boundaries: [0, Int32(range.count)], documentIDs: documentIDs,
      documentLabels: documentLabels, documentParts: documentParts,
      columns: zip(columns, self.columns).map { column, values in
        column.scope == .token ? values[range] : column.isPlace ? values.moved(by: -range.lowerBound) : values
      })
  }

  /// The numbers of a segment in its columns.
  private func columns(ofSegment index: Int, _ columns: [TokenColumn]) -> [TokenColumnValues] {
    let range = range(ofSegment: index)
    return zip(columns, self.columns).map { column, values in
      guard column.scope == .document else { return values[range] }
      let own = values[index * column.width..<(index + 1) * column.width]
      return column.isPlace ? own.moved(by: -range.lowerBound) : own
    }
  }

  /// The segments of a sequence without columns.
  package var segments: [TokenSequence] { segments([]) }

  /// Whether it is one segment without padding and without a side that is rejected.
  ///
  /// - Parameter columns: Those that the header declares.
  package func isDocument(_ columns: [TokenColumn]) -> Bool {
    precondition(columns.count == self.columns.count, "a sequence has other columns than its header")
    return segmentCount == 1 && rejected == nil && boundaries[0] == 0 && Int(boundaries[1]) == tokens.count
  }

  /// The segments one by one, without padding.
  ///
  /// - Parameter columns: Those that the header declares.
  package func segments(_ columns: [TokenColumn]) -> [TokenSequence] {
    if isDocument(columns) { return [self] }
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
        documentParts: isWhole(segment: index) ? [] : [documentParts[index]],
        columns: self.columns.isEmpty ? [] : self.columns(ofSegment: index, columns))
    }
  }
}

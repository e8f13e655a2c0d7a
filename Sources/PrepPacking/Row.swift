import PrepTokens

/// A row that is being filled.
struct Row {
  private(set) var sequence: TokenSequence

  init(_ first: TokenSequence) { sequence = first }

  /// How much of the row's length is taken: the longer side of a pair counts.
  var length: Int { sequence.packingLength }

  /// Appends the segments of another sequence without padding.
  mutating func append(_ other: TokenSequence) { sequence.append(other) }
}

extension TokenSequence {
  /// The length that counts against a row: of pairs the longer side.
  package var packingLength: Int { max(tokens.count, rejected?.tokens.count ?? 0) }

  /// Appends the segments of another sequence; neither has padding.
  mutating func append(_ other: TokenSequence) {
    Self.append(&boundaries, other.boundaries, after: tokens.count)
    tokens.append(contentsOf: other.tokens)
    loss.append(other.loss)
    documentIDs.append(contentsOf: other.documentIDs)
    documentLabels.append(contentsOf: other.documentLabels)
    guard var branch = rejected, let more = other.rejected else { return }
    Self.append(&branch.boundaries, more.boundaries, after: branch.tokens.count)
    branch.tokens.append(contentsOf: more.tokens)
    branch.loss.append(more.loss)
    rejected = branch
  }

  private static func append(_ boundaries: inout [Int32], _ more: [Int32], after count: Int) {
    for boundary in more.dropFirst() { boundaries.append(Int32(count) + boundary) }
  }
}

import PrepTokens

/// What becomes of documents longer than a row.
public enum OverflowPolicy: String, Sendable, CaseIterable {
  /// They are cut into parts, which repeat the document's id.
  case split
  /// Their end is cut off.
  case cutEnd = "cut-end"
  /// They are left out.
  case drop
  /// They are bad data.
  case error
}

/// Where padding goes.
public enum PaddingSide: String, Sendable, CaseIterable { case right, left }

/// A document longer than a row, where that is bad data.
public struct OverlongDocument: Error, Sendable {
  public var documentID: UInt64
  public var tokens: Int
  public var length: Int

  public var message: String {
    "the document has \(tokens) tokens, more than a row of \(length); see --overflow"
  }
}

/// One run of packing: the overflow policy before the packer, padding and labels at boundaries after it, and the counts.
package struct PackingJob {
  /// What went in and came out.
  package struct Counts: Sendable, Equatable {
    package var documents = 0
    package var tokens = 0
    package var rows = 0
    package var paddedTokens = 0
    package var cutDocuments = 0
    package var droppedDocuments = 0
    package var droppedTokens = 0
    /// What the rows would hold if all were full.
    package var capacity = 0

    /// The share of the rows that holds no token, in percent.
    package var emptyPercent: Double {
      capacity == 0 ? 0 : Double(capacity - tokens + droppedTokens) * 100 / Double(capacity)
    }
  }

  package private(set) var counts = Counts()
  private let length: Int
  private let overflow: OverflowPolicy
  private let finish: RowFinish
  private var packer: any Packer

  /// - Parameters:
  ///   - padding: Pads every row to the length with an id.
  ///   - masksBoundaries: Whether the first token of every document stops being a label: it would be predicted from another document.
  package init(
    length: Int, strategy: PackingStrategy, overflow: OverflowPolicy, openRows: Int = 64, seed: UInt64 = 0,
    padding: (side: PaddingSide, id: UInt32)? = nil, masksBoundaries: Bool = false
  ) {
    self.length = length
    self.overflow = overflow
    finish = RowFinish(length: length, padding: padding, masksBoundaries: masksBoundaries)
    packer = strategy.makePacker(length: length, openRows: openRows, seed: seed)
    isWrapping = strategy == .wrap
  }

  private let isWrapping: Bool

  /// Takes a sequence, whose segments are packed anew.
  ///
  /// - Throws: ``OverlongDocument`` under the policy `error`, and what `emit` throws.
  package mutating func add(_ sequence: TokenSequence, emit: (TokenSequence) throws -> Void) throws {
    for segment in sequence.segments {
      counts.documents += 1
      counts.tokens += segment.tokens.count
      try fit(segment, emit)
    }
  }

  package mutating func finish(emit: (TokenSequence) throws -> Void) throws {
    var counts = counts
    let finish = finish
    try packer.finish { try emit(finish.complete($0, &counts)) }
    self.counts = counts
  }

  private mutating func fit(_ segment: TokenSequence, _ emit: (TokenSequence) throws -> Void) throws {
    let size = segment.packingLength
    if size <= length || isWrapping { return try pack(segment, emit) }
    switch overflow {
    case .error:
      throw OverlongDocument(documentID: segment.documentIDs[0], tokens: size, length: length)
    case .drop:
      counts.droppedDocuments += 1
      counts.droppedTokens += segment.tokens.count
    case .cutEnd:
      counts.cutDocuments += 1
      counts.droppedTokens += max(0, segment.tokens.count - length)
      try pack(segment.cut(to: length), emit)
    case .split:
      guard segment.rejected == nil else {
        throw OverlongDocument(documentID: segment.documentIDs[0], tokens: size, length: length)
      }
      counts.cutDocuments += 1
      for start in stride(from: 0, to: segment.tokens.count, by: length) {
        try pack(segment.part(start..<min(start + length, segment.tokens.count)), emit)
      }
    }
  }

  private mutating func pack(_ segment: TokenSequence, _ emit: (TokenSequence) throws -> Void) throws {
    var counts = counts
    let finish = finish
    try packer.add(segment) { try emit(finish.complete($0, &counts)) }
    self.counts = counts
  }
}

/// What is done to a row as it leaves: boundaries masked, padded, counted.
private struct RowFinish {
  let length: Int
  let padding: (side: PaddingSide, id: UInt32)?
  let masksBoundaries: Bool

  func complete(_ row: TokenSequence, _ counts: inout PackingJob.Counts) -> TokenSequence {
    counts.rows += 1
    counts.capacity += length
    var row = row
    if masksBoundaries { row.maskBoundaries() }
    guard let padding, row.tokens.count < length else { return row }
    counts.paddedTokens += length - row.tokens.count
    row.pad(to: length, side: padding.side, id: padding.id)
    return row
  }
}

extension TokenSequence {
  /// The first tokens of a document, of both sides.
  func cut(to length: Int) -> TokenSequence {
    var cut = part(0..<min(length, tokens.count))
    if let branch = rejected {
      let range = 0..<min(length, branch.tokens.count)
      cut.rejected = TokenBranch(
        tokens: Array(branch.tokens[range]), loss: branch.loss[range], boundaries: [0, Int32(range.count)])
    }
    return cut
  }

  /// Takes the first token of every segment but those at the start of the row out of the labels.
  package mutating func maskBoundaries() {
    loss = Self.masked(loss, at: boundaries, count: tokens.count)
    if var branch = rejected {
      branch.loss = Self.masked(branch.loss, at: branch.boundaries, count: branch.tokens.count)
      rejected = branch
    }
  }

  private static func masked(_ loss: TokenLoss, at boundaries: [Int32], count: Int) -> TokenLoss {
    let places = boundaries.dropLast().map { Int($0) }.filter { $0 > 0 && $0 < count }
    switch loss {
    case .all:
      var mask = [UInt8](repeating: 1, count: count)
      for place in places { mask[place] = 0 }
      return .mask(mask)
    case .mask(var mask):
      for place in places { mask[place] = 0 }
      return .mask(mask)
    case .weights(var weights):
      for place in places { weights[place] = 0 }
      return .weights(weights)
    }
  }

  /// Fills both sides up with an id that is no label.
  package mutating func pad(to length: Int, side: PaddingSide, id: UInt32) {
    Self.pad(&tokens, &loss, &boundaries, to: length, side: side, id: id)
    if var branch = rejected {
      Self.pad(&branch.tokens, &branch.loss, &branch.boundaries, to: length, side: side, id: id)
      rejected = branch
    }
  }

  private static func pad(
    _ tokens: inout [UInt32], _ loss: inout TokenLoss, _ boundaries: inout [Int32], to length: Int, side: PaddingSide, id: UInt32
  ) {
    let count = length - tokens.count
    guard count > 0 else { return }
    let filling = [UInt32](repeating: id, count: count)
    switch side {
    case .right:
      tokens += filling
      loss.append(.none(loss.kind, count: count))
    case .left:
      tokens = filling + tokens
      var padded = TokenLoss.none(loss.kind, count: count)
      padded.append(loss)
      loss = padded
      for index in boundaries.indices { boundaries[index] += Int32(count) }
    }
  }
}

// PrepTokens is the value that flows between the token stages, sequences of token ids with their loss, and its two
// forms: the binary token stream (prep-tokens(5)) and its JSON Lines twin. How tokens are made, packed or stored is not
// known here.

/// One row: a document's tokens, or several documents packed one after the other, with what is to be learnt from them.
public struct TokenSequence: Sendable, Equatable {
  /// The token ids, padding included.
  public var tokens: [UInt32]
  /// Which tokens are labels, one entry a token.
  public var loss: TokenLoss
  /// Where each segment starts, and where the last one ends: 0, …, the number of tokens that are not padding.
  ///
  /// With padding on the left the first entry is the number of padding tokens.
  public var boundaries: [Int32]
  /// The id of the document each segment comes from, one a segment.
  public var documentIDs: [UInt64]
  /// For preference data the rejected answers; ``tokens`` holds the chosen ones then, segment by segment.
  public var rejected: TokenBranch?
  /// For unpaired preferences whether each segment's answer was liked, one a segment; else empty.
  public var documentLabels: [UInt8]
  /// Where each segment stands in its document, one a segment, where one of the documents was cut; else empty: every
  /// segment is a document.
  public var documentParts: [DocumentPart]
  /// The numbers of the columns that the header declares, in its order; else empty.
  public var columns: [TokenColumnValues] = []

  /// A sequence of given parts.
  ///
  /// - Precondition: The parts agree in number, as ``isConsistent`` says.
  public init(
    tokens: [UInt32], loss: TokenLoss = .all, boundaries: [Int32], documentIDs: [UInt64], rejected: TokenBranch? = nil,
    documentLabels: [UInt8] = [], documentParts: [DocumentPart] = [], columns: [TokenColumnValues] = []
  ) {
    self.tokens = tokens
    self.loss = loss
    self.boundaries = boundaries
    self.documentIDs = documentIDs
    self.rejected = rejected
    self.documentLabels = documentLabels
    self.documentParts = documentParts
    self.columns = columns
    precondition(isConsistent, "the parts of a token sequence do not agree")
  }

  /// One document.
  public init(document tokens: [UInt32], loss: TokenLoss = .all, id: UInt64) {
    self.init(tokens: tokens, loss: loss, boundaries: [0, Int32(tokens.count)], documentIDs: [id])
  }

  /// One document, of which the caller knows that the loss has an entry a token, and a proper one.
  package init(knownDocument tokens: [UInt32], loss: TokenLoss, id: UInt64) {
    self.tokens = tokens
    self.loss = loss
    boundaries = [0, Int32(tokens.count)]
    documentIDs = [id]
    documentLabels = []
    documentParts = []
    assert(isConsistent, "the parts of a token sequence do not agree")
  }

  /// A sequence without a segment.
  package static let empty = TokenSequence(tokens: [], boundaries: [0], documentIDs: [])

  /// How many segments there are.
  public var segmentCount: Int { documentIDs.count }

  /// Where the tokens of a segment stand.
  public func range(ofSegment index: Int) -> Range<Int> { Int(boundaries[index])..<Int(boundaries[index + 1]) }

  /// How many tokens are labels.
  public var trainedTokenCount: Int {
    switch loss {
    case .all: (boundaries.last.map { Int($0) } ?? 0) - (boundaries.first.map { Int($0) } ?? 0)
    case .mask(let mask): mask.withUnsafeBytes { Self.countOnes($0) }
    case .weights(let weights): weights.count { $0 != 0 }
    }
  }

  /// How many bytes are 1, of which the others are 0.
  private static func countOnes(_ bytes: UnsafeRawBufferPointer) -> Int {
    var count = 0
    var index = 0
    // SAFETY: each load lies in the bytes, and vectors of equal size stand for the same bits.
    while bytes.count - index >= 32 {
      // A lane counts to 255.
      var lanes = SIMD32<UInt8>()
      let end = index + min(bytes.count - index, 255 * 32) / 32 * 32
      while index < end {
        lanes &+= bytes.loadUnaligned(fromByteOffset: index, as: SIMD32<UInt8>.self)
        index += 32
      }
      let words = unsafeBitCast(lanes, to: SIMD4<UInt64>.self)
      let evenBytes = (words & 0x00FF_00FF_00FF_00FF) &+ ((words &>> 8) & 0x00FF_00FF_00FF_00FF)
      // The product adds up the four numbers in its highest one.
      for word in 0..<4 { count &+= Int((evenBytes[word] &* 0x0001_0001_0001_0001) >> 48) }
    }
    while bytes.count - index >= 8 {
      count &+= Int((bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) &* 0x0101_0101_0101_0101) >> 56)
      index += 8
    }
    while index < bytes.count {
      count &+= Int(bytes[index] & 1)
      index += 1
    }
    return count
  }

  /// Whether there is one loss entry a token, the boundaries ascend within the tokens, and there is one id a segment.
  public var isConsistent: Bool {
    loss.isConsistent(count: tokens.count) && Self.ascend(boundaries, within: tokens.count)
      && documentIDs.count == boundaries.count - 1
      && (documentLabels.isEmpty || documentLabels.count == documentIDs.count)
      && (documentParts.isEmpty || documentParts.count == documentIDs.count && documentParts.allSatisfy(\.isConsistent))
      && (rejected?.isConsistent(segments: documentIDs.count) ?? true)
  }

  static func ascend(_ boundaries: [Int32], within count: Int) -> Bool {
    guard let first = boundaries.first, let last = boundaries.last, first >= 0, last <= count else { return false }
    for index in 1..<max(1, boundaries.count) where boundaries[index] < boundaries[index - 1] { return false }
    return true
  }
}

/// The rejected side of preference pairs: tokens with their loss, a segment for each of the chosen side.
public struct TokenBranch: Sendable, Equatable {
  /// The token ids, padding included.
  public var tokens: [UInt32]
  /// Which tokens are labels, one entry a token.
  public var loss: TokenLoss
  /// Where each segment starts, and where the last one ends.
  public var boundaries: [Int32]

  public init(tokens: [UInt32], loss: TokenLoss, boundaries: [Int32]) {
    self.tokens = tokens
    self.loss = loss
    self.boundaries = boundaries
  }

  func isConsistent(segments: Int) -> Bool {
    loss.isConsistent(count: tokens.count) && TokenSequence.ascend(boundaries, within: tokens.count)
      && boundaries.count == segments + 1
  }
}

/// What is to be learnt from the tokens of a sequence. Entry i belongs to token i as a label: nothing is shifted.
public enum TokenLoss: Sendable, Equatable {
  /// Every token of every segment is a label; padding is not.
  case all
  /// 1 for a label, 0 for context.
  case mask([UInt8])
  /// The weight of each token's loss; 0 for context.
  case weights([Float])

  /// The kind, as a stream's header declares it.
  public var kind: Kind {
    switch self {
    case .all: .all
    case .mask: .mask
    case .weights: .weights
    }
  }

  /// The kinds of loss; every sequence of a stream has the kind its header declares.
  public enum Kind: String, Sendable, Hashable, CaseIterable { case all, mask, weights }

  func isConsistent(count: Int) -> Bool {
    switch self {
    case .all: true
    // Without an early end, so that many entries are looked at at once.
    case .mask(let mask): mask.count == count && mask.withUnsafeBufferPointer { $0.reduce(0, |) <= 1 }
    case .weights(let weights): weights.count == count && weights.allSatisfy(\.isFinite)
    }
  }

  /// Whether a token is a label; where every token of every segment is, padding aside.
  package func isLabel(_ index: Int) -> Bool {
    switch self {
    case .all: true
    case .mask(let mask): mask[index] != 0
    case .weights(let weights): weights[index] != 0
    }
  }

  /// The entries of a range of tokens.
  public subscript(range: Range<Int>) -> TokenLoss {
    switch self {
    case .all: .all
    case .mask(let mask): .mask(Array(mask[range]))
    case .weights(let weights): .weights(Array(weights[range]))
    }
  }

  /// Appends the entries of more tokens, which are of the same kind.
  public mutating func append(_ other: TokenLoss) {
    switch (consume self, other) {
    case (.all, .all): self = .all
    case (.mask(var mask), .mask(let more)):
      self = .all
      mask.append(contentsOf: more)
      self = .mask(mask)
    case (.weights(var weights), .weights(let more)):
      self = .all
      weights.append(contentsOf: more)
      self = .weights(weights)
    default: preconditionFailure("losses of different kinds cannot be joined")
    }
  }

  /// An empty loss of a kind.
  public static func empty(_ kind: Kind) -> TokenLoss {
    switch kind {
    case .all: .all
    case .mask: .mask([])
    case .weights: .weights([])
    }
  }

  /// Context: no token of so many is a label.
  ///
  /// - Precondition: The kind is not `all`, which has no way to say so.
  public static func none(_ kind: Kind, count: Int) -> TokenLoss {
    switch kind {
    case .all: .all
    case .mask: .mask([UInt8](repeating: 0, count: count))
    case .weights: .weights([Float](repeating: 0, count: count))
    }
  }
}

import PrepTokens

/// MDS samples as token sequences.
struct SampleDecoder: Sendable {
  private let columns: [ShardColumn]
  private let lengths: Int
  private let header: TokenStreamHeader
  private let layout: ShardLayout

  init(header: TokenStreamHeader, layout: ShardLayout, saysParts: Bool = false) {
    columns = layout.columns(for: header, saysParts: saysParts)
    lengths = columns.count { $0.length == nil }
    self.header = header
    self.layout = layout
  }

  /// The columns of one side as they are found.
  private struct Side {
    var tokens: [UInt32] = []
    var loss: TokenLoss?
    var labels: [Int32] = []
    var boundaries: [Int32] = []
  }

  /// The sequence of a sample, the row of that number; nil when its bytes contradict themselves.
  func sequence(_ sample: UnsafeRawBufferPointer, row: Int) -> TokenSequence? {
    var position = lengths * 4
    guard sample.count >= position else { return nil }
    var slot = 0
    var sides = [Side(), Side()]
    var ids: [UInt64] = [UInt64(row)]
    var documentLabels: [UInt8] = []
    var (starts, documentLengths): ([UInt32], [UInt32]) = ([], [])
    var own: [TokenColumnValues?] = header.columns.map { _ in nil }
    for column in columns {
      var length = column.size ?? 0
      if column.length == nil {
        // SAFETY: the sample has four bytes for each column with a length, and `slot` counts them.
        length = Int(UInt32(littleEndian: sample.loadUnaligned(fromByteOffset: slot, as: UInt32.self)))
        slot += 4
      }
      guard length <= sample.count - position else { return nil }
      let payload = UnsafeRawBufferPointer(rebasing: sample[position..<position + length])
      position += length
      let side = column.isRejected ? 1 : 0
      switch column.role {
      case .tokens:
        guard let tokens = tokens(payload, column) else { return nil }
        sides[side].tokens = tokens
      case .labels:
        guard let labels: [Int32] = values(payload, column) else { return nil }
        sides[side].labels = labels
      case .mask:
        guard let mask: [UInt8] = values(payload, column) else { return nil }
        sides[side].loss = .mask(mask)
      case .weights:
        guard let weights: [Float] = values(payload, column) else { return nil }
        sides[side].loss = .weights(weights)
      case .boundaries:
        guard let boundaries: [Int32] = values(payload, column) else { return nil }
        sides[side].boundaries = boundaries
      case .documentIDs:
        guard let found: [UInt64] = values(payload, column) else { return nil }
        ids = found
      case .documentLabels:
        guard let found: [UInt8] = values(payload, column) else { return nil }
        documentLabels = found
      case .own(let number):
        guard let found = numbers(payload, column) else { return nil }
        own[number] = found
      case .partStarts:
        guard let found: [UInt32] = values(payload, column) else { return nil }
        starts = found
      case .documentLengths:
        guard let found: [UInt32] = values(payload, column) else { return nil }
        documentLengths = found
      }
    }
    guard position == sample.count, let main = branch(sides[0]),
      let parts = [DocumentPart](starts: starts, lengths: documentLengths)
    else { return nil }
    var rejected: TokenBranch?
    if header.hasRejected {
      guard let branch = branch(sides[1]) else { return nil }
      rejected = branch
    }
    guard
      var sequence = TokenSequence(
        validating: main.tokens, loss: main.loss, boundaries: main.boundaries, documentIDs: ids, rejected: rejected,
        documentLabels: documentLabels, documentParts: parts)
    else { return nil }
    sequence.columns = own.compactMap { $0 }
    return sequence.agrees(with: header.columns) ? sequence : nil
  }

  /// The numbers of a column that the header declares.
  private func numbers(_ payload: UnsafeRawBufferPointer, _ column: ShardColumn) -> TokenColumnValues? {
    guard let kind = column.kind.own, let (start, count) = place(of: payload, column),
      payload.count - start == count * kind.size
    else { return nil }
    return TokenColumnValues(UnsafeRawBufferPointer(rebasing: payload[start...]), as: kind)
  }

  /// Where the numbers of a column begin behind its shape, and how many there are.
  private func place(of payload: UnsafeRawBufferPointer, _ column: ShardColumn) -> (start: Int, count: Int)? {
    if let length = column.length { return (0, length) }
    guard let first = payload.first, first >> 2 == 1 else { return nil }
    let width = 1 << Int(first & 3)
    guard width <= 4, payload.count > width else { return nil }
    var count = 0
    for index in 0..<width { count |= Int(payload[1 + index]) << (8 * index) }
    return (1 + width, count)
  }

  private func branch(_ side: Side) -> TokenBranch? {
    var loss = side.loss ?? .all
    if layout.usesLabels {
      guard side.labels.count == side.tokens.count else { return nil }
      for (label, token) in zip(side.labels, side.tokens)
      where label != -100 && label != Int32(truncatingIfNeeded: token) { return nil }
      if header.loss == .mask { loss = .mask(side.labels.map { $0 == -100 ? 0 : 1 }) }
    }
    var boundaries = side.boundaries
    if let length = layout.fixedLength {
      boundaries = [0, Int32(length)]
      // Where everything is learnt, what is no label is padding.
      if header.loss == .all, layout.usesLabels, let first = side.labels.firstIndex(where: { $0 != -100 }),
        let last = side.labels.lastIndex(where: { $0 != -100 })
      {
        boundaries = [Int32(first), Int32(last + 1)]
      }
    }
    return TokenBranch(tokens: side.tokens, loss: loss, boundaries: boundaries)
  }

  private func tokens(_ payload: UnsafeRawBufferPointer, _ column: ShardColumn) -> [UInt32]? {
    let tokens: [UInt32]
    switch column.kind {
    case .uint16:
      guard let narrow: [UInt16] = values(payload, column) else { return nil }
      tokens = narrow.map { UInt32($0) }
    case .int64:
      guard let wide: [Int64] = values(payload, column), wide.allSatisfy({ $0 >= 0 && $0 < header.vocabularySize })
      else { return nil }
      tokens = wide.map { UInt32(truncatingIfNeeded: $0) }
    default:
      guard let same: [UInt32] = values(payload, column) else { return nil }
      tokens = same
    }
    return tokens.allSatisfy { $0 < header.vocabularySize } ? tokens : nil
  }

  private func values<Value: BitwiseCopyable>(_ payload: UnsafeRawBufferPointer, _ column: ShardColumn) -> [Value]? {
    guard let (start, count) = place(of: payload, column), payload.count - start == count * MemoryLayout<Value>.stride
    else { return nil }
    return [Value](unsafeUninitializedCapacity: count) { buffer, initialized in
      UnsafeMutableRawBufferPointer(buffer).copyMemory(from: UnsafeRawBufferPointer(rebasing: payload[start...]))
      initialized = count
    }
  }
}

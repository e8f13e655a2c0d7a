import PrepTokens

/// Token sequences as MDS samples. Numbers are written as they lie in memory: the machine is little-endian, as the
/// format is.
struct SampleEncoder: Sendable {
  private let columns: [ShardColumn]
  /// How many columns differ in length and therefore say theirs.
  private let lengths: Int

  init(columns: [ShardColumn]) {
    self.columns = columns
    lengths = columns.count { $0.length == nil }
  }

  /// How many bytes the sample of a sequence has.
  func size(of sequence: TokenSequence) -> Int {
    columns.reduce(lengths * 4) { $0 + payloadSize(of: $1, sequence) }
  }

  /// Writes a sample: the length of each column that has no fixed one, then the columns. There is room for its size.
  func write(_ sequence: TokenSequence, to start: UnsafeMutableRawPointer) {
    var slot = start
    var place = start + lengths * 4
    for column in columns {
      let end = writeColumn(column, of: sequence, to: place)
      if column.length == nil {
        slot.storeBytes(of: UInt32(truncatingIfNeeded: end - place).littleEndian, as: UInt32.self)
        slot += 4
      }
      place = end
    }
  }

  private func payloadSize(of column: ShardColumn, _ sequence: TokenSequence) -> Int {
    let branch = column.isRejected ? sequence.rejected : nil
    let loss = branch?.loss ?? sequence.loss
    let count: Int
    switch column.role {
    case .tokens, .labels: count = branch?.tokens.count ?? sequence.tokens.count
    case .mask:
      guard case .mask(let mask) = loss else { return 0 }
      count = mask.count
    case .weights:
      guard case .weights(let weights) = loss else { return 0 }
      count = weights.count
    case .boundaries: count = branch?.boundaries.count ?? sequence.boundaries.count
    case .documentIDs, .partStarts, .documentLengths: count = sequence.documentIDs.count
    case .documentLabels: count = sequence.documentLabels.count
    case .own(let number): count = sequence.columns[number].count
    }
    return Self.shapeSize(count, column) + count * column.kind.size
  }

  private func writeColumn(
    _ column: ShardColumn, of sequence: TokenSequence, to place: UnsafeMutableRawPointer
  ) -> UnsafeMutableRawPointer {
    let branch = column.isRejected ? sequence.rejected : nil
    let tokens = branch?.tokens ?? sequence.tokens
    let loss = branch?.loss ?? sequence.loss
    let boundaries = branch?.boundaries ?? sequence.boundaries
    switch column.role {
    case .tokens: return writeTokens(tokens, column, place)
    case .labels: return Self.write(Self.labels(tokens, loss, boundaries), column, place)
    case .mask: if case .mask(let mask) = loss { return Self.write(mask, column, place) }
    case .weights: if case .weights(let weights) = loss { return Self.write(weights, column, place) }
    case .boundaries: return Self.write(boundaries, column, place)
    case .documentIDs: return Self.write(sequence.documentIDs, column, place)
    case .documentLabels: return Self.write(sequence.documentLabels, column, place)
    case .own(let number):
      guard let kind = column.kind.own else { return place }
      let start = Self.writeShape(sequence.columns[number].count, column, place)
      var bytes: [UInt8] = []
      sequence.columns[number].append(as: kind, to: &bytes)
      return bytes.withUnsafeBytes {
        if let base = $0.baseAddress { start.copyMemory(from: base, byteCount: $0.count) }
        return start + $0.count
      }
    case .partStarts: return Self.write(Self.parts(of: sequence).starts, column, place)
    case .documentLengths: return Self.write(Self.parts(of: sequence).lengths, column, place)
    }
    return place
  }

  /// Where the segments stand in their documents, also where none of these was cut.
  private static func parts(of sequence: TokenSequence) -> [DocumentPart] {
    (0..<sequence.segmentCount).map { sequence.documentPart(ofSegment: $0) }
  }

  private func writeTokens(_ tokens: [UInt32], _ column: ShardColumn, _ place: UnsafeMutableRawPointer)
    -> UnsafeMutableRawPointer
  {
    switch column.kind {
    case .uint16: Self.write(tokens, as: UInt16.self, column, place)
    case .int64: Self.write(tokens, as: Int64.self, column, place)
    // Ids of a signed column are below the vocabulary's size, which fits.
    default: Self.write(tokens, column, place)
    }
  }

  /// The ids that are to be learnt, −100 elsewhere.
  static func labels(_ tokens: [UInt32], _ loss: TokenLoss, _ boundaries: [Int32]) -> [Int32] {
    var labels = [Int32](repeating: -100, count: tokens.count)
    let real = Int(boundaries.first ?? 0)..<Int(boundaries.last ?? 0)
    for index in real {
      let isTrained =
        switch loss {
        case .all: true
        case .mask(let mask): mask[index] != 0
        case .weights(let weights): weights[index] != 0
        }
      if isTrained { labels[index] = Int32(truncatingIfNeeded: tokens[index]) }
    }
    return labels
  }

  /// How many bytes say the shape of a column that has no fixed one.
  private static func shapeSize(_ count: Int, _ column: ShardColumn) -> Int {
    column.length != nil ? 0 : count < 1 << 8 ? 2 : count < 1 << 16 ? 3 : 5
  }

  /// Unless the column has a fixed shape: the number of dimensions and the width of the shape in one byte, and the
  /// shape.
  private static func writeShape(_ count: Int, _ column: ShardColumn, _ place: UnsafeMutableRawPointer)
    -> UnsafeMutableRawPointer
  {
    let size = shapeSize(count, column)
    if size == 0 { return place }
    place.storeBytes(of: size == 2 ? 4 : size == 3 ? 5 : 6, as: UInt8.self)
    withUnsafeBytes(of: UInt32(truncatingIfNeeded: count).littleEndian) {
      (place + 1).copyMemory(from: $0.baseAddress!, byteCount: size - 1)
    }
    return place + size
  }

  private static func write<Value: BitwiseCopyable>(
    _ values: [Value], _ column: ShardColumn, _ place: UnsafeMutableRawPointer
  ) -> UnsafeMutableRawPointer {
    let start = writeShape(values.count, column, place)
    return values.withUnsafeBytes {
      if let base = $0.baseAddress { start.copyMemory(from: base, byteCount: $0.count) }
      return start + $0.count
    }
  }

  private static func write<Value: FixedWidthInteger & BitwiseCopyable>(
    _ tokens: [UInt32], as type: Value.Type, _ column: ShardColumn, _ place: UnsafeMutableRawPointer
  ) -> UnsafeMutableRawPointer {
    let start = writeShape(tokens.count, column, place)
    let size = MemoryLayout<Value>.size
    for (index, token) in tokens.enumerated() {
      (start + index * size).storeBytes(of: Value(truncatingIfNeeded: token), as: Value.self)
    }
    return start + tokens.count * size
  }
}

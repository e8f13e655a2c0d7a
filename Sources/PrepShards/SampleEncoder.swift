import PrepTokens

/// Token sequences as MDS samples.
struct SampleEncoder: Sendable {
  private let columns: [ShardColumn]
  /// How many columns differ in length and therefore say theirs.
  private let lengths: Int

  init(columns: [ShardColumn]) {
    self.columns = columns
    lengths = columns.count { $0.length == nil }
  }

  /// Appends a sample: the length of each column that has no fixed one, then the columns.
  func append(_ sequence: TokenSequence, to bytes: inout [UInt8]) {
    let start = bytes.count
    bytes.append(contentsOf: repeatElement(0, count: lengths * 4))
    var slot = start
    for column in columns {
      let before = bytes.count
      appendColumn(column, of: sequence, to: &bytes)
      if column.length != nil { continue }
      let length = UInt32(bytes.count - before).littleEndian
      bytes.withUnsafeMutableBytes { $0.storeBytes(of: length, toByteOffset: slot, as: UInt32.self) }
      slot += 4
    }
  }

  private func appendColumn(_ column: ShardColumn, of sequence: TokenSequence, to bytes: inout [UInt8]) {
    let branch = column.isRejected ? sequence.rejected : nil
    let tokens = branch?.tokens ?? sequence.tokens
    let loss = branch?.loss ?? sequence.loss
    let boundaries = branch?.boundaries ?? sequence.boundaries
    switch column.role {
    case .tokens: appendTokens(tokens, column, &bytes)
    case .labels: Self.append(Self.labels(tokens, loss, boundaries), column, &bytes)
    case .mask: if case .mask(let mask) = loss { Self.append(mask, column, &bytes) }
    case .weights: if case .weights(let weights) = loss { Self.append(weights, column, &bytes) }
    case .boundaries: Self.append(boundaries, column, &bytes)
    case .documentIDs: Self.append(sequence.documentIDs, column, &bytes)
    case .documentLabels: Self.append(sequence.documentLabels, column, &bytes)
    }
  }

  private func appendTokens(_ tokens: [UInt32], _ column: ShardColumn, _ bytes: inout [UInt8]) {
    switch column.kind {
    case .uint16: Self.append(tokens, as: UInt16.self, column, &bytes)
    case .int64: Self.append(tokens, as: Int64.self, column, &bytes)
    // Ids of a signed column are below the vocabulary's size, which fits.
    default: Self.append(tokens, column, &bytes)
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

  /// Unless the column has a fixed shape: the number of dimensions and the width of the shape in one byte, and the shape.
  private static func appendShape(_ count: Int, _ column: ShardColumn, _ bytes: inout [UInt8]) {
    if column.length != nil { return }
    if count < 1 << 8 {
      bytes.append(4)
      bytes.append(UInt8(count))
    } else if count < 1 << 16 {
      bytes.append(5)
      withUnsafeBytes(of: UInt16(count).littleEndian) { bytes.append(contentsOf: $0) }
    } else {
      bytes.append(6)
      withUnsafeBytes(of: UInt32(count).littleEndian) { bytes.append(contentsOf: $0) }
    }
  }

  private static func append<Value: BitwiseCopyable>(_ values: [Value], _ column: ShardColumn, _ bytes: inout [UInt8]) {
    appendShape(values.count, column, &bytes)
    values.withUnsafeBytes { bytes.append(contentsOf: $0) }
  }

  private static func append<Value: FixedWidthInteger & BitwiseCopyable>(
    _ tokens: [UInt32], as type: Value.Type, _ column: ShardColumn, _ bytes: inout [UInt8]
  ) {
    let values = [Value](unsafeUninitializedCapacity: tokens.count) { buffer, count in
      for index in tokens.indices { buffer.initializeElement(at: index, to: Value(truncatingIfNeeded: tokens[index])) }
      count = tokens.count
    }
    append(values, column, &bytes)
  }
}

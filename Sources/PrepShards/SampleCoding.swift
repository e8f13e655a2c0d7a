import PrepTokens

/// Token sequences as MDS samples and back.
struct SampleCoding: Sendable {
  private let columns: [ShardColumn]
  private let tokensName: String
  private let header: TokenStreamHeader

  init(header: TokenStreamHeader, tokensName: String = "input_ids") {
    columns = ShardColumns(header: header, tokensName: tokensName).columns
    self.tokensName = tokensName
    self.header = header
  }

  /// Appends a sample: the length of each column, then the columns.
  func append(_ sequence: TokenSequence, to bytes: inout [UInt8]) {
    let start = bytes.count
    bytes.append(contentsOf: repeatElement(0, count: columns.count * 4))
    for (index, column) in columns.enumerated() {
      let before = bytes.count
      appendColumn(column, of: sequence, to: &bytes)
      let length = UInt32(bytes.count - before).littleEndian
      bytes.withUnsafeMutableBytes { $0.storeBytes(of: length, toByteOffset: start + index * 4, as: UInt32.self) }
    }
  }

  private func appendColumn(_ column: ShardColumn, of sequence: TokenSequence, to bytes: inout [UInt8]) {
    let isRejected = column.name.hasPrefix("rejected_")
    let tokens = isRejected ? sequence.rejected?.tokens ?? [] : sequence.tokens
    let loss = isRejected ? sequence.rejected?.loss ?? .all : sequence.loss
    let boundaries = isRejected ? sequence.rejected?.boundaries ?? [] : sequence.boundaries
    switch column.name {
    case "doc_ids": Self.append(sequence.documentIDs, to: &bytes)
    case "doc_labels": Self.append(sequence.documentLabels, to: &bytes)
    case _ where column.name.hasSuffix("cu_seqlens"): Self.append(boundaries, to: &bytes)
    case _ where column.name.hasSuffix("loss_mask"): if case .mask(let mask) = loss { Self.append(mask, to: &bytes) }
    case _ where column.name.hasSuffix("loss_weight"): if case .weights(let weights) = loss { Self.append(weights, to: &bytes) }
    default:
      if column.kind == .uint16 {
        Self.append(tokens.map { UInt16(truncatingIfNeeded: $0) }, to: &bytes)
      } else {
        Self.append(tokens, to: &bytes)
      }
    }
  }

  /// A one-dimensional array: the number of dimensions and the width of the shape in one byte, the shape, the values.
  private static func append<Value: BitwiseCopyable>(_ values: [Value], to bytes: inout [UInt8]) {
    let count = values.count
    if count < 1 << 8 {
      bytes.append(contentsOf: [4, UInt8(count)])
    } else if count < 1 << 16 {
      bytes.append(contentsOf: [5, UInt8(count & 255), UInt8(count >> 8)])
    } else {
      bytes.append(6)
      withUnsafeBytes(of: UInt32(count).littleEndian) { bytes.append(contentsOf: $0) }
    }
    values.withUnsafeBytes { bytes.append(contentsOf: $0) }
  }

  /// The sequence of a sample; nil when its bytes contradict themselves.
  func sequence(_ sample: UnsafeRawBufferPointer) -> TokenSequence? {
    var position = columns.count * 4
    guard sample.count >= position else { return nil }
    var payloads: [String: UnsafeRawBufferPointer] = [:]
    for (index, column) in columns.enumerated() {
      let length = Int(UInt32(littleEndian: sample.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self)))
      guard length <= sample.count - position else { return nil }
      payloads[column.name] = UnsafeRawBufferPointer(rebasing: sample[position..<position + length])
      position += length
    }
    guard position == sample.count, let ids: [UInt64] = values(payloads["doc_ids"]),
      let main = side(payloads, prefix: header.hasRejected ? "chosen_" : "")
    else { return nil }
    var rejected: TokenBranch?
    if header.hasRejected {
      guard let branch = side(payloads, prefix: "rejected_") else { return nil }
      rejected = branch
    }
    var labels: [UInt8] = []
    if header.hasDocumentLabels {
      guard let found: [UInt8] = values(payloads["doc_labels"]) else { return nil }
      labels = found
    }
    return TokenSequence(
      validating: main.tokens, loss: main.loss, boundaries: main.boundaries, documentIDs: ids, rejected: rejected,
      documentLabels: labels)
  }

  private func side(_ payloads: [String: UnsafeRawBufferPointer], prefix: String) -> TokenBranch? {
    guard let boundaries: [Int32] = values(payloads[prefix + "cu_seqlens"]) else { return nil }
    let tokens: [UInt32]
    if header.tokenWidth == 2 {
      guard let narrow: [UInt16] = values(payloads[prefix + tokensName]) else { return nil }
      tokens = narrow.map { UInt32($0) }
    } else {
      guard let wide: [UInt32] = values(payloads[prefix + tokensName]) else { return nil }
      tokens = wide
    }
    guard tokens.allSatisfy({ $0 < header.vocabularySize }) else { return nil }
    switch header.loss {
    case .all: return TokenBranch(tokens: tokens, loss: .all, boundaries: boundaries)
    case .mask:
      guard let mask: [UInt8] = values(payloads[prefix + "loss_mask"]) else { return nil }
      return TokenBranch(tokens: tokens, loss: .mask(mask), boundaries: boundaries)
    case .weights:
      guard let weights: [Float] = values(payloads[prefix + "loss_weight"]) else { return nil }
      return TokenBranch(tokens: tokens, loss: .weights(weights), boundaries: boundaries)
    }
  }

  private func values<Value: BitwiseCopyable>(_ payload: UnsafeRawBufferPointer?) -> [Value]? {
    guard let payload, let first = payload.first, first >> 2 == 1 else { return nil }
    let width = 1 << Int(first & 3)
    guard width <= 4, payload.count > width else { return nil }
    var count = 0
    for index in 0..<width { count |= Int(payload[1 + index]) << (8 * index) }
    let start = 1 + width
    guard payload.count - start == count * MemoryLayout<Value>.stride else { return nil }
    return [Value](unsafeUninitializedCapacity: count) { buffer, initialized in
      UnsafeMutableRawBufferPointer(buffer).copyMemory(from: UnsafeRawBufferPointer(rebasing: payload[start...]))
      initialized = count
    }
  }
}

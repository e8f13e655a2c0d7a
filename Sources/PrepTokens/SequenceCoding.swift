/// One sequence as bytes: numbers of tokens and segments, then columns one after the other.
///
/// `u32 tokens, u32 segments, ids (u16 or u32), loss (u8 or f32 a token, nothing for "all"), i32 boundaries, u64
/// document ids, u8 labels`, then for pairs the rejected side: `u32 tokens, ids, loss, i32 boundaries`. Where documents
/// may be cut, `u32 parts, u32 starts, u32 lengths`: as many as segments, or none. Last the columns that the header
/// declares, each in its type: a number a token, or as many as it says a segment.
package enum SequenceCoding {
  /// Appends a sequence of a stream with a header.
  ///
  /// - Parameter saysParts: Whether it is said where the segments stand in their documents.
  package static func append(
    _ sequence: TokenSequence, header: TokenStreamHeader, saysParts: Bool, to bytes: inout [UInt8]
  ) {
    bytes.append(littleEndian: UInt32(sequence.tokens.count))
    bytes.append(littleEndian: UInt32(sequence.segmentCount))
    appendColumns(sequence.tokens, sequence.loss, width: header.tokenWidth, to: &bytes)
    bytes.append(bytesOf: sequence.boundaries)
    bytes.append(bytesOf: sequence.documentIDs)
    bytes.append(contentsOf: sequence.documentLabels)
    if let rejected = sequence.rejected {
      bytes.append(littleEndian: UInt32(rejected.tokens.count))
      appendColumns(rejected.tokens, rejected.loss, width: header.tokenWidth, to: &bytes)
      bytes.append(bytesOf: rejected.boundaries)
    }
    if saysParts {
      bytes.append(littleEndian: UInt32(sequence.documentParts.count))
      bytes.append(bytesOf: sequence.documentParts.starts)
      bytes.append(bytesOf: sequence.documentParts.lengths)
    }
    for (column, values) in zip(header.columns, sequence.columns) { values.append(as: column.kind, to: &bytes) }
  }

  private static func appendColumns(_ tokens: [UInt32], _ loss: TokenLoss, width: Int, to bytes: inout [UInt8]) {
    if width == 2 {
      let start = bytes.count
      bytes.append(contentsOf: repeatElement(0, count: tokens.count * 2))
      bytes.withUnsafeMutableBytes { raw in
        guard let room = raw.baseAddress else { return }
        for index in tokens.indices {
          (room + start + index * 2).storeBytes(
            of: UInt16(truncatingIfNeeded: tokens[index]).littleEndian, as: UInt16.self)
        }
      }
    } else {
      bytes.append(bytesOf: tokens)
    }
    switch loss {
    case .all: break
    case .mask(let mask): bytes.append(contentsOf: mask)
    case .weights(let weights): bytes.append(bytesOf: weights)
    }
  }
}

/// Takes sequences out of the payload of a frame; nil wherever the bytes do not suffice or contradict themselves.
package struct SequenceDecoder {
  private let header: TokenStreamHeader
  private let saysParts: Bool
  private let bytes: UnsafeRawBufferPointer
  package private(set) var position: Int

  /// - Parameters:
  ///   - position: Where the first sequence begins.
  ///   - header: That of the stream.
  ///   - saysParts: Whether it is said where the segments stand in their documents.
  package init(_ bytes: UnsafeRawBufferPointer, from position: Int, header: TokenStreamHeader, saysParts: Bool) {
    self.saysParts = saysParts
    self.bytes = bytes
    self.position = position
    self.header = header
  }

  /// Whether nothing is left.
  package var isAtEnd: Bool { position == bytes.count }

  /// The next sequence; nil where the bytes are none.
  package mutating func next() -> TokenSequence? {
    guard let tokenCount = count(), let segments = count(), let (tokens, loss) = columns(tokenCount),
      let boundaries = values(segments + 1, of: Int32.self), let ids = values(segments, of: UInt64.self),
      let labels = values(header.hasDocumentLabels ? segments : 0, of: UInt8.self)
    else { return nil }
    var rejected: TokenBranch?
    if header.hasRejected {
      guard let branchCount = count(), let (branchTokens, branchLoss) = columns(branchCount),
        let branchBoundaries = values(segments + 1, of: Int32.self)
      else { return nil }
      rejected = TokenBranch(tokens: branchTokens, loss: branchLoss, boundaries: branchBoundaries)
    }
    var parts: [DocumentPart] = []
    if saysParts {
      guard let partCount = count(), let starts = values(partCount, of: UInt32.self),
        let lengths = values(partCount, of: UInt32.self), let found = [DocumentPart](starts: starts, lengths: lengths)
      else { return nil }
      parts = found
    }
    guard
      var sequence = TokenSequence(
        validating: tokens, loss: loss, boundaries: boundaries, documentIDs: ids, rejected: rejected,
        documentLabels: labels, documentParts: parts)
    else { return nil }
    for column in header.columns {
      let size = column.count(tokens: tokenCount, segments: segments) * column.kind.size
      guard bytes.count - position >= size else { return nil }
      let values = TokenColumnValues(
        UnsafeRawBufferPointer(rebasing: bytes[position..<position + size]), as: column.kind)
      guard values.fits(column.kind) else { return nil }
      sequence.columns.append(values)
      position += size
    }
    return sequence
  }

  private mutating func count() -> Int? {
    guard bytes.count - position >= 4 else { return nil }
    defer { position += 4 }
    // SAFETY: four bytes are left.
    let value = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt32.self))
    // A sequence cannot have more entries than the payload has bytes.
    return Int(value) <= bytes.count ? Int(value) : nil
  }

  private mutating func columns(_ count: Int) -> ([UInt32], TokenLoss)? {
    let tokens: [UInt32]
    if header.tokenWidth == 2 {
      guard let narrow = values(count, of: UInt16.self) else { return nil }
      tokens = narrow.map { UInt32(UInt16(littleEndian: $0)) }
    } else {
      guard let wide = values(count, of: UInt32.self) else { return nil }
      tokens = wide
    }
    guard tokens.allSatisfy({ $0 < header.vocabularySize }) else { return nil }
    switch header.loss {
    case .all: return (tokens, .all)
    case .mask: return values(count, of: UInt8.self).map { (tokens, .mask($0)) }
    case .weights: return values(count, of: Float.self).map { (tokens, .weights($0)) }
    }
  }

  private mutating func values<Value: BitwiseCopyable>(_ count: Int, of type: Value.Type) -> [Value]? {
    let size = count * MemoryLayout<Value>.stride
    guard bytes.count - position >= size else { return nil }
    let start = position
    position += size
    return [Value](unsafeUninitializedCapacity: count) { buffer, initialized in
      UnsafeMutableRawBufferPointer(buffer).copyMemory(
        from: UnsafeRawBufferPointer(rebasing: bytes[start..<start + size]))
      initialized = count
    }
  }
}

extension TokenSequence {
  /// A sequence from outside; nil when its parts do not agree.
  package init?(
    validating tokens: [UInt32], loss: TokenLoss, boundaries: [Int32], documentIDs: [UInt64], rejected: TokenBranch?,
    documentLabels: [UInt8], documentParts: [DocumentPart]
  ) {
    guard loss.isConsistent(count: tokens.count), Self.ascend(boundaries, within: tokens.count),
      documentIDs.count == boundaries.count - 1, documentLabels.isEmpty || documentLabels.count == documentIDs.count,
      documentParts.isEmpty || documentParts.count == documentIDs.count && documentParts.allSatisfy(\.isConsistent),
      rejected?.isConsistent(segments: documentIDs.count) ?? true
    else { return nil }
    self.init(
      tokens: tokens, loss: loss, boundaries: boundaries, documentIDs: documentIDs, rejected: rejected,
      documentLabels: documentLabels,
      documentParts: documentParts.isWhole(boundaries) ? [] : documentParts)
  }
}
